"""Authorization codes of the local sign-in: each good once, for a minute, for whoever has its verifier (RFC 7636)."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Final

CODE_SECONDS: Final = 60
MOST_CODES: Final = 1000


@dataclass(frozen=True, slots=True)
class Code:
    """What a code was given for."""

    sub: str
    challenge: str
    nonce: str | None
    redirect_uri: str
    until: float


class Codes:
    """Kept in memory."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}

    def give(self, sub: str, *, challenge: str, nonce: str | None, redirect_uri: str) -> str | None:
        """A new code; None while too many are out."""
        now = time.monotonic()
        self._codes = {code: one for code, one in self._codes.items() if one.until > now}
        if len(self._codes) >= MOST_CODES:
            return None
        code = secrets.token_urlsafe(32)
        self._codes[code] = Code(sub, challenge, nonce, redirect_uri, now + CODE_SECONDS)
        return code

    def spend(self, code: str, *, verifier: str, redirect_uri: str) -> Code | None:
        """What it was given for; a wrong try spends it too."""
        known = self._codes.pop(code, None)
        if known is None or known.until < time.monotonic() or known.redirect_uri != redirect_uri:
            return None
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        return known if digest.rstrip(b"=").decode() == known.challenge else None
