"""HEAD is answered as GET is, without the body (RFC 9110 §9.3.2), on every path but streams, which have no end."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problems import STREAM_SUFFIX


class Head:
    """ASGI middleware around all that answers GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the whole and pass its head on."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"].endswith(STREAM_SUFFIX):
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # The server goes on by the method it read, so the scope is another one; the route is for who counts answers.
        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, without_body)
        finally:
            if "route" in asked:
                scope["route"] = asked["route"]
