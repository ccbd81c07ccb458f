"""Reading initiatives: lists, one with its timeline, its authors by name, its versions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response

from services.submission.api.deps import JSON, Kept, answer, as_bytes
from services.submission.api.views import initiative_view, named_author_view, version_view, with_timeline
from services.submission.domain import access
from services.submission.domain.access import Sight
from services.submission.domain.initiative import Initiative
from services.submission.initiative_store import Query as Wanted
from services.submission.schemas.initiatives import AuthorsOut, InitiativeOut, VersionOut, VersionsOut
from services.submission.store import Store
from shared.access import Caller
from shared.refusals import NotFound
from shared.text import folded
from shared.web.auth import CurrentCaller
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router
from shared.web.schemas import CleanText
from shared.web.values import Digits, TrueFalse

router = Router(prefix="/initiatives", tags=["initiatives"])
Status = Literal["draft", "pending", "returned", "approved", "rejected", "revoked", "withdrawn"]


@router.get("", response_model=PageOut[InitiativeOut], responses=problem_responses(401, 404, 422))
async def list_initiatives(  # noqa: PLR0913 - each is one filter
    caller: CurrentCaller,
    page: Page,
    store: Kept,
    *,
    mine: TrueFalse = False,
    unit: CleanText | None = None,
    programme: CleanText | None = None,
    status: Status | None = None,
    q: Annotated[
        CleanText, Query(max_length=100, description="Words of title or summary, with or without accents.")
    ] = "",
) -> Response:
    """Newest first: the caller's own, or those of a unit and below it that a grant covers."""
    catalogue = await store.units.catalogue()
    tree = catalogue.tree
    by_grant = None if mine else unit
    programmes: tuple[str, ...] | None = None if programme is None else (programme,)
    if by_grant is not None:
        programmes = access.listed_programmes(caller, by_grant, programme, tree)
    wanted = Wanted(
        person=caller.person_id if by_grant is None else None,
        units=None if unit is None else (tree.resolve(unit),),
        programmes=programmes,
        status=status,
        words=tuple(folded(q).split()),
        drafts=by_grant is None or access.lists_drafts(caller, by_grant, programmes, tree),
        after=page.after_as(datetime, UUID),
        limit=page.rows_to_read,
    )
    found = await store.initiatives.find(wanted)
    shown, cursor = page.cut(found, lambda initiative: (initiative.created_at, initiative.id))
    items = [initiative_view(i, access.sight_of(caller, i, catalogue)) for i in shown]
    return Response(as_bytes({"items": items, "next": cursor}), media_type="application/json")


@router.get("/{initiative_id}", response_model=InitiativeOut, responses=problem_responses(401, 404))
async def get_initiative(initiative_id: UUID, caller: CurrentCaller, language: Language, store: Kept) -> Response:
    """One initiative with its timeline: what was done and why, never by which reviewer."""
    initiative, sight = await _seen(initiative_id, caller, store)
    view = initiative_view(initiative, sight)
    return answer(as_bytes(with_timeline(view, initiative, language)), initiative.revision)


@router.get("/{initiative_id}/authors", response_model=AuthorsOut, responses=problem_responses(401, 404))
async def get_initiative_authors(initiative_id: UUID, caller: CurrentCaller, store: Kept) -> Response:
    """Its authors by name, for whoever may read it and is not to judge it blindly."""
    initiative, sight = await _seen(initiative_id, caller, store)
    if not sight.people:
        return Response(as_bytes({"items": None}), media_type=JSON)
    tree, names = await store.tree(), await store.cards.names(initiative.public.author_ids)
    items = [named_author_view(author, names, tree) for author in initiative.public.authors]
    return Response(as_bytes({"items": items}), media_type=JSON)


@router.get("/{initiative_id}/versions", response_model=VersionsOut, responses=problem_responses(401, 404))
async def list_initiative_versions(initiative_id: UUID, caller: CurrentCaller, store: Kept) -> Response:
    """What was submitted each time, with the descriptions: for its people and for whoever judges it or advises."""
    initiative, sight = await _seen(initiative_id, caller, store, described=True)
    items = [version_view(initiative, version, sight) for version in reversed(initiative.versions)]
    return Response(as_bytes({"items": items}), media_type=JSON)


@router.get(
    "/{initiative_id}/versions/{content_version}", response_model=VersionOut, responses=problem_responses(401, 404)
)
async def get_initiative_version(
    initiative_id: UUID, content_version: Digits, caller: CurrentCaller, store: Kept
) -> Response:
    """One of them."""
    initiative, sight = await _seen(initiative_id, caller, store, described=True)
    for known in initiative.versions:
        if known.content_version == content_version:
            return Response(as_bytes(version_view(initiative, known, sight)), media_type=JSON)
    raise NotFound


async def _seen(id_: UUID, caller: Caller, store: Store, *, described: bool = False) -> tuple[Initiative, Sight]:
    """The initiative and what the caller sees of it; 404 without, or when `described` and that is not for them."""
    catalogue = await store.units.catalogue()
    initiative = access.must_read(caller, await store.initiatives.get(id_), catalogue.tree)
    if described:
        access.must_read_description(caller, initiative, catalogue.tree)
    return initiative, access.sight_of(caller, initiative, catalogue)
