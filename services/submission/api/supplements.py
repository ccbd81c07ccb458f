"""What is added to an initiative after it was submitted, and what a decision looked at."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path as InPath
from fastapi import Query, Response

from services.submission.api.deps import Kept, Now, answer, as_bytes, catalogue_with
from services.submission.domain import access, supplements
from services.submission.domain.acts import Setting
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.initiative import Initiative
from services.submission.domain.supplements import Addition, Supplement
from services.submission.schemas.supplements import SupplementIn, SupplementsOut
from services.submission.schemas.units import CODE
from shared.refusals import NotFound
from shared.web.auth import CurrentCaller
from shared.web.etag import IfMatch
from shared.web.openapi import problem_responses
from shared.web.routing import Router
from shared.web.values import Digits

router = Router(prefix="/initiatives/{initiative_id}/supplements", tags=["initiatives"])
SectionCode = Annotated[str, InPath(pattern=CODE, description="`description`, or a section of the programme.")]
At = Annotated[Digits | None, Query(description="As it was at this supplement; by default at the present one.")]
OfVersion = Annotated[Digits | None, Query(description="Whose description is shown; by default the last one's.")]


@router.get("", response_model=SupplementsOut, responses=problem_responses(401, 404, 422))
async def get_initiative_supplements(
    initiative_id: UUID, caller: CurrentCaller, store: Kept, at: At = None, content_version: OfVersion = None
) -> Response:
    """What was added, as now or as a decision looked at it, for whoever may read the description."""
    catalogue = await store.units.catalogue()
    initiative = access.must_read(caller, await store.initiatives.get(initiative_id), catalogue.tree)
    access.must_read_description(caller, initiative, catalogue.tree)
    sight = access.sight_of(caller, initiative, catalogue)
    if at is not None and at > initiative.supplement:
        raise NotFound
    if content_version is not None and content_version not in {one.content_version for one in initiative.versions}:
        raise NotFound
    added = await store.supplements.of(initiative.id, at) if initiative.supplement else []
    view = _view(initiative, added, catalogue, at=at, content_version=content_version, people=sight.people)
    return answer(as_bytes(view), initiative.revision)


@router.put("/{section}", response_model=SupplementsOut, responses=problem_responses(401, 403, 404, 409, 412, 422, 428))
async def put_initiative_supplement(
    initiative_id: UUID,
    section: SectionCode,
    body: SupplementIn,
    caller: CurrentCaller,
    expected: IfMatch,
    store: Kept,
    now: Now,
) -> Response:
    """Add the text of a section, or replace it. Reviewers see it at once; what they saw before stays to be shown.

    Whoever may not read the description is answered with their own text alone.
    """
    before = await store.initiatives.get(initiative_id)
    if before is None:
        raise NotFound
    catalogue = await catalogue_with(store, before.public.programme, before.public.unit)
    actor = access.must_write(caller, before, catalogue.tree)
    expected.check(before.revision)
    setting = Setting(catalogue.programme(before.public.programme), catalogue.tree, now)
    present = await store.supplements.of(before.id)
    made = supplements.supplement(before, Addition(section, body.text), present, actor, setting)
    saved = await store.supplements.save(made)
    if not access.may_read_description(caller, saved, catalogue.tree):
        own = _view(saved, [made.supplement], catalogue)
        return answer(as_bytes({**own, "description": None}), saved.revision)
    view = _view(saved, await store.supplements.of(saved.id), catalogue)
    return answer(as_bytes(view), saved.revision)


def _view(
    initiative: Initiative,
    added: list[Supplement],
    catalogue: Catalogue,
    *,
    at: int | None = None,
    content_version: int | None = None,
    people: bool = True,
) -> dict[str, Any]:
    programme = catalogue.programme(initiative.public.programme)
    names = {section.code: section.name for section in programme.sections}
    asked = supplements.asked_for(initiative, programme, catalogue.tree)
    return {
        "initiative_id": initiative.id,
        "content_version": initiative.content_version if content_version is None else content_version,
        "supplement": initiative.supplement,
        "at": initiative.supplement if at is None else at,
        "description": supplements.text_of(initiative, supplements.DESCRIPTION, added, content_version),
        "items": [_item(one, names, people=people) for one in supplements.newest_first(added)],
        "sections": [
            {**section.model_dump(), "given": section.code in initiative.sections, "asked": section.code in asked}
            for section in programme.sections
        ],
    }


def _item(one: Supplement, names: dict[str, str], *, people: bool) -> dict[str, Any]:
    return {
        "number": one.number,
        "section": one.section,
        "name": names.get(one.section),
        "text": one.text,
        "by": one.by.person_id if people else None,
        "at": one.at,
        "content_version": one.content_version,
    }
