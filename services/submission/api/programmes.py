"""Programmes."""

from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Request, Response

from services.submission.api.deps import Kept, Now, answer, as_bytes, current
from services.submission.domain.programmes import ProgrammeState, change_programme
from services.submission.domain.readers import check_readers
from services.submission.schemas.programmes import ProgrammeIn, ProgrammeOut
from services.submission.schemas.units import CODE
from shared.access import Role
from shared.events.programmes import ProgrammeData
from shared.percent import policy_in_percent
from shared.refusals import NotFound
from shared.web.auth import CurrentCaller, CurrentPerson
from shared.web.etag import NOT_MODIFIED, IfMatchOrNew
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router

router = Router(
    prefix="/programmes", tags=["programmes"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428)
)
ADMIN = (Role.ADMIN,)
Id = Annotated[str, InPath(pattern=CODE)]


@router.get("", response_model=PageOut[ProgrammeOut])
async def list_programmes(_caller: CurrentPerson, page: Page, store: Kept) -> Response:
    """Programmes by id."""
    known = (await store.units.catalogue()).programmes
    after = page.after_as(str)
    ids, cursor = page.cut([id_ for id_ in sorted(known) if after is None or id_ > after[0]], lambda id_: (id_,))
    body = {"items": [_view(known[id_]) for id_ in ids], "next": cursor}
    return Response(as_bytes(body), media_type="application/json")


@router.get("/{programme_id}", response_model=ProgrammeOut, responses=NOT_MODIFIED)
async def get_programme(programme_id: Id, request: Request, _caller: CurrentPerson, store: Kept) -> Response:
    """One programme, with the tag its next change has to name."""
    state = await store.units.programme(programme_id)
    if state is None:
        raise NotFound
    return current(request, as_bytes(_view(state.data, state.revision)), state.revision)


@router.put(
    "/{programme_id}", response_model=ProgrammeOut, responses={201: {"model": ProgrammeOut, "description": "Created"}}
)
async def put_programme(
    programme_id: Id,
    request: Request,
    body: ProgrammeIn,
    caller: CurrentCaller,
    expected: IfMatchOrNew,
    store: Kept,
    now: Now,
) -> Response:
    """Create or change a programme; for administrators of its root unit, the one before and the new one."""
    tree = (await store.units.catalogue(fresh=True)).tree
    before = await store.units.programme(programme_id)
    for root in {body.root_unit, *([before.data.root_unit] if before else ())}:
        caller.must_cover(root, tree, ADMIN, programme_id)
    expected.check(before.revision if before else None)
    wanted = body.to_data(programme_id)
    check_readers(wanted, request.app.state.service.settings.readers_know)
    state = change_programme(before, wanted, tree, now)
    saved = await store.units.save_programme(state)
    return _answer(saved, 200 if before else 201)


def _view(data: ProgrammeData, revision: int | None = None) -> dict[str, Any]:
    return {**data.model_dump(), "policy": policy_in_percent(data.policy), "revision": revision}


def _answer(state: ProgrammeState, status: int = 200) -> Response:
    return answer(as_bytes(_view(state.data, state.revision)), state.revision, status)
