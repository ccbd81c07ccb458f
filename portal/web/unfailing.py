"""An answer in any case: what nobody foresaw and what takes too long become pages, and no log holds what was typed."""

import asyncio
import traceback
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.web.deadline import is_endless
from portal.web.errors import broken, too_slow

FRAMES: Final = 8
_log = structlog.get_logger(__name__)


class Unfailing:
    """Answers for a page that failed or that took `seconds`; streams may take as long as they like."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        limit = asyncio.timeout(None if is_endless(scope) else self._seconds)
        try:
            async with limit:
                await self._app(scope, receive, noting)
        except ClientDisconnect:  # a phone that lost its signal: nobody is there to be answered
            return
        except Exception as error:
            if has_begun:
                raise
            is_late = isinstance(error, TimeoutError) and limit.expired()
            _tell(scope, error, is_late=is_late)
            response = too_slow(Request(scope)) if is_late else broken(Request(scope))
            await response(scope, receive, send)


def _tell(scope: Scope, error: Exception, *, is_late: bool) -> None:
    """Where it happened; an error's own words may be somebody's."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    _log.error(
        "portal.late" if is_late else "portal.failed",
        method=scope["method"],
        route=getattr(scope.get("route"), "path", None),
        error=type(error).__name__,
        at=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )
