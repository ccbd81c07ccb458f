"""What the issuer says of itself (OpenID Connect Discovery): believed when it is of this issuer and over TLS."""

import time
from collections.abc import Mapping
from typing import Any, Final

import httpx
import structlog

from portal.settings import PortalSettings
from shared.refusals import Text
from shared.web.jwks import require_https
from shared.web.problems import Unavailable
from shared.web.trust import roots

SECONDS: Final = 5.0
"""For one answer of the issuer."""
KNOWN_SECONDS: Final = 600.0

_log = structlog.get_logger(__name__)


class IssuerAway(Unavailable):
    """Nobody can sign in now; whoever is signed in goes on."""

    slug = "issuer-away"
    title = Text(
        "Tạm thời chưa đăng nhập được, hãy thử lại sau", "Signing in is not possible just now; try again shortly"
    )


class Discovery:
    """The issuer's endpoints; while it is away, those it named last."""

    def __init__(self, settings: PortalSettings, transport: httpx.AsyncBaseTransport | None) -> None:
        require_https(settings.issuer, local=settings.local)
        self._issuer = settings.issuer
        self._local = settings.local
        self._transport = transport
        self._known: Mapping[str, Any] = {}
        self._known_at = float("-inf")

    async def endpoint(self, name: str) -> str:
        """The address of an endpoint; raises IssuerAway where none is known."""
        address = await self.endpoint_if_any(name)
        if address is None:
            raise IssuerAway
        return address

    async def endpoint_if_any(self, name: str) -> str | None:
        """The address of an endpoint that an issuer need not have."""
        address = (await self._document()).get(f"{name}_endpoint")
        return None if address is None else str(address)

    async def _document(self) -> Mapping[str, Any]:
        if time.monotonic() - self._known_at < KNOWN_SECONDS:
            return self._known
        try:
            self._known, self._known_at = await self._fetch(), time.monotonic()
        except (httpx.HTTPError, ValueError) as error:
            _log.warning("portal.issuer_away", error=repr(error)[:200])
            if not self._known:
                raise IssuerAway from error
        return self._known

    async def _fetch(self) -> Mapping[str, Any]:
        url = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
        is_public = not self._local
        async with httpx.AsyncClient(
            transport=self._transport,
            timeout=SECONDS,
            verify=roots(of_environment=is_public),
            trust_env=is_public,
        ) as client:
            answer = (await client.get(url)).raise_for_status().json()
        if not isinstance(answer, dict) or answer.get("issuer") != self._issuer:
            raise ValueError("the discovery document is of another issuer")
        for name, address in answer.items():
            if name.endswith("_endpoint"):
                require_https(str(address), local=self._local)
        return answer
