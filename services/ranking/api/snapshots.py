"""Frozen windows: made by an administrator or at their deadline, read and checked by anyone who may see the boards."""

from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import Depends, Query, Request, Response
from pydantic import Field, WithJsonSchema

from services.ranking.api.asking import check_window, visible
from services.ranking.snapshots.difference import COUNTED, differences
from services.ranking.snapshots.freezing import Snapshots, freeze, span_of
from services.ranking.snapshots.making import rows_at
from services.ranking.snapshots.sealing import Json, Signer
from services.ranking.store import Store
from shared.access import Role
from shared.refusals import AlreadyMade, NotFound, Refusal, Text
from shared.web.auth import CurrentCaller, MaybePerson
from shared.web.idempotency import Creating, Creation, FirstAnswer
from shared.web.openapi import problem_responses
from shared.web.routing import Router
from shared.web.schemas import CleanText, RequestBody, ResponseBody

router = Router(prefix="/snapshots", tags=["snapshots"])


class NoSigningKey(Refusal):
    """The deployment mounts no key."""

    slug = "no-signing-key"
    status = 503
    title = Text("Máy chủ chưa có khóa ký, chưa thể chốt", "The service has no signing key, so nothing can be frozen")


class FreezeIn(RequestBody):
    """The window to freeze."""

    programme: CleanText = Field(max_length=100)
    window: CleanText = Field(max_length=200)


_HEADER: Final[Json] = {
    "type": "object",
    "additionalProperties": True,
    "required": ["id", "number", "window", "frozen_at", "final"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "number": {"type": "integer"},
        "window": {"type": "string"},
        "frozen_at": {"type": "string", "format": "date-time"},
        "final": {"type": "boolean"},
    },
}
_MOVED: Final[Json] = {
    "type": "object",
    "required": ["unit", *COUNTED],
    "properties": {"unit": {"type": "string"}, **{name: {"type": "integer"} for name in COUNTED}},
}
HeaderOut = Annotated[Json, WithJsonSchema(_HEADER)]
"""As it was signed, so nothing of it is read or written anew; every format has the fields that are named."""


class FrozenOut(ResponseBody):
    """What was frozen: `header` is what `signature` signs, and vouches for the chunks by their hashes.

    `final` is false of one made before its deadline; `supersedes` names the one of the same window before.
    """

    header: HeaderOut
    signature: str = Field(description="Ed25519 over the header's canonical JSON (RFC 8785), base64url.")


class SnapshotOut(FrozenOut):
    """A frozen window, whole."""

    chunks: list[Json] = Field(description="Rows, units and targets, at most 500 in one.")


class SnapshotListOut(ResponseBody):
    """Headers of snapshots, by number."""

    items: list[HeaderOut]


class DifferenceOut(ResponseBody):
    """Units whose figures are no longer those that were frozen, and by how much."""

    items: list[Annotated[Json, WithJsonSchema(_MOVED)]]


def signer_of(settings: Any) -> Signer:
    """The signer of the mounted key."""
    if settings.signing_key is None:
        raise NoSigningKey
    return Signer.load(settings.signing_key)


async def _kept(request: Request) -> Snapshots:
    snapshots: Snapshots = request.app.state.service.store.snapshots
    return snapshots


Kept = Annotated[Snapshots, Depends(_kept)]


async def _first_answer(request: Request, key: UUID) -> FirstAnswer | None:
    snapshots: Snapshots = request.app.state.service.store.snapshots
    made = await snapshots.made_by(key)
    return None if made is None else replace(made[1], location=PLACE.format(id=made[0]))


PLACE = "/snapshots/{id}"
Create = Annotated[Creation, Depends(Creating(_first_answer))]


@router.post("", status_code=201, response_model=FrozenOut, responses=problem_responses(401, 403, 404, 409, 422, 503))
async def create_snapshot(
    request: Request,
    body: FreezeIn,
    caller: CurrentCaller,
    creation: Create,
    snapshots: Kept,
) -> Response:
    """Freeze a window that is over, before its deadline if need be; answers with the signed header."""
    service = request.app.state.service
    store: Store = service.store
    frame = await store.frame()
    programme = visible(frame, body.programme, caller)
    caller.must_cover(programme.root_unit, frame.tree, (Role.ADMIN,), programme.id)
    check_window(programme, body.window)
    signer = signer_of(service.settings)
    if creation.request_hash is not None and await snapshots.made_by(creation.id) is not None:
        raise AlreadyMade
    now, today, by = service.clock.now(), service.clock.today(), str(caller.person_id)
    made = await freeze(
        store, snapshots, signer, programme.id, body.window, now=now, today=today, by=by, creation=creation
    )
    return Response(made.answer, 201, {"Location": PLACE.format(id=made.id)}, "application/json")


@router.get("", response_model=SnapshotListOut, responses=problem_responses(401, 404, 422))
async def list_snapshots(
    request: Request, caller: MaybePerson, snapshots: Kept, programme: Annotated[CleanText, Query(max_length=100)]
) -> dict[str, list[Json]]:
    """The headers of a programme's snapshots, by number."""
    visible(await request.app.state.service.store.frame(), programme, caller)
    return {"items": await snapshots.headers(programme)}


@router.get("/keys")
async def list_snapshot_keys(snapshots: Kept) -> dict[str, list[Json]]:
    """Public keys, past ones too. Compare them with keys you were given another way before you trust them."""
    return {"keys": await snapshots.keys()}


@router.get("/{snapshot_id}", response_model=SnapshotOut, responses=problem_responses(401, 404, 422))
async def get_snapshot(request: Request, snapshot_id: UUID, caller: MaybePerson, snapshots: Kept) -> Response:
    """The whole snapshot: header, signature and chunks, as `verify` reads it."""
    found = await snapshots.get(snapshot_id)
    if found is None:
        raise NotFound
    visible(await request.app.state.service.store.frame(), found.header["programme"], caller)
    body = orjson.dumps({"header": found.header, "signature": found.signature, "chunks": found.chunks})
    return Response(body, media_type="application/json")


@router.get("/{snapshot_id}/difference", response_model=DifferenceOut, responses=problem_responses(401, 404, 422))
async def get_snapshot_difference(
    request: Request,
    snapshot_id: UUID,
    caller: MaybePerson,
    snapshots: Kept,
) -> dict[str, list[Json]]:
    """What came after the freeze: by how much each unit's figures in the window differ now."""
    found = await snapshots.get(snapshot_id)
    if found is None:
        raise NotFound
    store: Store = request.app.state.service.store
    async with store.reading() as reading:
        programme = visible(reading.frame, found.header["programme"], caller)
        rows = await rows_at(reading, programme, span_of(found.header))
    return {"items": differences(found.chunks, rows)}
