"""What routes are given: the store, the time, and a precondition that may be left out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NamedTuple

import orjson
from fastapi import Depends, Header, Request, Response

from services.submission.domain.catalogue import Catalogue
from services.submission.store import Store
from shared.refusals import Stale
from shared.web.etag import PreconditionRequired, etag, if_match

JSON = "application/json"


TWIN = "possible_duplicate_of"
"""In the answer to a POST without a key: what the same caller made of the same body a moment ago."""


def store_of(request: Request) -> Store:
    """The store of the service that answers."""
    store: Store = request.app.state.service.store
    return store


async def _store(request: Request) -> Store:
    return store_of(request)


async def _now(request: Request) -> datetime:
    now: datetime = request.app.state.service.clock.now()
    return now


Kept = Annotated[Store, Depends(_store)]
Now = Annotated[datetime, Depends(_now)]


class Precondition(NamedTuple):
    """What the caller says about what is there: a revision, nothing at all, or nothing said."""

    revision: int | None
    must_be_absent: bool

    def check(self, present: int | None) -> None:
        """412 when it is otherwise; 428 when something is there and nothing was said of it."""
        if present is None:
            if self.revision is not None:
                raise Stale
            return
        if self.must_be_absent:
            raise Stale
        if self.revision is None:
            raise PreconditionRequired
        if self.revision != present:
            raise Stale


async def _precondition(
    match: Annotated[str | None, Header(alias="If-Match", description='As `"3"`; needed for what exists.')] = None,
    none_match: Annotated[str | None, Header(alias="If-None-Match", description="`*`: only create.")] = None,
) -> Precondition:
    return Precondition(None if match is None else if_match(match), none_match == "*")


MaybeMatch = Annotated[Precondition, Depends(_precondition)]


async def catalogue_with(store: Store, programme: str, *units: str) -> Catalogue:
    """The catalogue; read afresh before anything is called unknown."""
    catalogue = await store.units.catalogue()
    return catalogue if catalogue.knows(programme, *units) else await store.units.catalogue(fresh=True)


def as_bytes(body: Mapping[str, Any]) -> bytes:
    """The JSON of an answer; times are in UTC."""
    return orjson.dumps(body, option=orjson.OPT_UTC_Z)


def answer(body: bytes, revision: int, status: int = 200, location: str | None = None) -> Response:
    """Ready bytes with their tag."""
    headers = {"ETag": etag(revision)}
    if location is not None:
        headers["Location"] = location
    return Response(body, status, headers, JSON)
