"""Counts and times every answer by route template; pure ASGI, so that streams pass through untouched."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.runtime import metrics

UNKNOWN_ROUTE = "(none)"
OTHER_METHOD = "other"
"""Anybody can make methods up, and every label value is kept for ever."""
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class HttpMetrics:
    """ASGI middleware; streams are counted, not timed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, and count the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        method = scope["method"] if scope["method"] in _METHODS else OTHER_METHOD
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", UNKNOWN_ROUTE)
            metrics.HTTP_REQUESTS.labels(method, route, status).inc()
            if not route.endswith("/stream"):
                metrics.HTTP_SECONDS.labels(method, route).observe(time.perf_counter() - began)
