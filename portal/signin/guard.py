"""Whether a request that changes something came from a page of ours (cross-site request forgery)."""

from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.signin.cookie import SESSION, read

SAFE: Final = ("GET", "HEAD", "OPTIONS")


class SameOrigin:
    """Refuses unsafe requests that a page of another site had a browser send.

    With our cookie they have to say that they come from our own pages. Without it they act for nobody, but could
    still plant a text in somebody's form: those that say where they come from are judged by that. `open_to_others`
    are the paths that other servers call; what answers there reads no cookie.
    """

    def __init__(self, app: ASGIApp, origin: str, open_to_others: Collection[str] = ()) -> None:
        self._app = app
        self._origin = origin
        self._open = frozenset(open_to_others)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._is_ours(scope):
            text = "Yêu cầu này không đến từ trang của chúng tôi.\nThis request does not come from one of our pages.\n"
            await PlainTextResponse(text, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        if scope["path"] in self._open:
            return True
        headers = Headers(scope=scope)
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site == "same-origin"
        if origin is not None:
            return origin == self._origin
        return read(headers, SESSION) is None
