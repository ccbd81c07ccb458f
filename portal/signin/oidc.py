"""Signing in at the issuer: code with PKCE by a confidential client (OpenID Connect Core, RFC 7636, RFC 9700)."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import jwt
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from portal.settings import PortalSettings
from portal.store import Tokens
from shared.refusals import Text
from shared.web.jwks import KeySet, KeysUnavailable, require_https
from shared.web.problems import Unavailable

SCOPE: Final = "openid profile email"
SECONDS: Final = 5.0
"""For one answer of the issuer: below what the store lets one renewal take."""
LEEWAY: Final = 60
SHORT_TOKEN: Final = 60
LONGEST_TOKEN: Final = 86_400
DISCOVERY_SECONDS: Final = 600.0
ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint")


class IssuerAway(Unavailable):
    """Nobody can sign in now; whoever is signed in goes on."""

    slug = "issuer-away"
    title = Text(
        "Tạm thời chưa đăng nhập được, hãy thử lại sau", "Signing in is not possible just now; try again shortly"
    )


class NotSignedIn(Exception):  # noqa: N818 - an expected answer of the issuer
    """The issuer did not confirm it: the sign-in was given up, is too old, or was not ours."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, as the ID token says."""

    subject: str
    name: str
    issuer_session: str | None


class Issuer:
    """The OpenID provider, by its discovery document."""

    def __init__(self, settings: PortalSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        require_https(settings.issuer, local=settings.local)
        self._settings = settings
        self._transport = transport
        self._keys = KeySet(settings.issuer, settings.algorithms, local=settings.local, transport=transport)
        self._known: Mapping[str, Any] = {}
        self._known_at = float("-inf")

    async def address(self, *, state: str, nonce: str, verifier: str, redirect_uri: str, language: str) -> str:
        """Where the browser goes to sign in."""
        endpoint = (await self._discovered())["authorization_endpoint"]
        client = AsyncOAuth2Client(
            self._settings.client_id, scope=SCOPE, redirect_uri=redirect_uri, code_challenge_method="S256"
        )
        async with client:
            address, _ = client.create_authorization_url(
                endpoint, state=state, nonce=nonce, code_verifier=verifier, ui_locales=language
            )
        return str(address)

    async def exchange(self, *, code: str, verifier: str, nonce: str, redirect_uri: str) -> tuple[Identity, Tokens]:
        """Who signed in, and their tokens; raises NotSignedIn or IssuerAway."""
        asks = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        answer = await self._fetch({**asks, "code_verifier": verifier})
        tokens = _tokens(answer)
        claims = await self._proved(tokens.identity, nonce=nonce)
        name = claims.get("name") or claims.get("preferred_username") or claims["sub"]
        return Identity(claims["sub"], str(name)[:200], claims.get("sid")), tokens

    async def renew(self, tokens: Tokens, subject: str) -> Tokens | None:
        """Fresh tokens; None when the issuer ended the session, raises IssuerAway while it is not there."""
        if tokens.refresh is None:
            return None
        try:
            answer = await self._fetch({"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        except NotSignedIn:
            return None
        if answer.get("id_token") and (await self._proved(str(answer["id_token"]), nonce=None))["sub"] != subject:
            return None
        return _tokens({"refresh_token": tokens.refresh, "id_token": tokens.identity, **answer})

    async def end_address(self, tokens: Tokens, back_to: str) -> str | None:
        """Where the issuer's own session ends; None when it has no such place."""
        try:
            endpoint = (await self._discovered()).get("end_session_endpoint")
        except IssuerAway:
            return None
        asks = {"id_token_hint": tokens.identity, "post_logout_redirect_uri": back_to}
        return f"{endpoint}?{urlencode(asks)}" if endpoint else None

    async def signed_out(self, logout_token: str) -> tuple[str | None, str | None]:
        """Account and session of a back-channel logout (OpenID Connect Back-Channel Logout §2.6)."""
        claims = await self._proved(logout_token, nonce=None, is_logout=True)
        event = "http://schemas.openid.net/event/backchannel-logout"
        events = claims.get("events")
        if not isinstance(events, dict) or event not in events or "nonce" in claims:
            raise NotSignedIn
        return claims.get("sub"), claims.get("sid")

    async def _fetch(self, asks: Mapping[str, str]) -> Mapping[str, Any]:
        endpoint = (await self._discovered())["token_endpoint"]
        settings = self._settings
        client = AsyncOAuth2Client(
            settings.client_id,
            settings.client_secret.get_secret_value(),
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - the name of a method
            transport=self._transport,
            timeout=SECONDS,
            trust_env=not settings.local,
        )
        try:
            async with client:
                answer: Mapping[str, Any] = await client.fetch_token(endpoint, **asks)
        except (httpx.HTTPError, ValueError) as error:
            raise IssuerAway from error
        except AuthlibBaseError as error:
            raise NotSignedIn from error
        return answer

    async def _proved(self, token: str, *, nonce: str | None, is_logout: bool = False) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            algorithm = str(header.get("alg"))
            key = await self._keys.key(header.get("kid"), algorithm)
            if key is None or algorithm not in self._settings.algorithms:
                raise NotSignedIn
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._settings.client_id,
                issuer=self._settings.issuer,
                leeway=LEEWAY,
                options={"require": ["iss", "aud", "iat"] if is_logout else ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise NotSignedIn from error
        except KeysUnavailable as error:
            raise IssuerAway from error
        if nonce is not None and claims.get("nonce") != nonce:
            raise NotSignedIn
        return claims

    async def _discovered(self) -> Mapping[str, Any]:
        if time.monotonic() - self._known_at < DISCOVERY_SECONDS:
            return self._known
        url = self._settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
        local = self._settings.local
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=SECONDS, trust_env=not local) as client:
                answer = await client.get(url)
                answer.raise_for_status()
                known = answer.json()
            if not isinstance(known, dict) or not all(isinstance(known.get(name), str) for name in ENDPOINTS):
                raise ValueError("no discovery document")  # noqa: TRY301 - as one that is no JSON
            self._known, self._known_at = known, time.monotonic()
        except (httpx.HTTPError, ValueError) as error:
            if not self._known:
                raise IssuerAway from error
        return self._known


def new_verifier() -> str:
    """A code verifier of 256 bits (RFC 7636 §4.1)."""
    return secrets.token_urlsafe(32)


def _tokens(answer: Mapping[str, Any]) -> Tokens:
    seconds = answer.get("expires_in")
    seconds = int(seconds) if isinstance(seconds, int | float) and 0 < seconds < LONGEST_TOKEN else SHORT_TOKEN
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    refresh = answer.get("refresh_token")
    if not isinstance(answer.get("access_token"), str):
        raise IssuerAway
    return Tokens(answer["access_token"], refresh and str(refresh), str(answer.get("id_token", "")), until)
