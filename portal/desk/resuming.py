"""What was typed is kept: over a sign-in in the middle of it, and while a service is away."""

from fastapi import Request
from starlette.responses import Response

from portal.desk.address import DeskAddress
from portal.signin.drafts import draft_on, lead_with_draft
from portal.store import Session
from portal.upstream.problems import Away
from portal.web.errors import pages_of
from portal.web.forms import Form
from portal.web.language import place_of


async def sign_in_and_back(request: Request, form: Form, path: str) -> Response:
    """To the sign-in, and back to the page `path` with what was typed."""
    back = place_of(request).link(path) + DeskAddress.of(request).but(resumed="1")
    return await lead_with_draft(request, back, path, form.values, by=form.value("by"))


async def resumed(request: Request, session: Session, path: str, address: DeskAddress) -> Form | None:
    """What was typed here before the sign-in; None when there is nothing, or another person typed it."""
    if not address.resumed:
        return None
    values = await draft_on(request, session, path)
    return None if values is None else Form(values)


def away_page(request: Request, form: Form, away: Away) -> Response:
    """What works, and all that was typed, ready to be sent again."""
    shown = {name: value for name, value in form.values.items() if value}
    address = DeskAddress.of(request)
    response = pages_of(request).page(
        request, "desk/away.html", status=503, away=away, form=form, shown=shown, address=address
    )
    response.headers["Retry-After"] = str(away.retry_after)
    return response
