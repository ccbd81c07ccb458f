"""A request's trace where none is recorded: its context is made or taken over, and passed on, at next to no cost."""

from opentelemetry import context, propagate, trace
from opentelemetry.propagators.textmap import Getter
from starlette.types import ASGIApp, Receive, Scope, Send

_tracer = trace.get_tracer("sangkien.http")


class _Headers(Getter[Scope]):
    def get(self, carrier: Scope, key: str) -> list[str] | None:
        name = key.lower().encode()
        return [value.decode("latin-1") for found, value in carrier["headers"] if found == name] or None

    def keys(self, carrier: Scope) -> list[str]:
        return [name.decode("latin-1") for name, _ in carrier["headers"]]


_HEADERS = _Headers()


class TraceContext:
    """ASGI middleware: whatever a request causes carries the trace the caller named, or a new one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on within its trace."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        above = propagate.extract(scope, getter=_HEADERS)
        span = _tracer.start_span("HTTP", above, kind=trace.SpanKind.SERVER)
        token = context.attach(trace.set_span_in_context(span, above))
        try:
            await self._app(scope, receive, send)
        finally:
            context.detach(token)
            span.end()
