"""Acts on an initiative that exists: submit, reclassify, withdraw. Each names the revision it was made for."""

from datetime import datetime
from uuid import UUID

from fastapi import Response

from services.submission.api.deps import Kept, Now, answer, as_bytes, catalogue_with
from services.submission.api.initiatives import shares
from services.submission.api.views import initiative_view
from services.submission.domain import access, acts
from services.submission.domain.acts import Correction, Setting
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.initiative import Change, Initiative
from services.submission.schemas.initiatives import CorrectionIn, InitiativeOut
from services.submission.store import Store
from shared.access import Caller
from shared.refusals import NotFound
from shared.web.auth import CurrentCaller
from shared.web.etag import IfMatch
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(
    prefix="/initiatives/{initiative_id}",
    tags=["initiatives"],
    responses=problem_responses(401, 403, 404, 409, 412, 422, 428),
)


@router.post("/submission", response_model=InitiativeOut)
async def submit_initiative(
    initiative_id: UUID,
    caller: CurrentCaller,
    expected: IfMatch,
    store: Kept,
    now: Now,
) -> Response:
    """Hand a draft to the reviewers, or a returned one again."""
    before, setting = await _read(initiative_id, store, now=now)
    actor = access.must_write(caller, before, setting.tree)
    expected.check(before.revision)
    return await _write(acts.submit(before, actor, setting), caller, setting, store)


@router.post("/withdrawal", response_model=InitiativeOut)
async def withdraw_initiative(
    initiative_id: UUID,
    caller: CurrentCaller,
    expected: IfMatch,
    store: Kept,
    now: Now,
) -> Response:
    """Take it back for good, while nothing but a return was decided."""
    before, setting = await _read(initiative_id, store, now=now)
    actor = access.must_write(caller, before, setting.tree)
    expected.check(before.revision)
    return await _write(acts.withdraw(before, actor, now), caller, setting, store)


@router.post("/reclassification", response_model=InitiativeOut)
async def reclassify_initiative(
    initiative_id: UUID, body: CorrectionIn, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """Correct unit, kind or authors of what was submitted."""
    given = body.given()
    unit = given.get("unit")
    before, setting = await _read(initiative_id, store, unit, now=now)
    actor = access.must_reclassify(caller, before, unit, setting.tree)
    expected.check(before.revision)
    if "authors" in given:
        given["authors"] = await shares(given["authors"], caller, unit or before.public.unit, store, now)
    change = acts.reclassify(before, Correction(**given), actor, setting)
    return await _write(change, caller, setting, store)


async def _read(id_: UUID, store: Store, unit: str | None = None, *, now: datetime) -> tuple[Initiative, Setting]:
    before = await store.initiatives.get(id_)
    if before is None:
        raise NotFound
    content = before.content
    catalogue = await catalogue_with(store, content.programme, unit or content.unit)
    return before, Setting(catalogue.programme(content.programme), catalogue.tree, now)


async def _write(change: Change, caller: Caller, setting: Setting, store: Store) -> Response:
    made = await store.initiatives.save(change)
    catalogue = Catalogue(setting.tree, {setting.programme.id: setting.programme})
    return answer(as_bytes(initiative_view(made, access.sight_of(caller, made, catalogue))), made.revision)
