"""Targets of a programme, read: all of them in pages, those of a unit's children, one."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.submission.api.deps import Kept, as_bytes, catalogue_with, current
from services.submission.api.programmes import Id
from services.submission.api.units import Code
from services.submission.domain.targets import TargetState
from services.submission.schemas.programmes import TargetOut
from services.submission.store import Store
from shared.refusals import NotFound
from shared.web.auth import CurrentPerson
from shared.web.etag import NOT_MODIFIED
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut, PageRequest
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(prefix="/programmes", tags=["programmes"], responses=problem_responses(401, 404, 422))


@router.get("/{programme_id}/targets", response_model=PageOut[TargetOut])
async def list_targets(
    programme_id: Id,
    _caller: CurrentPerson,
    page: Page,
    store: Kept,
    parent: Annotated[CleanText | None, Query(max_length=100, description="Of the units directly below it.")] = None,
) -> Response:
    """Targets by unit; units without one are left out."""
    if programme_id not in (await catalogue_with(store, programme_id)).programmes:
        raise NotFound
    after = page.after_as(str)
    known = await _known(programme_id, after[0] if after else "", page, store, parent)
    shown, cursor = page.cut(known, lambda target: (target.data.unit,))
    body = {"items": [_view(target) for target in shown], "next": cursor}
    return Response(as_bytes(body), media_type="application/json")


@router.get("/{programme_id}/targets/{unit}", response_model=TargetOut, responses=NOT_MODIFIED)
async def get_target(programme_id: Id, unit: Code, request: Request, _caller: CurrentPerson, store: Kept) -> Response:
    """A unit's own targets, with the tag of their next change; 404 while none are set."""
    key = f"{programme_id}/{unit}"
    target = (await store.targets.get_many([key])).get(key)
    if target is None:
        raise NotFound
    return current(request, as_bytes(_view(target)), target.revision)


async def _known(programme: str, after: str, page: PageRequest, store: Store, parent: str | None) -> list[TargetState]:
    if parent is None:
        return await store.targets.of_programme(programme, after, page.rows_to_read)
    children = (await store.units.catalogue()).tree.children(parent)
    found = await store.targets.get_many(f"{programme}/{unit.code}" for unit in children if unit.code > after)
    return sorted(found.values(), key=lambda target: target.data.unit)[: page.rows_to_read]


def _view(target: TargetState) -> dict[str, Any]:
    return {**target.data.model_dump(), "revision": target.revision}
