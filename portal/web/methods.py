"""HEAD as every GET page answers it: the same fields, and no content."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problems import STREAM_SUFFIX


class HeadLikeGet:
    """Asks for the page and keeps its content back; a stream has no end, so that nothing could be said of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as a GET."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"].endswith(STREAM_SUFFIX):
            await self._app(scope, receive, send)
            return

        async def without_content(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        await self._app(scope, receive, without_content)
