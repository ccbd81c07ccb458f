"""The local token issuer: OIDC discovery and JWKS over HTTP, tokens minted in the process that asks for them.

Run as `python -m deploy.local.tokens PORT FOLDER`.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jwt
import uvicorn

from deploy.local.keys import ALGORITHM, KeyFolder, SigningKey
from deploy.local.ports import HOST

AUDIENCE = "sangkien"


class Tokens:
    """Mints what a real OpenID provider would; `key`, `audience` and `ttl` let a test mint wrong ones."""

    def __init__(self, issuer: str, folder: Path) -> None:
        self.issuer = issuer
        self.folder = folder
        self._keys = KeyFolder(folder)
        self._current: SigningKey | None = None

    def mint(  # noqa: PLR0913 - these are a token's claims
        self,
        *,
        sub: str,
        grants: Sequence[tuple[str, str]] = (),
        name: str | None = None,
        email: str | None = None,
        ttl: float = 3600,
        audience: str = AUDIENCE,
        key: SigningKey | None = None,
        issuer: str | None = None,
    ) -> str:
        """A signed token; `ttl` in seconds, negative for an expired one."""
        key = key or self.key
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": issuer or self.issuer,
            "sub": sub,
            "aud": audience,
            "iat": now,
            "exp": now + int(ttl),
            "grants": [{"role": role, "unit": unit} for role, unit in grants],
        }
        claims |= {claim: value for claim, value in (("name", name), ("email", email)) if value is not None}
        claims |= {"email_verified": True} if email is not None else {}
        return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.kid})

    @property
    def key(self) -> SigningKey:
        """The key that signs now."""
        if self._current is None:
            self._current = self._keys.current()
        return self._current

    def rotate(self, *, keep_old: bool = True) -> SigningKey:
        """Sign with a new key; without `keep_old` tokens of the old ones stop working once services refetch."""
        self._current = self._keys.replace(keep_old=keep_old)
        return self._current


def serve(port: int, folder: Path) -> None:
    """Publish the keys, and sign people in, until the process is ended."""
    from deploy.local.issuer import application  # noqa: PLC0415 - it mints with what is above

    KeyFolder(folder).current()
    uvicorn.run(application(f"http://{HOST}:{port}", folder), host=HOST, port=port, log_level="warning")


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
