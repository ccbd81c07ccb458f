"""Where a request ends: one that says so in two ways could be two requests to a proxy in front, and is refused."""

from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_WORDS: Final = "Yêu cầu nói độ dài theo hai cách.\nThe request says its length in two ways.\n"


class OneLength:
    """ASGI middleware: answers 400 and ends the connection, so that nothing behind is read (RFC 9112, 6.1)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if "transfer-encoding" in headers and "content-length" in headers:
                await PlainTextResponse(_WORDS, 400, {"Connection": "close"})(scope, receive, send)
                return
        await self._app(scope, receive, send)
