"""Units of the union tree."""

import asyncio
from typing import Annotated

from fastapi import Path as InPath
from fastapi import Query, Request, Response

from services.submission.api.deps import Kept, Now, answer, as_bytes, current
from services.submission.api.finding_units import AnyoneWhoSearches, check_search, searched
from services.submission.api.unit_search import unit_search
from services.submission.api.unit_views import listed_view, unit_view
from services.submission.domain.open_to_all import may_be_searched
from services.submission.domain.unit_rights import check_right
from services.submission.domain.units import UnitState
from services.submission.domain.units import change as changed
from services.submission.schemas.units import CODE, UnitIn, UnitOut, UnitPageOut
from services.submission.store import Store, TreeMoved
from services.submission.unit_index.index import HITS, Wish
from shared.refusals import NotFound
from shared.text import folded
from shared.units import Level, Unit
from shared.web.auth import CurrentCaller, CurrentPerson
from shared.web.etag import NOT_MODIFIED, IfMatchOrNew
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageRequest
from shared.web.routing import Router
from shared.web.schemas import CleanText
from shared.web.tokens import Unauthenticated

router = Router(prefix="/units", tags=["units"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428))
ATTEMPTS = 8
Code = Annotated[str, InPath(pattern=CODE)]


@router.get("", response_model=UnitPageOut, responses=NOT_MODIFIED)
async def list_units(  # noqa: PLR0913 - each is one filter
    request: Request,
    caller: AnyoneWhoSearches,
    page: Page,
    store: Kept,
    *,
    parent: CleanText | None = None,
    level: Level | None = None,
    q: Annotated[
        CleanText, Query(max_length=300, description="Words of the name or code, with or without marks.")
    ] = "",
    within: Annotated[
        CleanText | None, Query(max_length=100, description="Search, ranked, this unit and below it.")
    ] = None,
    near: Annotated[
        CleanText | None, Query(max_length=100, description="Of a search: units of this one's province first.")
    ] = None,
) -> Response:
    """Units by code, in pages; with `within` a search as people type: the 12 that fit `q` best, which has no pages.

    A search takes no token inside the root of a programme whose form is public; it then tells code, name, path and
    level alone.
    """
    if within is None:
        return await _listed(request, page, store, parent, level, q)
    check_search(parent=parent, after=page.after)
    catalogue = await store.units.catalogue()
    if caller is None and not may_be_searched(within, catalogue.programmes.values(), catalogue.tree):
        raise Unauthenticated
    wish = Wish(q, within, near, level, open_only=caller is None)
    return await searched(request, wish, catalogue.tree, public=caller is None, most=min(page.limit, HITS))


async def _listed(
    request: Request, page: PageRequest, store: Store, parent: str | None, level: Level | None, q: str
) -> Response:
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
    items = [listed_view(unit, tree) for unit in shown]
    return Response(as_bytes({"items": items, "next": cursor}), media_type="application/json")


@router.get("/{code}", response_model=UnitOut, responses=NOT_MODIFIED)
async def get_unit(code: Code, request: Request, _caller: CurrentPerson, store: Kept) -> Response:
    """One unit, with the tag its next change has to name."""
    state = await store.units.unit(code)
    if state is None:
        raise NotFound
    return current(request, as_bytes(unit_view(state.data.to_unit(), state.revision)), state.revision)


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


def _answer(state: UnitState, status: int = 200) -> Response:
    return answer(as_bytes(unit_view(state.data.to_unit(), state.revision)), state.revision, status)
