"""Acts on a case: decide, claim, release, reassess, reward. Whatever says no, what was typed stays."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.desk.address import DeskAddress
from portal.desk.case import CASE, case_page
from portal.desk.changed import changes_since
from portal.desk.looking import Looked, look
from portal.desk.queue import load_queue, today_at_home
from portal.desk.repeated import is_done_already
from portal.desk.resuming import away_page, sign_in_and_back
from portal.desk.typed import (
    FIELDS_OF_THE_API,
    amount_of,
    check_decision,
    check_paper,
    decision_of,
    form_of,
    paper_of,
)
from portal.signin.sessions import Visitor
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.optional import UNAUTHENTICATED, if_told
from portal.upstream.problems import Away, Problem, Refused
from portal.web.errors import pages_of
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
STALE: Final = 412
CHANGED: Final = "content-changed"
Act = Callable[[Visit, str], Awaitable[Any]]


@router.post(CASE)
async def decide(request: Request, session: Visitor) -> Response:
    """Decide on what was seen: its revision and versions are in the form."""
    form = form_of(await request.form())
    check_decision(form, today_at_home(), pages_of(request).words(request))
    seen = {name: form.whole(name) for name in ("content_version", "submission_version", "supplement")}
    apis: Apis = request.app.state.apis

    async def act(visit: Visit, id_: str) -> None:
        await apis.review.decide(visit, id_, {**decision_of(form), **seen}, form.whole("revision"))

    return await perform(request, session, "decide", form, act)


@router.post(CASE + "/nhan")
async def claim(request: Request, session: Visitor) -> Response:
    """Take it on for half an hour, or take it over."""
    form = form_of(await request.form())
    apis: Apis = request.app.state.apis
    take_over = form.value("take_over") == "1"

    async def act(visit: Visit, id_: str) -> None:
        await apis.review.claim(visit, id_, form.whole("revision"), take_over=take_over)

    return await perform(request, session, "claim", form, act)


@router.post(CASE + "/tra")
async def release(request: Request, session: Visitor) -> Response:
    """Give it back to the queue."""
    form = form_of(await request.form())
    apis: Apis = request.app.state.apis

    async def act(visit: Visit, id_: str) -> None:
        await apis.review.release(visit, id_, form.whole("revision"))

    return await perform(request, session, "release", form, act)


@router.post(CASE + "/lam-loi")
async def reassess(request: Request, session: Visitor) -> Response:
    """Set the benefit that was verified."""
    form = form_of(await request.form())
    amount = amount_of(form, "verified_benefit_vnd", pages_of(request).words(request), needed=True)
    apis: Apis = request.app.state.apis

    async def act(visit: Visit, id_: str) -> None:
        await apis.review.reassess(visit, id_, amount, form.whole("revision"))

    return await perform(request, session, "benefit", form, act)


@router.post(CASE + "/khen-thuong")
async def reward(request: Request, session: Visitor) -> Response:
    """Commend it."""
    form = form_of(await request.form())
    words = pages_of(request).words(request)
    check_paper(form, today_at_home(), words)
    if not form.value("reward_form"):
        form.add("reward_form", words("Chọn hình thức khen thưởng"))
    amount = amount_of(form, "amount_vnd", words, needed=form.value("reward_form") == "money")
    body = {"form": form.value("reward_form"), "amount_vnd": amount, **paper_of(form)}
    apis: Apis = request.app.state.apis

    async def act(visit: Visit, id_: str) -> None:
        await apis.review.reward(visit, id_, body, form.whole("revision"))

    return await perform(request, session, "reward", form, act)


async def perform(request: Request, session: Session | None, what: str, form: Form, act: Act) -> Response:
    """Do it and go on; or show the case again with what is wrong, or changed, beside what was typed."""
    id_ = str(request.path_params["id_"])
    form.values["what"] = what
    case_path = f"/ban-xet-duyet/{id_}"
    if session is None:
        return await sign_in_and_back(request, form, case_path)
    visit = Visit.of(request, session)
    try:
        if form.is_right:
            try:
                await act(visit, id_)
                return await _go_on(request, session, what, form, id_)
            except Refused as refused:
                return await _refused(request, session, what, form, refused.problem)
        return await _again(request, session, what, form, await look(request, session, id_))
    except Refused as refused:
        if refused.problem.status != UNAUTHENTICATED:
            raise
        return await sign_in_and_back(request, form, case_path)
    except Away as away:
        return away_page(request, form, away)


async def _refused(request: Request, session: Session, what: str, form: Form, problem: Problem) -> Response:
    if problem.status == UNAUTHENTICATED:
        raise Refused(problem)
    looked = await look(request, session, str(request.path_params["id_"]))
    if looked is not None and is_done_already(what, looked.case, form, looked.me):
        return await _go_on(request, session, what, form, looked.case["initiative_id"])
    if problem.status == STALE or problem.slug == CHANGED:
        return await _again(request, session, what, form, looked, is_stale=True)
    form.take(problem, FIELDS_OF_THE_API)
    return await _again(request, session, what, form, looked)


async def _again(
    request: Request, session: Session, what: str, form: Form, looked: Looked | None, *, is_stale: bool = False
) -> Response:
    if looked is None:
        return RedirectResponse(place_of(request).link("/cua-toi"), 303)
    changed = await changes_since(request, session, looked, form) if is_stale else None
    return await case_page(request, session, looked, {what: form}, changed=changed)


async def _go_on(request: Request, session: Session, what: str, form: Form, id_: str) -> Response:
    """After a decision the next case opens, after a release the queue, after anything else the case again."""
    address = DeskAddress.of(request)
    base = place_of(request).link("/ban-xet-duyet")
    if what == "release":
        return RedirectResponse(base + address.but(last_act=what), 303)
    if what != "decide":
        return RedirectResponse(f"{base}/{id_}" + address.but(last_act=what), 303)
    paper = {"number": form.value("decision_number").strip() or address.number, "day": form.value("decided_on")}
    query = address.but(done=id_, **(paper if form.value("act") == "approve" else {}))
    queue = await if_told(load_queue(request, session, address))
    wanted = form.value("next")
    waiting = [case["initiative_id"] for case in (queue.cases if queue else ()) if case["awaiting_unit"]]
    waiting = [other for other in waiting if other != id_]
    following = wanted if wanted in waiting else next(iter(waiting), None)
    return RedirectResponse(f"{base}/{following}{query}" if following else base + query, 303)
