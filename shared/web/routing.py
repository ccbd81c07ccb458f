"""What every route of every service has in common, in the order it is judged: who calls, then what they ask.

The framework reads body and query before it asks who calls, so it would tell strangers what is wrong with them.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, Final

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from shared.refusals import Refusal
from shared.web.auth import Asks
from shared.web.checking import Checking, judging_alone, never_judging_alone
from shared.web.idempotency import Creating

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """A route that proves its caller before it reads anything else, and looks a refused request's key up."""

    def get_route_handler(self) -> Handler:
        """The framework's own handler, between the two."""
        handler = super().get_route_handler()
        calls = list(_calls(self.dependant))
        creating = next((call for call in calls if isinstance(call, Creating)), None)
        # Whoever needs a caller is stricter than whoever may do without, and a key belongs to a caller.
        asking = sorted((call for call in calls if isinstance(call, Asks)), key=lambda call: not call.needed)
        if any(isinstance(call, Checking) for call in calls):
            handler = judging_alone(handler)
        if creating is not None:
            handler = _repeatable(handler, creating)
        if not any(isinstance(call, Checking) for call in calls) and not (self.methods or set()) <= _READING:
            handler = never_judging_alone(handler)
        return _after(asking[0], handler) if asking else handler


class Router(APIRouter):
    """A router of such routes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Route, **options)


def _calls(dependant: Dependant) -> Iterator[Any]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _calls(dependency)


def _after(asks: Callable[[Request], Awaitable[Any]], handler: Handler) -> Handler:
    async def judged(request: Request) -> Response:
        await asks(request)
        return await handler(request)

    return judged


def _repeatable(handler: Handler, creating: Creating) -> Handler:
    async def judged(request: Request) -> Response:
        try:
            return await handler(request)
        except (Refusal, RequestValidationError):
            first = await creating.repeat(request)
            if first is None:
                raise
            return first

    return judged
