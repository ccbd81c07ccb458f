"""Mails about initiatives of my units: what became of each, and sending one again."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from portal.leader.led import Led, watching
from portal.signin.sessions import SignedIn
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of
from portal.web.list_address import ListAddress

router = APIRouter()
PAGE: Final = "/don-vi-toi/thu"
STATES: Final = ("failed", "waiting-for-contact", "queued", "sending", "held", "suppressed", "sent")
"""What may need somebody first."""
RESENT: Final = ("failed", "sent", "waiting-for-contact")
State = Literal["", "failed", "waiting-for-contact", "queued", "sending", "held", "suppressed", "sent"]


class MailsAddress(ListAddress):
    """Which of them."""

    state: State = ""
    after: str | None = Field(default=None, max_length=1000)


@router.get(PAGE)
async def list_mails(request: Request, session: SignedIn, address: Annotated[MailsAddress, Query()]) -> Response:
    """A page of them, the newest first."""
    led = await watching(request, session)
    found = await led.apis.notify.of_units(led.visit, address.state or None, address.after)
    units = await led.apis.names.units(led.visit, [one["unit"] for one in found["items"]])
    return pages_of(request).page(
        request, "leader/mails.html", led=led, address=address, states=STATES, found=found, units=units
    )


@router.get(PAGE + "/{id_:uuid}")
async def show_mail(request: Request, session: SignedIn) -> Response:
    """One of them, with every sending."""
    return await _page(request, await watching(request, session), Form())


@router.post(PAGE + "/{id_:uuid}")
async def resend(request: Request, session: SignedIn) -> Response:
    """Send it again, on what was seen: a second tap sends no second one."""
    sent = await request.form()
    revision, resends = (whole(str(sent.get(name) or "")) for name in ("revision", "resends"))
    led = await watching(request, session)
    id_ = str(request.path_params["id_"])
    try:
        await led.apis.notify.resend(led.visit, id_, revision)
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        mail, _ = await led.apis.notify.message(led.visit, id_)
        if len(mail["resends"]) <= resends:
            form = Form()
            form.take(refused.problem, {})
            return await _page(request, led, form, refused.problem.status)
    return RedirectResponse(place_of(request).link(f"{PAGE}/{id_}") + "?xong=1", 303)


async def _page(request: Request, led: Led, form: Form, status: int = 200) -> Response:
    mail, revision = await led.apis.notify.message(led.visit, str(request.path_params["id_"]))
    units = await led.apis.names.units(led.visit, (mail["unit"], *(one["unit"] for one in mail["resends"])))
    return pages_of(request).page(
        request,
        "leader/mail.html",
        status=status,
        led=led,
        mail=mail,
        revision=revision,
        units=units,
        form=form,
        may_resend=mail["state"] in RESENT,
        just_done=request.query_params.get("xong") == "1",
    )
