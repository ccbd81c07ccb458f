"""Targets of units in a programme, one by one or from a file."""

import asyncio
from typing import Annotated

from fastapi import Path as InPath
from fastapi import Request, Response

from services.submission.api.deps import Kept, Now, answer, as_bytes
from services.submission.api.programmes import Id
from services.submission.api.target_file import rows_of
from services.submission.domain.target_rows import assigned_by
from services.submission.domain.targets import (
    change_target,
    check_target_right,
    check_unit,
    check_windows,
    no_target,
)
from services.submission.schemas.programmes import LoadedOut, TargetIn, TargetMovesOut, TargetOut
from services.submission.schemas.units import CODE
from shared.web.auth import CurrentCaller
from shared.web.checking import Check, CheckedOut, would_be
from shared.web.etag import IfMatchOrNew
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(
    prefix="/programmes", tags=["programmes"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428)
)


@router.put(
    "/{programme_id}/targets/{unit}",
    response_model=TargetOut,
    responses={201: {"model": TargetOut, "description": "Created"}},
)
async def put_target(
    programme_id: Id,
    unit: Annotated[str, InPath(pattern=CODE)],
    body: TargetIn,
    caller: CurrentCaller,
    expected: IfMatchOrNew,
    store: Kept,
    now: Now,
) -> Response:
    """A unit's targets; what is left out stays. If-Match may be left out: then whatever stands is replaced.

    `assigned` and `includes_merged` take an administrator above the unit (of a highest unit its own), `pledged` a
    leader or administrator of the unit.
    """
    catalogue = await store.units.catalogue(fresh=True)
    programme = catalogue.programme(programme_id)
    check_unit(unit, programme, catalogue.tree)
    key = f"{programme_id}/{unit}"
    before = (await store.targets.get_many([key])).get(key)
    standing = before.data if before else no_target(programme_id, unit)
    wanted = standing.model_copy(update=body.changes())
    check_target_right(caller, standing, wanted, catalogue.tree)
    check_windows(no_target(programme_id, unit).model_copy(update=body.changes()), programme)
    expected.check_if_given(before.revision if before else None)
    (saved,) = await store.targets.save([change_target(before, wanted, now)])
    view = {**saved.data.model_dump(), "revision": saved.revision}
    return answer(as_bytes(view), saved.revision, 200 if before else 201)


@router.post(
    "/{programme_id}/targets",
    response_model=LoadedOut | CheckedOut[TargetMovesOut],
    openapi_extra={"requestBody": {"content": {"text/csv": {"schema": {"type": "string"}}}, "required": True}},
)
async def load_targets(
    programme_id: Id, *, request: Request, caller: CurrentCaller, check: Check, store: Kept, now: Now
) -> LoadedOut | Response:
    """Assigned targets from a CSV file (unit_code, phase, target): all rows or none, errors by line.

    Each row takes an administrator above its unit. Windows a row does not name, and what units pledged, stay as they
    are. As spreadsheets write it: commas, semicolons or tabs, with or without `sep=;` and a byte order mark; at most
    2,000 lines.
    """
    file = await request.body()
    catalogue = await store.units.catalogue(fresh=True)
    programme = catalogue.programme(programme_id)

    def judged() -> dict[str, dict[str, int]]:
        return assigned_by(rows_of(file), caller, programme, catalogue.tree)

    assigned = await asyncio.to_thread(judged)  # thousands of lines would hold up everybody else
    before = await store.targets.get_many(f"{programme_id}/{unit}" for unit in assigned)
    changed, moves = [], []
    for unit, windows in assigned.items():
        known = before.get(f"{programme_id}/{unit}")
        standing = known.data if known else no_target(programme_id, unit)
        wanted = standing.model_copy(update={"assigned": {**standing.assigned, **windows}})
        changed.append(change_target(known, wanted, now))
        moves.append({"unit": unit, "before": standing.assigned, "after": wanted.assigned})
    if check:
        return would_be({"units": len(changed), "targets": moves})
    await store.targets.save(changed)
    return LoadedOut(units=len(changed))
