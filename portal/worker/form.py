"""The sixty-second form: programme and unit are in the address, signing in comes last."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.domain.moments import HOME
from portal.signin.routes import lead_to_issuer
from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Away, Refused
from portal.web.errors import pages_of
from portal.web.forms import WHOLE_FORM, Form
from portal.web.language import place_of
from portal.worker import posting

router = APIRouter()


@router.get("/g/{programme}/{unit}")
async def show_form(programme: str, unit: str, request: Request, session: Visitor) -> Response:
    """The empty form, or what was typed before signing in."""
    form = Form({"key": str(uuid4())})
    draft = None if session is None else await request.app.state.store.sessions.take_draft(session.id)
    if draft is not None:
        form = posting.form_of(orjson.loads(draft))
    return await _page(request, session, programme, unit, form, is_draft=draft is not None)


@router.post("/g/{programme}/{unit}")
async def send_form(programme: str, unit: str, request: Request, session: Visitor) -> Response:
    """Post it; whoever is not signed in does that first and finds it again."""
    form = posting.form_of(await request.form())
    posting.check(form, _today(), pages_of(request).words(request))
    if not form.is_right:
        return await _page(request, session, programme, unit, form)
    if session is None:
        place = place_of(request)
        return await lead_to_issuer(request, place.link(place.path), orjson.dumps(form.values))
    apis: Apis = request.app.state.apis
    body = posting.body_of(form, programme, unit, _today())
    try:
        made, _ = await apis.submission.post(Visit.of(request, session), body, form.value("key") or str(uuid4()))
    except Refused as refused:
        if refused.problem.location:  # sent before with this very key, and changed since
            return RedirectResponse(place_of(request).link(_page_of(refused.problem.location)), 303)
        form.take(refused.problem, posting.FIELDS_OF_THE_API)
        return await _page(request, session, programme, unit, form)
    except Away:
        form.add(
            WHOLE_FORM,
            pages_of(request).words(request)("Tạm thời chưa gửi được. Nội dung vẫn còn đây, hãy bấm Gửi lại."),
        )
        return await _page(request, session, programme, unit, form, status=503)
    return RedirectResponse(place_of(request).link(f"/cua-toi/{made['id']}") + "?vua-gui=1", 303)


async def _page(
    request: Request,
    session: Any,
    programme: str,
    unit: str,
    form: Form,
    *,
    is_draft: bool = False,
    status: int | None = None,
) -> Response:
    apis: Apis = request.app.state.apis
    known = await apis.submission.form(Visit.of(request, session), programme, unit)
    return pages_of(request).page(
        request,
        "worker/form.html",
        status=status or (200 if form.is_right else 422),
        form=form,
        known=known,
        is_draft=is_draft,
        today=_today(),
    )


def _page_of(location: str) -> str:
    return f"/cua-toi/{location.rsplit('/', 1)[-1]}"


def _today() -> Any:
    return datetime.now(UTC).astimezone(HOME).date()
