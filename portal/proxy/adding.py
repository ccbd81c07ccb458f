"""A card for somebody who has no account: made once, however often it is sent."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.domain.people import namesakes
from portal.proxy.entry import NEW_FIELDS, SHOWN
from portal.proxy.home import Unit
from portal.proxy.picked import NEW, new_card
from portal.proxy.team import Team, team_of
from portal.signin.sessions import SignedIn, Visitor
from portal.store import Session
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form
from portal.web.language import place_of
from portal.worker.keeping import draft_of, keeping, sign_in_first

router = APIRouter()
PAGE: Final = "/to-ho-tro/nguoi/them"


@router.get(PAGE)
async def show_new_person(request: Request, session: SignedIn, unit: Unit = None) -> Response:
    """The empty form, or what was typed before signing in."""
    draft = await draft_of(request, session)
    form = Form({"key": str(uuid4())}) if draft is None else _typed(draft)
    return await _page(request, await team_of(request, session, form.value("unit") or unit), form)


@router.post(PAGE)
async def add_person(request: Request, session: Visitor, unit: Unit = None) -> Response:
    """Make the card."""
    form = _typed(await request.form())
    if unit:
        form.values["unit"] = unit
    if session is None:
        return await sign_in_first(request, form, PAGE)
    return await keeping(request, form, PAGE, _add(request, session, form))


async def _add(request: Request, session: Session, form: Form) -> Response:
    team = await team_of(request, session, form.value("unit") or None)
    words = pages_of(request).words(request)
    if not form.value("new_name"):
        form.add("new_name", words("Viết họ và tên"))
        return await _page(request, team, form)
    if form.value("new_sure") != "1" and (alike := await _alike(team, form)):
        form.add("new_sure", words("Đã có người trùng tên trong đơn vị. Nếu là người khác, đánh dấu rồi lưu."))
        return await _page(request, team, form, alike)
    try:
        await team.apis.people.add(team.visit, new_card(form, team.unit), form.value("key") or str(uuid4()))
    except Refused as refused:
        return await _refused(refused, request, team, form)
    query = f"?don-vi={team.unit}&da-them=1"
    return RedirectResponse(place_of(request).link("/to-ho-tro/nguoi") + query, 303)


async def _refused(refused: Refused, request: Request, team: Team, form: Form) -> Response:
    problem = refused.problem
    words = pages_of(request).words(request)
    if problem.status == UNAUTHENTICATED:
        raise refused
    if problem.slug == "idempotency-key-reused":
        form.values["key"] = str(uuid4())
        form.add("new_name", words("Trang này đã thêm một người rồi. Nếu đây là người khác, hãy bấm lần nữa."))
    elif problem.slug == "member-number-taken":
        form.add("new_number", problem.detail or problem.title)
    else:
        form.take(problem, NEW_FIELDS)
    return await _page(request, team, form)


async def _alike(team: Team, form: Form) -> list[dict[str, Any]]:
    found = await team.apis.people.of_unit(team.visit, team.unit, form.value("new_name")[:100], limit=SHOWN)
    return namesakes(form.value("new_name"), found["items"])


async def _page(request: Request, team: Team, form: Form, alike: list[dict[str, Any]] | None = None) -> Response:
    status = 200 if form.is_right else 422
    return pages_of(request).page(request, "proxy/add_person.html", status=status, team=team, form=form, alike=alike)


def _typed(values: Mapping[str, Any]) -> Form:
    return Form({name: str(values.get(name) or "").strip()[:300] for name in (*NEW, "key", "unit")})
