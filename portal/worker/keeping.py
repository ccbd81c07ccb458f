"""What was typed outlives a lost session and a service that is away."""

from collections.abc import Awaitable
from typing import Any

from fastapi import Request
from starlette.responses import Response

from portal.signin.drafts import draft_on, lead_with_draft
from portal.store import Session
from portal.upstream.problems import Away, Refused
from portal.web.errors import UNAUTHENTICATED, away_page
from portal.web.forms import Form
from portal.web.language import place_of
from portal.web.pages import SESSION_KEY


async def keeping(request: Request, form: Form, back_to: str, answer: Awaitable[Response]) -> Response:
    """The answer; where it cannot be given now, a page that still has all that was typed, ready to be sent again.

    `back_to` is the page that shows the form, for whoever has to sign in first.
    """
    try:
        return await answer
    except Away as away:
        return away_page(request, away)
    except Refused as refused:
        if refused.problem.status != UNAUTHENTICATED:
            raise
        return await sign_in_first(request, form, back_to)


async def sign_in_first(request: Request, form: Form, back_to: str) -> Response:
    """Lead to the sign-in, and back to the form with what was typed."""
    session: Session | None = request.scope.get(SESSION_KEY)
    by = "" if session is None else str(session.person)
    return await lead_with_draft(request, place_of(request).link(back_to), back_to, form.values, by=by)


async def draft_of(request: Request, session: Session | None) -> dict[str, Any] | None:
    """What was typed on this page before signing in."""
    return await draft_on(request, session, place_of(request).path)
