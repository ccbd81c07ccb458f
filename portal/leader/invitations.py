"""Inviting somebody to a post, and confirming whoever accepted, having seen their name and address."""

from typing import Any, Final
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from portal.domain.roles import may_appoint
from portal.leader.appointments import last_moment
from portal.leader.led import Led, leading
from portal.signin.sessions import SignedIn, Visitor
from portal.store import Session
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of
from portal.web.qr import qr_of
from portal.worker.keeping import draft_of, keeping, sign_in_first

router = APIRouter()
PAGE: Final = "/don-vi-toi/{unit}/loi-moi"
NAMES: Final = ("role", "email", "until", "key")
FIELDS: Final = {"role": "role", "email": "email", "until": "until"}
SETTLED: Final = {"xac-nhan": "confirmed", "thu-hoi": "taken-back"}
"""Buttons of an invitation, and how it stands after each."""


@router.get(PAGE)
async def list_invitations(unit: str, request: Request, session: SignedIn) -> Response:
    """Those that wait to be confirmed first, and a form for one more."""
    draft = await draft_of(request, session)
    form = Form({"key": str(uuid4())}) if draft is None else Form({k: str(v) for k, v in draft.items() if k in NAMES})
    return await _page(unit, request, session, form)


@router.post(PAGE)
async def invite(unit: str, request: Request, session: Visitor) -> Response:
    """Invite one more; its secret is shown once, so this page is no redirect."""
    sent = await request.form()
    form = Form({name: str(sent.get(name) or "").strip()[:300] for name in NAMES})
    page = f"/don-vi-toi/{unit}/loi-moi"
    if session is None:
        return await sign_in_first(request, form, page)
    return await keeping(request, form, page, _invite(unit, request, session, form))


@router.post(PAGE + "/{id_:uuid}/{act}")
async def settle(unit: str, act: str, request: Request, session: SignedIn) -> Response:
    """Confirm who accepted, or take it back, on what was seen."""
    if act not in SETTLED:
        raise HTTPException(NOT_FOUND)
    revision = str((await request.form()).get("revision") or "")
    led = await leading(request, session, unit)
    id_, number = str(request.path_params["id_"]), whole(revision)
    people = led.apis.people
    try:
        if act == "xac-nhan":
            await people.confirm_invitation(led.visit, id_, number)
        else:
            await people.end_invitation(led.visit, id_, number)
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        if not await _is_settled(led, unit, id_, act):
            form = Form({"key": str(uuid4())})
            form.take(refused.problem, {})
            return await _page(unit, request, session, form, status=refused.problem.status)
    query = "?xong=1" if act == "xac-nhan" else ""
    return RedirectResponse(place_of(request).link(f"/don-vi-toi/{unit}/loi-moi") + query, 303)


async def _is_settled(led: Led, unit: str, id_: str, act: str) -> bool:
    """Whether it stands as this button would have it: by a second click, or by another who could."""
    found = await led.apis.people.invitations_to_posts(led.visit, unit)
    return any((one["id"], one["state"]) == (id_, SETTLED[act]) for one in found["items"])


async def _invite(unit: str, request: Request, session: Session, form: Form) -> Response:
    led = await leading(request, session, unit)
    words = pages_of(request).words(request)
    if not form.value("role"):
        form.add("role", words("Chọn việc được mời"))
    try:
        until = last_moment(form.value("until"))
    except ValueError:
        form.add("until", words("Chọn một ngày có trong lịch"))
    if form.problems:
        return await _page(unit, request, session, form)
    body = {"role": form.value("role"), "email": form.value("email") or None, "until": until}
    given = {name: value for name, value in body.items() if value is not None}
    try:
        made = await led.apis.people.invite_to_post(led.visit, unit, given, form.value("key") or str(uuid4()))
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        form.take(refused.problem, FIELDS)
        return await _page(unit, request, session, form)
    if not made.get("secret"):
        again = Form({"key": str(uuid4())})
        again.add("", words("Lời mời này đã lập rồi; mã chỉ hiện một lần. Hãy thu hồi và lập lời mời khác."))
        return await _page(unit, request, session, again)
    address = f"{request.app.state.settings.public_url}{place_of(request).link('/loi-moi')}#{made['secret']}"
    return await _page(unit, request, session, Form({"key": str(uuid4())}), made=made, address=address)


async def _page(
    unit: str,
    request: Request,
    session: Session,
    form: Form,
    *,
    made: dict[str, Any] | None = None,
    address: str | None = None,
    status: int | None = None,
) -> Response:
    led = await leading(request, session, unit)
    found = await led.apis.people.invitations_to_posts(led.visit, unit, request.query_params.get("after"))
    return pages_of(request).page(
        request,
        "leader/invitations.html",
        status=status or (200 if form.is_right else 422),
        led=led,
        waiting=[one for one in found["items"] if one["state"] == "accepted"],
        others=[one for one in found["items"] if one["state"] != "accepted"],
        next=found["next"],
        roles=may_appoint(led.me["grants"], unit, led.path),
        form=form,
        made=made,
        address=address,
        code=None if address is None else qr_of(address),
        just_done=request.query_params.get("xong") == "1",
    )
