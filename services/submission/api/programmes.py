"""Programmes."""

from typing import Annotated, Final

from fastapi import Path as InPath
from fastapi import Request, Response

from services.submission.api.deps import Kept, Now, answer, as_bytes, current
from services.submission.api.programme_views import plain_view, programme_view
from services.submission.domain.programmes import ProgrammeState, change_programme
from services.submission.domain.readers import check_readers
from services.submission.schemas.forms import ProgrammePlainOut
from services.submission.schemas.programmes import ProgrammeIn, ProgrammeOut, ProgrammePageOut
from services.submission.schemas.units import CODE
from shared.access import Role
from shared.refusals import NotFound
from shared.web.auth import CurrentCaller, MaybePerson
from shared.web.checking import Check, CheckedOut, would_be
from shared.web.etag import NOT_MODIFIED, IfMatchOrNew
from shared.web.openapi import problem_responses
from shared.web.paging import Page
from shared.web.routing import Router
from shared.web.tokens import Unauthenticated

router = Router(
    prefix="/programmes", tags=["programmes"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428)
)
ADMIN = (Role.ADMIN,)
BY_CALLER: Final = {"Vary": "Authorization"}
Id = Annotated[str, InPath(pattern=CODE)]


@router.get("", response_model=ProgrammePageOut)
async def list_programmes(caller: MaybePerson, page: Page, store: Kept) -> Response:
    """Programmes by id; without a token the public ones: names, phases, dates and deadlines."""
    catalogue = await store.units.catalogue()
    known = {id_: data for id_, data in catalogue.programmes.items() if caller is not None or data.public}
    after = page.after_as(str)
    ids, cursor = page.cut([id_ for id_ in sorted(known) if after is None or id_ > after[0]], lambda id_: (id_,))
    items = [plain_view(known[id_], catalogue.tree) if caller is None else programme_view(known[id_]) for id_ in ids]
    body = as_bytes({"items": items, "next": cursor})
    return Response(body, media_type="application/json", headers=BY_CALLER)


@router.get("/{programme_id}", response_model=ProgrammeOut | ProgrammePlainOut, responses=NOT_MODIFIED)
async def get_programme(programme_id: Id, request: Request, caller: MaybePerson, store: Kept) -> Response:
    """One programme, with the tag its next change names; without a token as the list shows it, if it is public."""
    state = await store.units.programme(programme_id)
    if state is None:
        raise NotFound
    if caller is not None:
        whole = current(request, as_bytes(programme_view(state.data, state.revision)), state.revision)
        whole.headers.update(BY_CALLER)
        return whole
    if not state.data.public:
        raise Unauthenticated
    tree = (await store.units.catalogue()).tree
    return Response(as_bytes(plain_view(state.data, tree)), media_type="application/json", headers=BY_CALLER)


@router.put(
    "/{programme_id}",
    response_model=ProgrammeOut | CheckedOut[ProgrammeOut],
    responses={201: {"model": ProgrammeOut, "description": "Created"}},
)
async def put_programme(  # noqa: PLR0913 - each is one thing it is judged by
    programme_id: Id,
    request: Request,
    body: ProgrammeIn,
    *,
    caller: CurrentCaller,
    expected: IfMatchOrNew,
    check: Check,
    store: Kept,
    now: Now,
) -> Response:
    """Create or change a programme; for administrators of its root unit, the one before and the new one."""
    tree = (await store.units.catalogue(fresh=True)).tree
    before = await store.units.programme(programme_id)
    for root in {body.root_unit, *([before.data.root_unit] if before else ())}:
        caller.must_cover(root, tree, ADMIN, programme_id)
    (expected.check_if_given if check else expected.check)(before.revision if before else None)
    wanted = body.to_data(programme_id)
    check_readers(wanted, request.app.state.service.settings.readers_know)
    state = change_programme(before, wanted, tree, now)
    if check:
        return would_be(programme_view(state.data))
    saved = await store.units.save_programme(state)
    return _answer(saved, 200 if before else 201)


def _answer(state: ProgrammeState, status: int = 200) -> Response:
    return answer(as_bytes(programme_view(state.data, state.revision)), state.revision, status)
