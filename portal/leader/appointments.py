"""Who does what in a unit, and the appointing of others by a card of the unit."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.domain.moments import HOME
from portal.domain.roles import may_appoint, may_be_deputised
from portal.leader.led import Led, leading
from portal.signin.sessions import SignedIn, Visitor
from portal.store import Session
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of
from portal.worker.keeping import draft_of, keeping, sign_in_first

router = APIRouter()
PAGE: Final = "/don-vi-toi/{unit}/phan-cong"
NAMES: Final = ("card", "role", "until", "q", "key")
FIELDS: Final = {"card": "card", "role": "role", "until": "until", "deputy": "role"}
STALE: Final = 412
DEPUTY: Final = "deputy:"
"""Before the role in which somebody stands in for the visitor."""


@router.get(PAGE)
async def list_appointments(unit: str, request: Request, session: SignedIn, q: str = "") -> Response:
    """In force and planned, and who may be appointed."""
    draft = await draft_of(request, session)
    form = Form({"key": str(uuid4()), "q": q[:100]}) if draft is None else _typed(draft)
    return await _page(unit, request, session, form)


@router.post(PAGE)
async def appoint(unit: str, request: Request, session: Visitor) -> Response:
    """Appoint somebody by their card."""
    form = _typed(await request.form())
    page = f"/don-vi-toi/{unit}/phan-cong"
    if session is None:
        return await sign_in_first(request, form, page)
    return await keeping(request, form, page, _appoint(unit, request, session, form))


@router.post(PAGE + "/{id_}/ket-thuc")
async def end_appointment(unit: str, id_: str, request: Request, session: SignedIn) -> Response:
    """End it now, on what was seen."""
    revision = str((await request.form()).get("revision") or "")
    led = await leading(request, session, unit)
    try:
        await led.apis.submission.end_appointment(led.visit, id_, whole(revision))
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        if not await _is_over(led, unit, id_, refused):
            form = Form({"key": str(uuid4())})
            form.take(refused.problem, {})
            return await _page(unit, request, session, form, status=refused.problem.status)
    return RedirectResponse(place_of(request).link(f"/don-vi-toi/{unit}/phan-cong") + "?xong=1", 303)


async def _is_over(led: Led, unit: str, id_: str, refused: Refused) -> bool:
    """Whether it was ended already, by a second click or by another who could."""
    if refused.problem.status not in (NOT_FOUND, STALE):
        return False
    return id_ not in {one["id"] for one in await led.apis.submission.appointments(led.visit, unit)}


def last_moment(day: str) -> str | None:
    """The end of a term whose last day this is; ValueError for a day that no calendar has."""
    if not day:
        return None
    return datetime.fromisoformat(day).replace(hour=23, minute=59, second=59, tzinfo=HOME).isoformat()


async def _appoint(unit: str, request: Request, session: Session, form: Form) -> Response:
    words = pages_of(request).words(request)
    if not form.value("card"):
        form.add("card", words("Chọn người được phân công"))
    if not form.value("role"):
        form.add("role", words("Chọn việc được giao"))
    elif form.value("role").startswith(DEPUTY) and not form.value("until"):
        form.add("until", words("Người thay anh/chị làm đến một ngày nhất định, hãy chọn ngày ấy"))
    try:
        body = _body(form)
    except ValueError:
        form.add("until", words("Chọn một ngày có trong lịch"))
    if form.problems:
        return await _page(unit, request, session, form)
    led = await leading(request, session, unit)
    try:
        await led.apis.submission.appoint(led.visit, unit, body, form.value("key") or str(uuid4()))
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        form.take(refused.problem, FIELDS)
        return await _page(unit, request, session, form)
    return RedirectResponse(place_of(request).link(f"/don-vi-toi/{unit}/phan-cong") + "?xong=1", 303)


def _body(form: Form) -> dict[str, Any]:
    role = form.value("role")
    body: dict[str, Any] = {"card": form.value("card"), "role": role.removeprefix(DEPUTY)}
    if until := last_moment(form.value("until")):
        body["until"] = until
    return body | ({"deputy": True} if role.startswith(DEPUTY) else {})


def _typed(values: Any) -> Form:
    return Form({name: str(values.get(name) or "").strip()[:200] for name in NAMES})


async def _page(unit: str, request: Request, session: Session, form: Form, status: int | None = None) -> Response:
    led = await leading(request, session, unit)
    submission = led.apis.submission
    cards = await submission.cards(led.visit, unit, form.value("q") or None)
    appointments = await submission.appointments(led.visit, unit)
    return pages_of(request).page(
        request,
        "leader/appointments.html",
        status=status or (200 if form.is_right else 422),
        led=led,
        appointments=appointments,
        units=await led.apis.names.units(led.visit, {one["unit"] for one in appointments}),
        cards=[card for card in cards if not card.get("erased")],
        roles=_roles(led),
        form=form,
        just_done=request.query_params.get("xong") == "1",
    )


def _roles(led: Led) -> list[str]:
    grants = led.me["grants"]
    return [*may_appoint(grants, led.unit, led.path), *(DEPUTY + role for role in may_be_deputised(grants, led.unit))]
