"""What routes are given: the store and the time; and how they answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request, Response

from services.submission.domain.catalogue import Catalogue
from services.submission.store import Store
from shared.units import UnitTree
from shared.web.etag import etag, is_known

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


async def catalogue_with(store: Store, programme: str, *units: str) -> Catalogue:
    """The catalogue; read afresh before anything is called unknown."""
    catalogue = await store.units.catalogue()
    return catalogue if catalogue.knows(programme, *units) else await store.units.catalogue(fresh=True)


async def tree_with(store: Store, *units: str) -> UnitTree:
    """The tree; read afresh before a unit is called unknown."""
    tree = (await store.units.catalogue()).tree
    return tree if all(unit in tree for unit in units) else (await store.units.catalogue(fresh=True)).tree


def as_bytes(body: Mapping[str, Any]) -> bytes:
    """The JSON of an answer; times are in UTC."""
    return orjson.dumps(body, option=orjson.OPT_UTC_Z)


def current(request: Request, body: bytes, revision: int) -> Response:
    """Ready bytes that depend on their revision alone; 304 to whoever has them."""
    whole = answer(body, revision)
    if is_known(request, whole.headers["ETag"]):
        return Response(status_code=304, headers={"ETag": whole.headers["ETag"]})
    return whole


def answer(body: bytes, revision: int, status: int = 200, location: str | None = None) -> Response:
    """Ready bytes with their tag."""
    headers = {"ETag": etag(revision)}
    if location is not None:
        headers["Location"] = location
    return Response(body, status, headers, JSON)
