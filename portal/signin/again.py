"""A form whose visitor had to sign in first: after the sign-in it stands there, ready to be sent again."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.drafts import draft_on, lead_with_draft
from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.web.language import place_of
from portal.web.pages import SESSION_KEY, Pages
from portal.web.typed import Fields, shown

router = APIRouter()
PAGE: Final = "/gui-tiep"


async def sign_in_and_send_again(request: Request, typed: Fields) -> Response:
    """To the sign-in, with what was typed, for pages whose form cannot be filled in anew."""
    place = place_of(request)
    query = f"?{request.url.query}" if request.url.query else ""
    session: Session | None = request.scope.get(SESSION_KEY)
    by = "" if session is None else str(session.person)
    values = {"action": place.path + query, "fields": typed}
    return await lead_with_draft(request, place.link(PAGE), PAGE, values, by=by)


@router.get(PAGE)
async def send_again(request: Request, session: SignedIn) -> Response:
    """What was typed, with one button; the first page when there is nothing, or when somebody else typed it."""
    pages: Pages = request.app.state.pages
    values = await draft_on(request, session, PAGE)
    if values is None:
        return RedirectResponse(place_of(request).link("/"), 303)
    typed: Fields = [(name, value) for name, value in values["fields"]]
    return pages.page(request, "errors/again.html", typed=typed, shown=shown(typed), action=values["action"])
