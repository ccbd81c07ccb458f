"""What was typed is kept: over a sign-in in the middle of it, and while a service is away."""

import orjson
from fastapi import Request
from starlette.responses import Response

from portal.desk.asked import Asked
from portal.signin.logins import lead_to_issuer
from portal.store import Session
from portal.upstream.problems import Away
from portal.web.errors import pages_of
from portal.web.forms import Form
from portal.web.language import place_of


async def sign_in_and_back(request: Request, form: Form, path: str) -> Response:
    """To the sign-in, and back to the page `path` with what was typed."""
    back = place_of(request).link(path) + Asked.of(request).but(resumed="1")
    return await lead_to_issuer(request, back, orjson.dumps({"desk": path, "values": form.values}))


async def resumed(request: Request, session: Session, path: str, asked: Asked) -> Form | None:
    """What was typed here before the sign-in; None when there is nothing, or another person typed it."""
    if not asked.resumed:
        return None
    store = request.app.state.store
    draft = await store.sessions.take_draft(session.id)
    saved = None if draft is None else orjson.loads(draft)
    if saved is None or saved.get("desk") != path:
        if draft is not None:
            await store.sessions.put_draft(session.id, draft)
        return None
    form = Form(saved["values"])
    return form if form.value("by") in ("", str(session.person)) else None


def away_page(request: Request, form: Form, away: Away) -> Response:
    """What works, and all that was typed, ready to be sent again."""
    shown = {name: value for name, value in form.values.items() if value}
    asked = Asked.of(request)
    response = pages_of(request).page(
        request, "desk/away.html", status=503, away=away, form=form, shown=shown, asked=asked
    )
    response.headers["Retry-After"] = str(away.retry_after)
    return response
