"""Accepting an invitation: its secret comes behind the `#` of the address, which no server sees, or is typed."""

import re
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.sessions import Visitor
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form
from portal.web.language import place_of
from portal.worker.keeping import draft_of, keeping, sign_in_first

router = APIRouter()
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")
PAGE: Final = "/loi-moi"
OWN: Final = "own-appointment"
"""What is said of roles is said of whoever takes up an invitation that they made themselves."""


@router.get(PAGE)
async def show_invitation(request: Request, session: Visitor) -> Response:
    """What accepting means; scripts fill the secret in."""
    draft = await draft_of(request, session) or {}
    return _page(request, Form({"secret": str(draft.get("secret", ""))}))


@router.post(PAGE)
async def accept_invitation(request: Request, session: Visitor) -> Response:
    """Accept it as whoever is signed in."""
    typed = str((await request.form()).get("secret") or "").strip()[:300]
    secret = typed.rsplit("#", 1)[-1]
    form = Form({"secret": secret})
    words = pages_of(request).words(request)
    if not _SECRET.fullmatch(secret):
        form.add("secret", words("Mã lời mời chưa đủ, hãy quét lại hoặc dán cả địa chỉ"))
        return _page(request, form)
    if session is None:
        return await sign_in_first(request, form, PAGE)
    return await keeping(request, form, PAGE, _accept(request, session, form))


async def _accept(request: Request, session: Session, form: Form) -> Response:
    apis: Apis = request.app.state.apis
    try:
        accepted = await apis.people.accept(Visit.of(request, session), form.value("secret"))
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        if refused.problem.slug == OWN:
            words = pages_of(request).words(request)
            form.add("secret", words("Lời mời này do chính anh/chị lập; chỉ người khác nhận được"))
        else:
            form.take(refused.problem, {"secret": "secret"})
        return _page(request, form)
    if accepted.get("initiative"):
        return RedirectResponse(place_of(request).link(f"/cua-toi/{accepted['initiative']}"), 303)
    return pages_of(request).page(request, "worker/accepted.html", accepted=accepted)


def _page(request: Request, form: Form) -> Response:
    status = 200 if form.is_right else 422
    return pages_of(request).page(request, "worker/invited.html", status=status, form=form)
