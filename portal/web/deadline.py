"""When a page has to be there: whatever is asked for it shares the time that is left."""

import time
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.problems import STREAM_SUFFIX

_KEY: Final = "portal.until"


class Deadline:
    """Sets it as a request comes in."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with its deadline; what streams has none."""
        if scope["type"] == "http" and not is_endless(scope):
            scope[_KEY] = time.monotonic() + self._seconds
        await self._app(scope, receive, send)


def is_endless(scope: Scope) -> bool:
    """Whether a board's stream is asked for, which may take as long as it likes; units may be called anything."""
    board = scope["path"].rsplit("/", 3)
    return bool(scope["method"] == "GET" and scope["path"].endswith(STREAM_SUFFIX) and board[1:2] == ["bang"])


def until_of(request: HTTPConnection) -> float | None:
    """The deadline of a request, in seconds of the monotonic clock."""
    until: float | None = request.scope.get(_KEY)
    return until
