"""The showcase: approved initiatives that everybody may see, where a leader proposed and the first author agreed."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from services.submission.api.deps import JSON, Kept, Now, answer, as_bytes, catalogue_with
from services.submission.api.views import initiative_view
from services.submission.domain import access, showcase
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.showcase import Shown
from services.submission.domain.supplements import level_led_to
from services.submission.schemas.initiatives import InitiativeOut
from services.submission.schemas.showcase import ConsentIn, ShownOut
from services.submission.schemas.units import CODE
from services.submission.store import Store
from shared.access import Caller
from shared.refusals import NotFound
from shared.units import UnitTree
from shared.web.auth import CurrentCaller, MaybePerson
from shared.web.etag import NOT_MODIFIED, IfMatch, is_known
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router
from shared.web.tokens import Unauthenticated

router = Router(tags=["showcase"])
PLACE = "/initiatives/{initiative_id}/showcase"
REFUSED = problem_responses(401, 403, 404, 409, 412, 422, 428)


@router.get(
    "/showcase", response_model=PageOut[ShownOut], responses={**problem_responses(401, 404, 422), **NOT_MODIFIED}
)
async def list_shown(
    request: Request, person: MaybePerson, page: Page, store: Kept, programme: Annotated[str, Query(pattern=CODE)]
) -> Response:
    """What a programme shows, the newest first; of a public one to everybody, else to whoever is signed in."""
    catalogue = await catalogue_with(store, programme)
    known = catalogue.programmes.get(programme)
    if person is None and (known is None or not known.public):
        raise Unauthenticated
    if known is None:
        raise NotFound
    found = await store.initiatives.shown(programme, page.after_as(datetime, UUID), page.rows_to_read)
    rows, cursor = page.cut(found, lambda one: (one.since, one.initiative.id))
    names = await store.cards.names({one.named for one in rows if one.named is not None and _may_name(one, catalogue)})
    body = as_bytes({"items": [_row(one, names, catalogue.tree) for one in rows], "next": cursor})
    return _public(request, body)


@router.post(PLACE, response_model=InitiativeOut, responses=REFUSED)
async def propose_for_showcase(
    initiative_id: UUID, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """A leader over its unit proposes an approved one that is not confidential."""
    before = await _read(initiative_id, store)
    showcase.must_propose(before, caller, await store.tree())
    expected.check(before.revision)
    return await _written(showcase.propose(before, caller.person_id, now), caller, store)


@router.put(f"{PLACE}/consent", response_model=InitiativeOut, responses=REFUSED)
async def consent_to_showcase(
    initiative_id: UUID, body: ConsentIn, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """The first author agrees, with their name or without; from then on everybody sees it."""
    before = await _read(initiative_id, store)
    showcase.must_consent(before, caller.person_id)
    expected.check(before.revision)
    change = showcase.consent(before, caller.person_id, now, with_name=body.with_name)
    return await _written(change, caller, store)


@router.delete(PLACE, response_model=InitiativeOut, responses=REFUSED)
async def end_showcase(initiative_id: UUID, caller: CurrentCaller, expected: IfMatch, store: Kept) -> Response:
    """Any of its authors, or a leader over its unit, takes it out, proposed or shown."""
    before = await _read(initiative_id, store)
    showcase.must_end(before, caller, await store.tree())
    expected.check(before.revision)
    return await _written(showcase.end(before), caller, store)


async def _read(id_: UUID, store: Store) -> Initiative:
    found = await store.initiatives.get(id_)
    if found is None:
        raise NotFound
    return found


async def _written(change: Change, caller: Caller, store: Store) -> Response:
    made = await store.initiatives.save(change)
    sight = access.sight_of(caller, made, await store.units.catalogue())
    return answer(as_bytes(initiative_view(made, sight)), made.revision)


def _may_name(one: Shown, catalogue: Catalogue) -> bool:
    """Not while a level that must not know is yet to judge it."""
    blind = catalogue.programme(one.initiative.public.programme).blind_review
    return not blind or level_led_to(one.initiative, catalogue.tree) is None


def _row(one: Shown, names: Mapping[UUID, str], tree: UnitTree) -> dict[str, Any]:
    content = one.initiative.public
    unit = tree.get(content.unit)
    return {
        "id": one.initiative.id,
        "title": content.title,
        "summary": content.summary,
        "unit": content.unit,
        "unit_name": None if unit is None else unit.name,
        "kind": content.kind,
        "level": one.approval.level.value,
        "decided_on": one.approval.decided_on,
        "shown_since": one.since,
        "author": None if one.named is None else names.get(one.named),
    }


def _public(request: Request, body: bytes) -> Response:
    """The same bytes for everybody: whoever has them is told so."""
    headers = {"ETag": f'"{blake2b(body, digest_size=16).hexdigest()}"', "Cache-Control": "no-cache"}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=JSON, headers=headers)
