"""What the issuer signed: ID tokens (OpenID Connect Core §3.1.3.7) and logout tokens (Back-Channel Logout §2.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import jwt

from portal.settings import PortalSettings
from portal.signin.discovery import IssuerAway
from shared.web.jwks import KeySet, KeysUnavailable

LEEWAY: Final = 60
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_IDENTITY: Final = ("iss", "sub", "aud", "exp", "iat")
_LOGOUT: Final = ("iss", "aud", "exp", "iat", "jti", "events")


class NotSignedIn(Exception):  # noqa: N818 - an expected answer of the issuer
    """The issuer did not confirm it: the sign-in was given up, is too old, or was not ours."""


@dataclass(frozen=True, slots=True)
class LogoutNotice:
    """Whose sessions ended at the issuer: one session's, or all of an account. Good until `until`, once."""

    id: str
    subject: str | None
    issuer_session: str | None
    until: datetime


class Proof:
    """Checks tokens with the issuer's keys."""

    def __init__(self, settings: PortalSettings, transport: httpx.AsyncBaseTransport | None) -> None:
        self._settings = settings
        self._keys = KeySet(settings.issuer, settings.algorithms, local=settings.local, transport=transport)

    async def identity(self, token: str, nonce: str | None) -> Mapping[str, Any]:
        """The claims of an ID token; `nonce` is None for one that came with a renewal."""
        claims = await self._claims(token, _IDENTITY)
        if nonce is not None and claims.get("nonce") != nonce:
            raise NotSignedIn("nonce")
        if claims.get("azp", self._settings.client_id) != self._settings.client_id:
            raise NotSignedIn("azp")
        return claims

    async def logout(self, token: str) -> LogoutNotice:
        """What a logout token says."""
        claims = await self._claims(token, _LOGOUT)
        events, subject, session = claims["events"], claims.get("sub"), claims.get("sid")
        if not isinstance(events, dict) or LOGOUT_EVENT not in events or "nonce" in claims:
            raise NotSignedIn("no logout token")
        if not (subject or session) or not all(isinstance(one, str | None) for one in (subject, session)):
            raise NotSignedIn("of nobody")
        until = _moment(claims["exp"]) + timedelta(seconds=LEEWAY)
        return LogoutNotice(str(claims["jti"]), subject, session, until)

    async def _claims(self, token: str, needed: Sequence[str]) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            algorithm = str(header.get("alg"))
            key = await self._keys.key(header.get("kid"), algorithm)
            if key is None or algorithm not in self._settings.algorithms:
                raise NotSignedIn("key")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._settings.client_id,
                issuer=self._settings.issuer,
                leeway=LEEWAY,
                options={"require": list(needed)},
            )
        except jwt.PyJWTError as error:
            raise NotSignedIn(repr(error)) from error
        except KeysUnavailable as error:
            raise IssuerAway from error
        return claims


def _moment(seconds: float) -> datetime:
    """A moment of a token; raises NotSignedIn for one that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise NotSignedIn("exp") from error
