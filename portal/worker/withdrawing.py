"""Taking an initiative back: asked on a page of its own, since it is for good."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of
from portal.worker.mine import leads_to_what_became_of_it

router = APIRouter()
OPEN = ("pending", "returned", "draft")
WITHDRAWN = "withdrawn"


@router.get("/cua-toi/{id_}/rut")
async def ask_withdrawal(id_: str, request: Request, session: SignedIn) -> Response:
    """What would be withdrawn, and what that means."""
    return await _page(id_, request, session, Form())


@router.post("/cua-toi/{id_}/rut")
async def withdraw(id_: str, request: Request, session: SignedIn) -> Response:
    """Withdraw what was seen."""
    revision = str((await request.form()).get("revision") or "")
    apis: Apis = request.app.state.apis
    try:
        await apis.submission.withdraw(Visit.of(request, session), id_, whole(revision))
    except Refused as refused:
        if refused.problem.status in (UNAUTHENTICATED, 404):
            raise
        form = Form()
        form.take(refused.problem, {})
        return await _page(id_, request, session, form, status=refused.problem.status)
    return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}"), 303)


async def _page(id_: str, request: Request, session: Session, form: Form, status: int = 200) -> Response:
    apis: Apis = request.app.state.apis
    initiative = await apis.submission.initiative(Visit.of(request, session), id_)
    if initiative["status"] not in OPEN:
        if form.is_right or initiative["status"] == WITHDRAWN:  # looked up late, or sent twice
            return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}"), 303)
        return leads_to_what_became_of_it(request, id_)
    return pages_of(request).page(request, "worker/withdraw.html", status=status, initiative=initiative, form=form)
