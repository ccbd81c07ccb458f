"""Who is calling, and what they may do: the token's proof first, then the appointments this service knows.

Tokens are read from the Authorization header alone, never from a query or a cookie. The proof holds the person and the
token's own grants; appointments are joined after it, from the service's own store (`shared.appointments`), for routes
that ask for a role. Where a route knows that it needs none, it takes the person alone and pays for no reading.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPBearer
from starlette.requests import Request

from shared.access import Caller, Person
from shared.appointments.joining import Joining
from shared.web.tokens import TokenVerifier, Unauthenticated

SCHEME = "HTTPBearer"
OPTIONAL_SCHEME = "OptionalBearer"
"""Stands for the same where no token is needed; the description says so in OpenAPI's own way."""
_PROVED = "sangkien.proved"
_CALLER = "sangkien.caller"
_COUNTED = "sangkien.write_counted"
_WRITES = ("POST", "PUT", "PATCH", "DELETE")


async def proved_by(request: Request) -> Caller | None:
    """The caller as their token alone proves them, asked anew; None when no token came."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    verifier: TokenVerifier = request.app.state.verifier
    return await verifier.verify(token)


def joining_of(request: Request) -> Joining | None:
    """What joins appointments, which the runtime puts on `app.state`; None in an application that knows of none."""
    joining: Joining | None = getattr(request.app.state, "joining", None)
    return joining


async def person_of(request: Request) -> Caller | None:
    """The caller as their token alone proves them, or None when no token came. Once a request."""
    known: Caller | None
    if _PROVED in request.scope:
        known = request.scope[_PROVED]
    else:
        known = request.scope[_PROVED] = await proved_by(request)
    return known


async def caller_of(request: Request) -> Caller | None:
    """The caller with their appointments, or None when no token came; one that came must be valid. Once a request."""
    if _CALLER not in request.scope:
        proved, joining = await person_of(request), joining_of(request)
        request.scope[_CALLER] = proved if proved is None or joining is None else await joining.join(proved)
    caller: Caller | None = request.scope[_CALLER]
    return caller


class Asks(HTTPBearer):
    """Asks who calls, and describes the scheme in OpenAPI.

    One dependency a route: nested ones are solved again and again, and dearly. The route asks it before all else.
    """

    needed: bool

    def __init__(self, scheme: str = SCHEME) -> None:
        super().__init__(auto_error=False, bearerFormat="JWT", description="A token of the issuer.", scheme_name=scheme)


class _MaybePerson(Asks):
    needed = False

    async def __call__(self, request: Request) -> Person | None:  # type: ignore[override]
        return await person_of(request)


class _Maybe(Asks):
    needed = False

    async def __call__(self, request: Request) -> Caller | None:  # type: ignore[override]
        return await caller_of(request)


class _CurrentPerson(Asks):
    needed = True

    async def __call__(self, request: Request) -> Person:  # type: ignore[override]
        return await _must_call(request)


class _Current(Asks):
    needed = True

    async def __call__(self, request: Request) -> Caller:  # type: ignore[override]
        proved = await _must_call(request)
        return await caller_of(request) or proved


async def _must_call(request: Request) -> Caller:
    """Whoever calls, by their token; 401 without, 429 when they write more than one may, counted once."""
    proved = await person_of(request)
    if proved is None:
        raise Unauthenticated
    if request.method in _WRITES and not request.scope.get(_COUNTED):
        request.scope[_COUNTED] = True
        if (writes := getattr(request.app.state, "writes", None)) is not None:
            writes.admit(proved.person_id)
    return proved


async def _with_rights(request: Request) -> "WithRights":
    async def caller() -> Caller:
        return await caller_of(request) or await _must_call(request)

    return caller


current_person = _CurrentPerson()
"""Who calls; 401 when no token came, 429 when they write more than one may (`app.state.writes`), counted once."""

WithRights = Callable[[], Awaitable[Caller]]
"""Gives whoever calls with all they may do."""

MaybePerson = Annotated[Person | None, Depends(_MaybePerson(OPTIONAL_SCHEME))]
"""Whoever calls, if they say who, where no role is asked for."""

MaybeCaller = Annotated[Caller | None, Depends(_Maybe(OPTIONAL_SCHEME))]
"""Whoever calls, if they say who, with their appointments."""

CurrentPerson = Annotated[Person, Depends(current_person)]
"""Whoever calls, proved by their token: for routes that need no role, or ask for one only then (`Rights`)."""

CurrentCaller = Annotated[Caller, Depends(_Current())]
"""Whoever calls, proved by their token, with their appointments."""

Rights = Annotated[WithRights, Depends(_with_rights)]
"""Beside `CurrentPerson`: reads what they may do when it turns out to be needed."""
