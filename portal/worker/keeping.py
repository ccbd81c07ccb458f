"""What was typed outlives a lost session and a service that is away."""

from collections.abc import Awaitable
from typing import Any

import orjson
from fastapi import Request
from starlette.responses import Response

from portal.signin.logins import lead_to_issuer
from portal.store import Session, Store
from portal.upstream.problems import Away, Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form
from portal.web.language import place_of


async def keeping(request: Request, form: Form, back_to: str, answer: Awaitable[Response]) -> Response:
    """The answer; where it cannot be given now, a page that still has all that was typed, ready to be sent again.

    `back_to` is the page that shows the form, for whoever has to sign in first.
    """
    try:
        return await answer
    except Away as away:
        return _kept(request, form, away)
    except Refused as refused:
        if refused.problem.status != UNAUTHENTICATED:
            raise
        return await sign_in_first(request, form, back_to)


async def sign_in_first(request: Request, form: Form, back_to: str) -> Response:
    """Lead to the sign-in, and back to the form with what was typed."""
    return await lead_to_issuer(request, place_of(request).link(back_to), orjson.dumps(form.values))


async def draft_of(request: Request, session: Session | None) -> dict[str, Any] | None:
    """What was typed before signing in, once."""
    store: Store = request.app.state.store
    draft = None if session is None else await store.sessions.take_draft(session.id)
    if draft is None:
        return None
    values = orjson.loads(draft)
    return values if isinstance(values, dict) else None


def _kept(request: Request, form: Form, away: Away) -> Response:
    page = pages_of(request).page(request, "worker/kept.html", status=503, form=form, away=away)
    page.headers["Retry-After"] = str(away.retry_after)
    return page
