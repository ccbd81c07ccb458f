"""The form of a programme, for whoever scanned a poster: no token where the programme says so."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.submission.api.deps import Kept, Now, as_bytes, catalogue_with
from services.submission.api.programme_views import plain_view
from services.submission.api.programmes import Id
from services.submission.api.unit_views import place_view
from services.submission.domain.open_to_all import Form, form_of
from services.submission.domain.reference import FIELDS
from services.submission.schemas.forms import FormOut
from shared.reference import KINDS
from shared.refusals import Complaint, NotFound
from shared.units import UnitTree
from shared.web.auth import MaybePerson
from shared.web.etag import NOT_MODIFIED, is_known
from shared.web.openapi import problem_responses
from shared.web.routing import Router
from shared.web.schemas import CleanText
from shared.web.tokens import Unauthenticated

SECONDS_KEPT = 30
"""Anybody between may keep a form so long; deadlines are judged when something is sent."""
router = Router(prefix="/programmes", tags=["programmes"], responses=problem_responses(401, 404, 422))


@router.get("/{programme_id}/form", response_model=FormOut, responses=NOT_MODIFIED)
async def get_form(
    programme_id: Id,
    request: Request,
    caller: MaybePerson,
    store: Kept,
    now: Now,
    unit: Annotated[CleanText | None, Query(max_length=100, description="For this unit, or its heir.")] = None,
) -> Response:
    """What the form shows, and whether it takes anything now; of a merged unit for its heir.

    Without a token where `form_public` is set. Its tag changes with the programme, the tree and the deadline.
    """
    catalogue = await catalogue_with(store, programme_id, *([] if unit is None else [unit]))
    programme = catalogue.programmes.get(programme_id)
    if programme is None:
        raise NotFound
    if caller is None and not programme.form_public:
        raise Unauthenticated
    form = form_of(programme, unit, catalogue.tree, now)
    state = "open" if form.closed is None else form.closed.code
    tag = f'"{programme.version}-{catalogue.tree.version}-{state}"'
    cache_control = f"public, max-age={SECONDS_KEPT}" if programme.form_public else "no-cache"
    headers = {"ETag": tag, "Cache-Control": cache_control}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(as_bytes(_view(form, catalogue.tree)), media_type="application/json", headers=headers)


def _view(form: Form, tree: UnitTree) -> dict[str, Any]:
    unit, merged = form.unit, form.merged
    place = None
    if unit is not None:
        place = {**place_view(unit, tree), "sector": unit.sector, "closed": unit.closed}
    return {
        "programme": plain_view(form.programme, tree),
        "unit": place,
        "merged": None if merged is None else {"code": merged.code, "name": merged.name},
        "open": form.closed is None,
        "closed_because": None if form.closed is None else _sentence(form.closed),
        "kinds": [{"code": code, "vi": name.vi, "en": name.en} for code, name in KINDS.items()],
        "fields": [{"vi": each.name.vi, "en": each.name.en, "sectors": each.sectors} for each in FIELDS.values()],
        "sections": [section.model_dump(mode="json") for section in form.programme.sections],
    }


def _sentence(complaint: Complaint) -> dict[str, str]:
    return {"code": complaint.code, "vi": complaint.vi, "en": complaint.en}
