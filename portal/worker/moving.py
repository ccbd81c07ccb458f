"""A returned initiative that was sent to the wrong unit: another one is searched for and chosen."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of
from portal.worker.choosing import LONGEST
from portal.worker.correcting import OPEN
from portal.worker.mine import leads_to_what_became_of_it

router = APIRouter()


@router.get("/cua-toi/{id_}/don-vi")
async def choose_another_unit(id_: str, request: Request, session: SignedIn, q: str = "") -> Response:
    """The field to search in, and what it found."""
    return await _page(id_, request, session, Form({"q": " ".join(q[:LONGEST].split())}))


@router.post("/cua-toi/{id_}/don-vi")
async def move(id_: str, request: Request, session: SignedIn) -> Response:
    """Change the unit alone; it is handed in again with the rest."""
    sent = await request.form()
    revision = str(sent.get("revision") or "")
    unit = str(sent.get("unit") or "")[:LONGEST]
    apis: Apis = request.app.state.apis
    try:
        await apis.submission.change(Visit.of(request, session), id_, {"unit": unit}, whole(revision))
    except Refused as refused:
        if refused.problem.status in (UNAUTHENTICATED, NOT_FOUND):
            raise
        form = Form({"q": str(sent.get("q") or "")[:LONGEST]})
        form.take(refused.problem, {})
        return await _page(id_, request, session, form, status=refused.problem.status, wished=unit)
    return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}/sua"), 303)


async def _page(
    id_: str, request: Request, session: Session, form: Form, *, status: int = 200, wished: str | None = None
) -> Response:
    """`wished` is the unit that it could not be moved to: by a second tap it is there already."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    initiative = await apis.submission.initiative(visit, id_)
    if initiative["unit"] == wished and initiative["status"] in OPEN:
        return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}/sua"), 303)
    if initiative["status"] not in OPEN:
        if form.is_right:
            return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}"), 303)
        return leads_to_what_became_of_it(request, id_)
    programme = (await apis.submission.form(visit, initiative["programme"], None))["programme"]
    words = form.value("q")
    found = await apis.submission.search_units(visit, words, programme["root_unit"]["code"]) if words else []
    return pages_of(request).page(
        request, "worker/move.html", status=status, initiative=initiative, words=words, found=found, form=form
    )
