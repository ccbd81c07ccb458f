"""Units of the union tree."""

import asyncio
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query, Request, Response

from services.submission.api.deps import Kept, Now, answer, as_bytes, current
from services.submission.api.unit_search import unit_search
from services.submission.domain.unit_rights import check_right
from services.submission.domain.units import UnitState
from services.submission.domain.units import change as changed
from services.submission.schemas.units import CODE, UnitIn, UnitOut
from services.submission.store import TreeMoved
from shared.refusals import NotFound
from shared.text import folded
from shared.units import Level, Unit
from shared.web.auth import CurrentCaller
from shared.web.etag import NOT_MODIFIED, IfMatchOrNew
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(prefix="/units", tags=["units"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428))
ATTEMPTS = 8
Code = Annotated[str, InPath(pattern=CODE)]


@router.get("", response_model=PageOut[UnitOut])
async def list_units(
    request: Request,
    _caller: CurrentCaller,
    page: Page,
    store: Kept,
    parent: CleanText | None = None,
    level: Level | None = None,
    q: Annotated[CleanText, Query(max_length=100, description="Words of the name or code, without accents.")] = "",
) -> Response:
    """Units by code."""
    tree = (await store.units.catalogue()).tree
    names = await unit_search(request.app.state).names(tree)
    after = page.after_as(str)
    found: list[Unit] = []
    slices = names.find(
        folded(q).split(), level=level, parent=parent, after=after[0] if after else "", most=page.rows_to_read
    )
    for some in slices:
        found += some
        await asyncio.sleep(0)
    shown, cursor = page.cut(found, lambda unit: (unit.code,))
    return Response(as_bytes({"items": [_view(unit) for unit in shown], "next": cursor}), media_type="application/json")


@router.get("/{code}", response_model=UnitOut, responses=NOT_MODIFIED)
async def get_unit(code: Code, request: Request, _caller: CurrentCaller, store: Kept) -> Response:
    """One unit, with the tag its next change has to name."""
    state = await store.units.unit(code)
    if state is None:
        raise NotFound
    return current(request, as_bytes(_view(state.data.to_unit(), state.revision)), state.revision)


@router.put("/{code}", response_model=UnitOut, responses={201: {"model": UnitOut, "description": "Created"}})
async def put_unit(
    code: Code, body: UnitIn, caller: CurrentCaller, expected: IfMatchOrNew, store: Kept, now: Now
) -> Response:
    """Create or change a unit; what it is judged by takes an administrator above it.

    Judged again when the tree moved meanwhile, so that it stays a tree.
    """
    wanted = body.to_unit(code)
    for attempt in range(ATTEMPTS):
        tree = (await store.units.catalogue(fresh=True)).tree
        before = await store.units.unit(code)
        check_right(caller, tree.get(code), wanted, tree)
        expected.check(before.revision if before else None)
        state = changed(before, wanted, tree, now)
        try:
            saved = await store.units.save_unit(state, tree.version)
        except TreeMoved:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return _answer(saved, 200 if before else 201)
    raise AssertionError


def _view(unit: Unit, revision: int | None = None) -> dict[str, Any]:
    return {**{name: getattr(unit, name) for name in Unit.__slots__}, "revision": revision}


def _answer(state: UnitState, status: int = 200) -> Response:
    return answer(as_bytes(_view(state.data.to_unit(), state.revision)), state.revision, status)
