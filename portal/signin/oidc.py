"""Signing in at the issuer: code with PKCE by a confidential client (OpenID Connect Core, RFC 7636, RFC 9700)."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.client import OAuth2Client

from portal.settings import PortalSettings
from portal.signin.discovery import SECONDS, Discovery, IssuerAway
from portal.signin.proof import LEEWAY, LogoutNotice, NotSignedIn, Proof
from portal.store import Tokens
from shared.web.trust import roots

SCOPE: Final = "openid profile email"
ALL_SECONDS: Final = 6.0
"""For all that one sign-in or renewal asks of the issuer: below what the store lets one renewal take."""
LONGEST_NAME: Final = 200
SHORT_TOKEN: Final = 60
"""How long an access token is taken to be good when the issuer does not say."""
LONGEST_TOKEN: Final = 86_400
NO_CONTENT: Final = 204

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, as the ID token says."""

    subject: str
    name: str
    issuer_session: str | None


class Issuer:
    """The OpenID provider, by its discovery document."""

    def __init__(self, settings: PortalSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._discovery = Discovery(settings, transport)
        self._proof = Proof(settings, transport)
        self._max_age = settings.staff_idle_hours * 3600

    async def address(self, *, state: str, nonce: str, verifier: str, redirect_uri: str, language: str) -> str:
        """Where the browser goes to sign in; a password given longer ago than staff's sessions last is asked again."""
        endpoint = await self._discovery.endpoint("authorization")
        client = OAuth2Client(  # sends nothing, and so needs no session
            None, self._settings.client_id, scope=SCOPE, redirect_uri=redirect_uri, code_challenge_method="S256"
        )
        address, _ = client.create_authorization_url(
            endpoint, state=state, nonce=nonce, code_verifier=verifier, ui_locales=language, max_age=self._max_age
        )
        return str(address)

    async def exchange(self, *, code: str, verifier: str, nonce: str, redirect_uri: str) -> tuple[Identity, Tokens]:
        """Who signed in, and their tokens; raises NotSignedIn or IssuerAway."""
        asks = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        async with _in_time():
            answer = await self._fetch({**asks, "code_verifier": verifier})
            claims = await self._proof.identity(str(answer.get("id_token", "")), nonce)
        if time.time() - int(claims.get("auth_time", claims["iat"])) > self._max_age + LEEWAY:
            raise NotSignedIn("auth_time")
        name = claims.get("name") or claims.get("preferred_username") or claims["sub"]
        return Identity(claims["sub"], str(name)[:LONGEST_NAME], claims.get("sid")), _tokens(answer)

    async def renew(self, tokens: Tokens, subject: str) -> Tokens | None:
        """Fresh tokens; None when the issuer ended the session, raises IssuerAway while it is not there."""
        if tokens.refresh is None:
            return None
        try:
            async with _in_time():
                answer = await self._fetch({"grant_type": "refresh_token", "refresh_token": tokens.refresh})
                identity = answer.get("id_token")
                if identity and (await self._proof.identity(str(identity), None))["sub"] != subject:
                    return None
        except NotSignedIn:
            return None
        return _tokens({"refresh_token": tokens.refresh, "id_token": tokens.identity, **answer})

    async def end(self, tokens: Tokens, back_to: str) -> str | None:
        """End the issuer's own session; the address to send the browser to where it can be ended there alone.

        Issuers that take a refresh token for it (Keycloak does) are told by us, so that no token meets the browser;
        of others it is the ID token that leads back from there, good for no service.
        """
        try:
            endpoint = await self._discovery.endpoint_if_any("end_session")
        except IssuerAway:
            return None
        if endpoint is None or await self._is_ended(endpoint, tokens):
            return None
        query = {"id_token_hint": tokens.identity, "post_logout_redirect_uri": back_to}
        return f"{endpoint}?{urlencode(query)}"

    async def logout(self, token: str) -> LogoutNotice:
        """What a back-channel logout says; raises NotSignedIn or IssuerAway."""
        return await self._proof.logout(token)

    async def _is_ended(self, endpoint: str, tokens: Tokens) -> bool:
        if tokens.refresh is None:
            return False
        settings = self._settings
        known_by = (settings.client_id, settings.client_secret.get_secret_value())
        try:
            async with httpx.AsyncClient(
                transport=self._transport,
                timeout=SECONDS,
                verify=roots(of_environment=not settings.local),
                trust_env=not settings.local,
            ) as client:
                answer = await client.post(endpoint, data={"refresh_token": tokens.refresh}, auth=known_by)
        except httpx.HTTPError:
            return False
        return answer.status_code == NO_CONTENT

    async def _fetch(self, asks: Mapping[str, str]) -> Mapping[str, Any]:
        endpoint = await self._discovery.endpoint("token")
        settings = self._settings
        client = AsyncOAuth2Client(
            settings.client_id,
            settings.client_secret.get_secret_value(),
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - the name of a method
            transport=self._transport,
            timeout=SECONDS,
            verify=roots(of_environment=not settings.local),
            trust_env=not settings.local,
        )
        try:
            async with client:
                answer: Mapping[str, Any] = await client.fetch_token(endpoint, **asks)
        except (httpx.HTTPError, ValueError, TypeError) as error:  # not there, or it does not speak OAuth
            raise IssuerAway from error
        except AuthlibBaseError as error:
            if error.error == "invalid_grant":  # anything else is a fault of ours or theirs, and ends nobody's session
                raise NotSignedIn(error.error) from error
            _log.error("portal.issuer_refuses_us", error=str(error.error)[:200])
            raise IssuerAway from error
        if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
            raise IssuerAway
        return answer


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    """Ends what the issuer is too slow for; raises IssuerAway."""
    try:
        async with asyncio.timeout(ALL_SECONDS):
            yield
    except TimeoutError as error:
        raise IssuerAway from error


def new_verifier() -> str:
    """A code verifier of 256 bits (RFC 7636 §4.1)."""
    return secrets.token_urlsafe(32)


def _tokens(answer: Mapping[str, Any]) -> Tokens:
    seconds = answer.get("expires_in")
    seconds = int(seconds) if isinstance(seconds, int | float) and 0 < seconds < LONGEST_TOKEN else SHORT_TOKEN
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    refresh = answer.get("refresh_token")
    return Tokens(answer["access_token"], refresh and str(refresh), str(answer.get("id_token", "")), until)
