"""`Idempotency-Key`: a POST that creates may be repeated, and is answered as it was at first (design §5).

The id of what is created comes from the caller and the key, so the insert itself is the guard, and what is inserted
holds all that the first answer needs. A request that is taken meets its own insert; one that is refused is looked up
before the refusal goes out (`shared.web.routing`): so whatever changed meanwhile, a repeat is not judged again, and a
first request pays for no look-up.
"""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
import uuid_utils
from fastapi import Header
from starlette.requests import Request
from starlette.responses import Response

from shared.access import Person
from shared.refusals import BadField, Complaint, Invalid, Text
from shared.web.auth import current_person
from shared.web.etag import etag
from shared.web.problems import HeadedRefusal

REPLAYED: Final = "Idempotency-Replayed"
"""Says `true` on an answer that was given before."""
TWIN: Final = "Without an Idempotency-Key: what the same caller made of the same body less than a minute before."
"""Of the field that says so."""
TWIN_WITHIN: Final = timedelta(minutes=1)
"""So soon after each other, two same requests of one person without a key are probably one that was sent twice."""

_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_BAD_KEY = Complaint(
    "bad-key", "Dùng từ 1 đến 200 ký tự ASCII, không có dấu cách.", "Use 1 to 200 visible ASCII characters."
)
_SHORT = 4


class IdempotencyKeyReused(HeadedRefusal):
    """The key came before, with another body."""

    slug = "idempotency-key-reused"
    status = 422
    title = Text(
        "Khóa Idempotency-Key này đã dùng cho một yêu cầu khác",
        "This Idempotency-Key was used for a different request",
    )

    def __init__(self, location: str | None = None) -> None:
        super().__init__()
        self._location = location

    @property
    def headers(self) -> Mapping[str, str]:
        """Where that lies which the caller made with this key."""
        return {} if self._location is None else {"Location": self._location}


@dataclass(frozen=True, slots=True)
class Creation:
    """What a POST creates: its id, and the body's hash when the caller gave a key.

    `likeness` is there without a key: the same for the same caller, address and body.
    """

    id: UUID
    request_hash: str | None = None
    likeness: str | None = None


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What a POST with a key was answered at first: the hash of its body, the answer, and its revision (ETag).

    Of the hash `shortened` is enough to tell another body, and proves no guess of what an erased one said.
    """

    request_hash: str | None
    body: bytes
    revision: int | None = 1
    location: str | None = None
    """Where that lies which was made, when not under the id of the key."""


Lookup = Callable[[Request, UUID], Awaitable[FirstAnswer | None]]
"""Finds what was answered when this id was made; None when it never was."""


class Creating:
    """Dependency of a route that takes a key: what it creates, and where the first answer is found.

    `place` is the Location of what it makes, with `{id}` in it. Without a `lookup` the route itself finds what it did.
    """

    def __init__(self, lookup: Lookup | None = None, place: str | None = None) -> None:
        self._lookup = lookup
        self._place = place

    async def __call__(
        self,
        request: Request,
        key: Annotated[
            str | None, Header(alias=_HEADER, description="Any text of up to 200 visible ASCII characters.")
        ] = None,
    ) -> Creation:
        """Under an id of the key when there is one, else under a fresh UUIDv7."""
        return creation_of(request, await current_person(request), await request.body(), key)

    async def repeat(self, request: Request) -> Response | None:
        """The first answer, when this request came before; refuses its key with another body."""
        key = request.headers.get(_HEADER)
        if self._lookup is None or key is None or not _KEY.fullmatch(key):
            return None
        creation = creation_of(request, await current_person(request), await request.body(), key)
        first = await self._lookup(request, creation.id)
        if first is None:
            return None
        location = first.location or (self._place and self._place.format(id=creation.id))
        if not replayed(creation, first.request_hash):
            raise IdempotencyKeyReused(location)
        headers = {REPLAYED: "true"}
        if location is not None:
            headers["Location"] = location
        if first.revision is not None:
            headers["ETag"] = etag(first.revision)
        return Response(first.body, 201, headers, "application/json")


def creation_of(request: Request, caller: Person, body: bytes, key: str | None) -> Creation:
    """What this request of this caller creates; refuses what is no key."""
    name = [caller.issuer, caller.subject, f"{request.method} {_path(request)}"]
    hashed = body_hash(body)
    if key is None:
        likeness = hashlib.sha256(json.dumps([*name, hashed]).encode()).hexdigest()[:32]
        return Creation(UUID(bytes=uuid_utils.uuid7().bytes), likeness=likeness)
    if not _KEY.fullmatch(key):
        raise Invalid(fields=[BadField(_HEADER, _BAD_KEY)])
    return Creation(uuid5(NAMESPACE_URL, json.dumps([*name, key])), hashed)


def replayed(creation: Creation, stored_hash: str | None) -> bool:
    """Whether the request is the one whose hash, whole or shortened, was stored."""
    return bool(stored_hash and creation.request_hash and creation.request_hash.startswith(stored_hash))


def shortened(request_hash: str) -> str:
    """So little of a hash that 65,536 bodies share it by chance: what may stay when a person is erased."""
    return request_hash[:_SHORT]


def body_hash(body: bytes) -> str:
    """SHA-256 of the body's meaning: JSON with sorted keys and no blanks, else the bytes as they came."""
    with suppress(orjson.JSONDecodeError, orjson.JSONEncodeError):
        body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(body).hexdigest()


def _path(request: Request) -> str:
    """The path as the service knows it: a gateway's prefix may change between two attempts."""
    return str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))
