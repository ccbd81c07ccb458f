"""What protects a service from its callers: body and time limits, security headers, no fault shown as it is.

Pure ASGI, so that streams pass through untouched.
"""

import asyncio

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.refusals import Refusal, Text
from shared.web.framing import OneLength
from shared.web.problems import STREAM_SUFFIX, TooLarge, Unexpected, problem_response

MAX_BODY_BYTES = 1_000_000
REQUEST_SECONDS = 30.0
PAGES_WITH_SCRIPTS = ("/docs", "/redoc", "/asyncapi")

log = structlog.get_logger(__name__)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_POLICY = "default-src 'none'; frame-ancestors 'none'"


class TimedOut(Refusal):
    """The answer took too long; what was asked may or may not have been done."""

    slug = "timed-out"
    status = 504
    title = Text("Xử lý quá lâu, hãy tải lại để xem kết quả", "It took too long; load again to see what was done")


def install(app: FastAPI, *, max_body_bytes: int = MAX_BODY_BYTES, seconds: float = REQUEST_SECONDS) -> None:
    """Put the limits around `app`, headers outermost, so that every answer has them."""
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes)
    app.add_middleware(UnexpectedErrors)
    app.add_middleware(TimeLimit, seconds=seconds)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(OneLength)


class _Answer:
    """Sends on, and knows whether the answer has begun: from then on it cannot be replaced."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self.begun = False

    async def send(self, message: Message) -> None:
        self.begun = self.begun or message["type"] == "http.response.start"
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        response = problem_response(HTTPConnection(self._scope), refusal)
        await response(self._scope, self._receive, self._send)


class _BodyTooLarge(HTTPException):
    """Raised where the body is read: the one kind of error FastAPI passes on from there."""

    def __init__(self) -> None:
        super().__init__(TooLarge.status)


class BodyLimit:
    """Refuses a body over `max_bytes`, announced or counted as it streams in."""

    def __init__(self, app: ASGIApp, max_bytes: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "0")
        # Judged where the body is read, which is after who calls is known.
        taken = int(announced) if announced.isdecimal() and int(announced) > self._max_bytes else 0
        try:
            await self._app(scope, self._counted(receive, taken), answer.send)
        except _BodyTooLarge:
            if answer.begun:
                raise
            await answer.refuse(TooLarge())

    def _counted(self, receive: Receive, taken: int) -> Receive:
        async def counted() -> Message:
            nonlocal taken
            if taken > self._max_bytes:
                raise _BodyTooLarge
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._max_bytes:
                raise _BodyTooLarge
            return message

        return counted


class UnexpectedErrors:
    """Logs a fault nobody foresaw and answers 500 without a word about it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and keep its faults from the caller."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, receive, send)
        try:
            await self._app(scope, receive, answer.send)
        except Exception:
            if answer.begun:
                raise
            log.exception("request failed", method=scope["method"], path=scope["path"])
            await answer.refuse(Unexpected())


class TimeLimit:
    """Ends a request after `seconds`, the reading of its body included; streams, which have none, are exempt."""

    def __init__(self, app: ASGIApp, seconds: float = REQUEST_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on for a limited time."""
        if scope["type"] != "http" or (scope["method"] == "GET" and scope["path"].endswith(STREAM_SUFFIX)):
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, receive, send)
        try:
            async with asyncio.timeout(self._seconds) as limit:
                await self._app(scope, receive, answer.send)
        except TimeoutError:
            if answer.begun or not limit.expired():
                raise
            log.warning("request timed out", method=scope["method"], path=scope["path"])
            await answer.refuse(TimedOut())


class SecurityHeaders:
    """Headers every answer carries unless its route set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its answer's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(scope, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, with_headers)


def _add_headers(scope: Scope, headers: MutableHeaders) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if not scope["path"].endswith(PAGES_WITH_SCRIPTS):
        headers.setdefault("Content-Security-Policy", _POLICY)
    if scope.get("scheme") == "https":
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
