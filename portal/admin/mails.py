"""Mail that rests after a restore, mail that did not arrive, and sending one again."""

from collections.abc import Awaitable
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.admin.keeping import form_of, keeping
from portal.admin.visiting import Administration, Administrator
from portal.signin.sessions import Visitor
from portal.upstream.problems import Away, Refused
from portal.web.errors import NOT_FOUND, UNAUTHENTICATED
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
PAGE: Final = "/quan-tri/thu"
STATES: Final = ("held", "failed", "suppressed", "waiting-for-contact", "queued", "sending", "sent")
STUCK: Final = STATES[:4]
"""Where a message stays until somebody does something."""
DONE: Final = ("gui-lai", "gui-het", "bo-het")


@router.get(PAGE)
async def list_mails(visit: Administrator, state: str = "", after: str | None = None) -> Response:
    """What is stuck, unless another state is asked for."""
    return await _page(visit, Form(), state, after)


@router.post(PAGE + "/giu")
async def release_hold(request: Request, session: Visitor) -> Response:
    """Mail all that rests after a restore, or give it up."""
    form = form_of(await request.form())

    async def release(visit: Administration) -> Response:
        if form.value("mail") not in ("1", "0"):
            form.add("mail", visit.words("Chọn gửi hết hoặc bỏ hết"))
            return await _page(visit, form, "", None)
        mails = form.value("mail") == "1"
        return await _done(visit, form, _released(visit, mails=mails), DONE[1 if mails else 2])

    return await keeping(request, session, form, PAGE, release)


@router.post(PAGE + "/{message}/gui-lai")
async def resend(message: str, request: Request, session: Visitor) -> Response:
    """One more attempt of the same message."""
    form = form_of(await request.form())

    async def again(visit: Administration) -> Response:
        return await _done(visit, form, _sent_again(visit, message, form.whole("resends")), DONE[0])

    return await keeping(request, session, form, PAGE, again)


async def _released(visit: Administration, *, mails: bool) -> None:
    """Once: a second press of the button finds it done."""
    try:
        await visit.apis.mail.release(visit.visit, mail=mails)
    except Refused as refused:
        if refused.problem.status != NOT_FOUND or (await visit.apis.mail.hold(visit.visit))["mail"] is not mails:
            raise


async def _sent_again(visit: Administration, message: str, resends: int) -> None:
    """Once for what the page showed: a second press of the button finds one resending more, and sends nothing."""
    present, revision = await visit.apis.mail.message(visit.visit, message)
    if len(present["resends"]) == resends:
        await visit.apis.mail.resend(visit.visit, message, revision)


async def _done(visit: Administration, form: Form, act: Awaitable[None], done: str) -> Response:
    try:
        await act
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        form.take(refused.problem, {})
        return await _page(visit, form, "", None)
    return RedirectResponse(place_of(visit.request).link(PAGE) + f"?done={done}", 303)


async def _page(visit: Administration, form: Form, state: str, after: str | None) -> Response:
    states = (state,) if state in STATES else STUCK
    page = await visit.apis.mail.messages(visit.visit, states, after)
    done = visit.request.query_params.get("done")
    names = await visit.apis.names.units(visit.visit, [one["unit"] for one in page["items"]])
    return visit.page(
        "mails.html",
        form,
        messages=page["items"],
        following=page.get("next"),
        hold=await _hold(visit),
        state=state if state in STATES else "",
        names=names,
        done=done if done in DONE else None,
    )


async def _hold(visit: Administration) -> dict[str, Any] | None:
    """What rests after a restore; None for whoever may not see it."""
    try:
        return await visit.apis.mail.hold(visit.visit)
    except (Away, Refused):
        return None
