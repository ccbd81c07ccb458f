"""Whether a request that changes something came from a page of ours (cross-site request forgery)."""

from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.signin.cookie import SESSION, read

SAFE: Final = ("GET", "HEAD", "OPTIONS")


class SameOrigin:
    """Refuses unsafe requests that carry our cookie and do not say that they come from our own pages.

    A request without the cookie acts for nobody and needs no proof; what reads no cookie is not named here.
    """

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app = app
        self._origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._is_ours(Headers(scope=scope)):
            text = "Yêu cầu này không đến từ trang của chúng tôi.\nThis request does not come from one of our pages.\n"
            await PlainTextResponse(text, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        if read(headers, SESSION) is None:
            return True
        site = headers.get("sec-fetch-site")
        return site == "same-origin" if site is not None else headers.get("origin") == self._origin
