"""Who does what in a unit, and the appointing of others: by a card of the unit or by an invitation."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.domain.moments import HOME
from portal.domain.roles import may_appoint
from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of

router = APIRouter()
FIELDS = {"card": "card", "role": "role", "from": "begins", "until": "until", "programme": "programme"}


@router.get("/don-vi-toi/{unit}/phan-cong")
async def list_appointments(unit: str, request: Request, session: SignedIn) -> Response:
    """In force and planned, and who may be appointed."""
    return await _page(request, session, unit, Form({"key": str(uuid4())}))


@router.post("/don-vi-toi/{unit}/phan-cong")
async def appoint(unit: str, request: Request, session: SignedIn) -> Response:
    """Appoint somebody by their card."""
    form = Form({name: str(value)[:200] for name, value in (await request.form()).items()})
    apis: Apis = request.app.state.apis
    try:
        body = _body(form)
    except ValueError:
        words = pages_of(request).words(request)
        form.add("until", words("Chọn một ngày có trong lịch"))
        return await _page(request, session, unit, form)
    try:
        await apis.submission.appoint(Visit.of(request, session), unit, body, form.value("key") or str(uuid4()))
    except Refused as refused:
        form.take(refused.problem, FIELDS)
        return await _page(request, session, unit, form)
    return RedirectResponse(place_of(request).link(f"/don-vi-toi/{unit}/phan-cong"), 303)


@router.post("/don-vi-toi/{unit}/phan-cong/{id_}/ket-thuc")
async def end_appointment(unit: str, id_: str, request: Request, session: SignedIn) -> Response:
    """End it now."""
    apis: Apis = request.app.state.apis
    form = await request.form()
    revision = str(form.get("revision", ""))
    await apis.submission.end_appointment(Visit.of(request, session), id_, whole(revision))
    return RedirectResponse(place_of(request).link(f"/don-vi-toi/{unit}/phan-cong"), 303)


def _body(form: Form) -> dict[str, Any]:
    """A day given as the last one holds until that day is over."""
    body: dict[str, Any] = {"card": form.value("card"), "role": form.value("role")}
    if form.value("until"):
        last = datetime.fromisoformat(form.value("until")).replace(hour=23, minute=59, second=59, tzinfo=HOME)
        body["until"] = last.isoformat()
    if form.value("deputy") == "1":
        body["deputy"] = True
    return body


async def _page(request: Request, session: Session, unit: str, form: Form) -> Response:
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    me = await apis.submission.me(visit)
    place = await apis.submission.unit(visit, unit)
    appointments = await apis.submission.appointments(visit, unit)
    words = form.value("words")
    cards = await apis.submission.cards(visit, unit, request.query_params.get("q") or words or None)
    path = [one["code"] for one in place.get("path") or []] or [unit]
    return pages_of(request).page(
        request,
        "leader/appointments.html",
        status=200 if form.is_right else 422,
        unit=place,
        appointments=appointments,
        cards=cards,
        roles=may_appoint(me["grants"], unit, path),
        form=form,
        me=me,
    )
