"""A form whose visitor had to sign in first: after the sign-in it stands there, ready to be sent again."""

from typing import Any, Final

import orjson
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.logins import lead_to_issuer
from portal.signin.sessions import SignedIn
from portal.store import Session, Store
from portal.web.language import place_of
from portal.web.pages import SESSION_KEY, Pages
from portal.web.typed import Fields, shown

router = APIRouter()
PAGE: Final = "/gui-tiep"
_FIELD: Final = "send_again"


async def sign_in_and_send_again(request: Request, typed: Fields) -> Response:
    """To the sign-in, with what was typed, for pages whose form cannot be filled in anew."""
    place = place_of(request)
    query = f"?{request.url.query}" if request.url.query else ""
    session: Session | None = request.scope.get(SESSION_KEY)
    by = None if session is None else str(session.person)
    draft = orjson.dumps({_FIELD: place.path + query, "by": by, "fields": typed})
    return await lead_to_issuer(request, place.link(PAGE), draft)


@router.get(PAGE)
async def send_again(request: Request, session: SignedIn) -> Response:
    """What was typed, with one button; the first page when there is nothing, or when somebody else typed it."""
    store: Store = request.app.state.store
    pages: Pages = request.app.state.pages
    draft = await store.sessions.take_draft(session.id)
    saved: dict[str, Any] = {} if draft is None else orjson.loads(draft)
    if draft is not None and _FIELD not in saved:
        await store.sessions.put_draft(session.id, draft)
    if _FIELD not in saved or saved["by"] not in (None, str(session.person)):
        return RedirectResponse(place_of(request).link("/"), 303)
    typed: Fields = [(name, value) for name, value in saved["fields"]]
    return pages.page(request, "errors/again.html", typed=typed, shown=shown(typed), action=saved[_FIELD])
