"""`Idempotency-Key`: a POST that creates may be repeated without creating twice (design §5).

The id of what is created comes from the key, so the insert itself is the guard; the document keeps the body's hash
and the first answer.
"""

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
import uuid_utils
from fastapi import Depends, Header
from starlette.requests import Request

from shared.refusals import BadField, Invalid, Refusal, Text
from shared.web.auth import current_caller

_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class IdempotencyKeyReused(Refusal):
    """The key came before, with another body."""

    slug = "idempotency-key-reused"
    status = 422
    title = Text(
        "Khóa Idempotency-Key này đã dùng cho một yêu cầu khác",
        "This Idempotency-Key was used for a different request",
    )


@dataclass(frozen=True, slots=True)
class Creation:
    """The id of what a POST creates, and the hash of its body when the caller gave a key."""

    id: UUID
    request_hash: str | None = None


def replayed(creation: Creation, stored_hash: str | None) -> bool:
    """Whether this request is a repeat of the one whose hash was stored; refuses a repeated key with another body."""
    if creation.request_hash is None:
        return False
    if creation.request_hash != stored_hash:
        raise IdempotencyKeyReused
    return True


async def creation(
    request: Request,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", description="Any text of up to 200 visible ASCII characters.")
    ] = None,
) -> Creation:
    """What to create: under an id of the key when there is one, else under a fresh UUIDv7."""
    if key is None:
        return Creation(UUID(bytes=uuid_utils.uuid7().bytes))
    if not _KEY.fullmatch(key):
        message = Text("Dùng từ 1 đến 200 ký tự ASCII, không có dấu cách.", "Use 1 to 200 visible ASCII characters.")
        raise Invalid(fields=[BadField("Idempotency-Key", message)])
    caller = await current_caller(request)
    route = f"{request.method} {_path(request)}"
    name = json.dumps([caller.issuer, caller.subject, route, key])
    return Creation(uuid5(NAMESPACE_URL, name), body_hash(await request.body()))


def body_hash(body: bytes) -> str:
    """SHA-256 of the body's meaning: JSON with sorted keys and no blanks, else the bytes as they came."""
    with suppress(orjson.JSONDecodeError, orjson.JSONEncodeError):
        body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(body).hexdigest()


def _path(request: Request) -> str:
    """The path as the service knows it: a gateway's prefix may change between two attempts."""
    return str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))


Create = Annotated[Creation, Depends(creation)]
"""The id to create under, and the body's hash."""
