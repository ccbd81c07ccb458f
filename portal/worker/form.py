"""The sixty-second form: programme and unit are in the address, signing in comes last."""

import re
from typing import Final
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.sessions import Visitor
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form
from portal.web.language import place_of
from portal.worker import posting
from portal.worker.keeping import draft_of, keeping, sign_in_first
from portal.worker.known import heir_in, known_form

router = APIRouter()
_WITHIN_APPS: Final = re.compile(r"Zalo|FBA[NV]|FB_IAB|Instagram|\bLine/")
"""Browsers inside other programs, which issuers refuse to sign anybody in at."""


@router.get("/g/{programme}/{unit}")
async def show_form(programme: str, unit: str, request: Request, session: Visitor, giu: bool = False) -> Response:
    """The empty form, or what was typed before signing in; `giu`: to be kept on a device, so without a key."""
    draft = await draft_of(request, session)
    empty = Form({} if giu else {"key": str(uuid4())})
    form = empty if draft is None else posting.form_of(draft)
    return await _page(request, session, programme, unit, form, is_draft=draft is not None)


@router.post("/g/{programme}/{unit}")
async def send_form(programme: str, unit: str, request: Request, session: Visitor) -> Response:
    """Post it; whoever is not signed in does that first and finds it again."""
    form = posting.form_of(await request.form())
    return await keeping(request, form, f"/g/{programme}/{unit}", _send(request, session, programme, unit, form))


async def _send(request: Request, session: Session | None, programme: str, unit: str, form: Form) -> Response:
    posting.check(form, posting.today(), pages_of(request).words(request))
    if not form.is_right:
        return await _page(request, session, programme, unit, form)
    if session is None:
        return await sign_in_first(request, form, f"/g/{programme}/{unit}")
    apis: Apis = request.app.state.apis
    body = posting.body_of(form, programme, unit, posting.today())
    try:
        made, _ = await apis.submission.post(Visit.of(request, session), body, form.value("key") or str(uuid4()))
    except Refused as refused:
        return await _refused(refused, request, session, (programme, unit), form)
    return RedirectResponse(place_of(request).link(f"/cua-toi/{made['id']}") + "?vua-gui=1", 303)


async def _refused(
    refused: Refused, request: Request, session: Session, where: tuple[str, str], form: Form
) -> Response:
    """Everything typed is still there; what was sent before with this very key is shown as sent."""
    problem = refused.problem
    if problem.status == UNAUTHENTICATED:
        raise refused
    if problem.slug == "idempotency-key-reused" and problem.location:
        return RedirectResponse(place_of(request).link(posting.page_of(problem.location)), 303)
    programme, unit = where
    form.take(problem, posting.FIELDS_OF_THE_API)
    return await _page(request, session, programme, heir_in(refused) or unit, form, status=422)


async def _page(
    request: Request,
    session: Session | None,
    programme: str,
    unit: str,
    form: Form,
    *,
    is_draft: bool = False,
    status: int | None = None,
) -> Response:
    apis: Apis = request.app.state.apis
    known = await known_form(apis, Visit.of(request, session), programme, unit)
    if isinstance(known, str):
        if form.is_right and not is_draft:
            return RedirectResponse(place_of(request).link(f"/g/{programme}/{known}"), 303)
        return await _page(request, session, programme, known, form, is_draft=is_draft, status=status)
    has_text = bool(form.problems) or is_draft
    template = "worker/form.html" if known.is_open or has_text else "worker/closed.html"
    return pages_of(request).page(
        request,
        template,
        status=status or (200 if form.is_right else 422),
        form=form,
        known=known,
        is_draft=is_draft,
        read=posting.read_back(form),
        today=posting.today(),
        within_app=_WITHIN_APPS.search(request.headers.get("user-agent", "")) is not None,
    )
