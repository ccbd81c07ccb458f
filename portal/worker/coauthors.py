"""Co-authors by invitation: a share off the first author's, a code on the screen that the colleague's phone reads."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of
from portal.web.qr import qr_of

router = APIRouter()
OPEN = ("draft", "pending", "returned")


@dataclass(frozen=True)
class Made:
    """An invitation just made; its address is known in this answer alone."""

    share: int
    address: str


@router.get("/cua-toi/{id_}/dong-tac-gia")
async def show_coauthors(id_: str, request: Request, session: SignedIn) -> Response:
    """Who the authors are, who was invited."""
    return await _page(id_, request, session, Form({"key": str(uuid4())}))


@router.post("/cua-toi/{id_}/dong-tac-gia")
async def invite(id_: str, request: Request, session: SignedIn) -> Response:
    """Invite one more; the code is shown once, so this page is no redirect."""
    sent = await request.form()
    form = Form({name: str(sent.get(name) or "")[:100] for name in ("share", "key")})
    words = pages_of(request).words(request)
    if not form.value("share").strip().isdecimal():
        form.add("share", words("Viết số phần trăm bằng chữ số, ví dụ 30"))
        return await _page(id_, request, session, form)
    apis: Apis = request.app.state.apis
    share = int(form.value("share"))
    try:
        made = await apis.people.invite(Visit.of(request, session), id_, share, form.value("key") or str(uuid4()))
    except Refused as refused:
        if refused.problem.status in (UNAUTHENTICATED, 404):
            raise
        form.take(refused.problem, {"share": "share"})
        return await _page(id_, request, session, form)
    if not made.get("secret"):
        form.add("share", words("Lời mời này đã lập rồi; mã chỉ hiện một lần. Hãy thu hồi và lập lời mời khác."))
        return await _page(id_, request, session, Form({"key": str(uuid4())}, form.problems))
    address = f"{request.app.state.settings.public_url}{place_of(request).link('/loi-moi')}#{made['secret']}"
    return await _page(id_, request, session, Form({"key": str(uuid4())}), Made(share, address))


@router.post("/cua-toi/{id_}/dong-tac-gia/{invitation}/thu-hoi")
async def take_back(id_: str, invitation: str, request: Request, session: SignedIn) -> Response:
    """End an invitation that nobody has accepted."""
    revision = str((await request.form()).get("revision") or "")
    apis: Apis = request.app.state.apis
    try:
        await apis.people.take_back(Visit.of(request, session), id_, invitation, whole(revision))
    except Refused as refused:
        if refused.problem.status in (UNAUTHENTICATED, 404):
            raise
        if not await _is_taken_back(apis, Visit.of(request, session), id_, invitation):
            form = Form({"key": str(uuid4())})
            form.take(refused.problem, {})
            return await _page(id_, request, session, form)
    return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}/dong-tac-gia"), 303)


async def _is_taken_back(apis: Apis, visit: Visit, id_: str, invitation: str) -> bool:
    """By a second tap, or from another device."""
    found = await _invitations(apis, visit, id_) or []
    return any((one["id"], one["state"]) == (invitation, "taken-back") for one in found)


async def _page(id_: str, request: Request, session: Session, form: Form, made: Made | None = None) -> Response:
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    initiative = await apis.submission.initiative(visit, id_)
    return pages_of(request).page(
        request,
        "worker/coauthors.html",
        status=200 if form.is_right else 422,
        initiative=initiative,
        authors=await apis.submission.authors(visit, id_),
        invitations=await _invitations(apis, visit, id_),
        takes_more=initiative["status"] in OPEN,
        form=form,
        made=made,
        code=None if made is None else qr_of(made.address),
    )


async def _invitations(apis: Apis, visit: Visit, id_: str) -> list[dict[str, Any]] | None:
    """Those that were made; None for whoever may not invite."""
    try:
        return await apis.people.invitations(visit, id_)
    except Refused as refused:
        if refused.problem.status not in (403, 404):
            raise
        return None
