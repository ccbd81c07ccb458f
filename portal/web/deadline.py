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
        if scope["type"] == "http" and not scope["path"].endswith(STREAM_SUFFIX):
            scope[_KEY] = time.monotonic() + self._seconds
        await self._app(scope, receive, send)


def until_of(request: HTTPConnection) -> float | None:
    """The deadline of a request, in seconds of the monotonic clock."""
    until: float | None = request.scope.get(_KEY)
    return until
