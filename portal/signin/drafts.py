"""What was typed before signing in: it waits on its page, for whoever typed it, until that page's form is sent.

Shown, it stays: the page may fail on its way, and the phone that asked for it may have lost its signal.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from fastapi import Request
from starlette.responses import Response

from portal.signin.guard import SAFE
from portal.signin.logins import lead_to_issuer
from portal.signin.sessions import session_of
from portal.store import Session, Store
from portal.web.language import place_of

LASTS: Final = timedelta(hours=1)
"""As long as the sign-in that it was made for."""


async def lead_with_draft(
    request: Request, back: str, page: str, values: Mapping[str, Any], *, by: str = ""
) -> Response:
    """To the sign-in, in place of what the request sent, and on to the address `back`: `page` with these values.

    `by` is the account that typed them, if it is known.
    """
    draft = {"page": page, "by": by, "sent_to": place_of(request).path, "values": values}
    return await lead_to_issuer(request, back, orjson.dumps(draft))


async def draft_on(request: Request, session: Session | None, page: str) -> dict[str, Any] | None:
    """The values typed on `page`; what another account typed is shown to nobody."""
    draft = await _draft(request, session)
    if session is None or draft is None or draft.get("page") != page:
        return None
    return dict(draft["values"]) if draft["by"] in ("", str(session.person)) else None


async def keep_draft(request: Request, session: Session, draft: bytes) -> None:
    """With a session that began just now."""
    store: Store = request.app.state.store
    await store.sessions.put_draft(session.id, draft, datetime.now(UTC) + LASTS)


async def sent(request: Request) -> None:
    """Before everything that is sent: a draft whose form comes now has done its part."""
    session = None if request.method in SAFE else await session_of(request)
    draft = await _draft(request, session)
    if session is not None and draft is not None and draft.get("sent_to") == place_of(request).path:
        await _drop(request, session)


async def drop_draft_below(request: Request, session: Session, place: str) -> None:
    """What was typed on a page below `place` was sent another way."""
    draft = await _draft(request, session)
    if draft is not None and str(draft.get("page")).startswith(place):
        await _drop(request, session)


async def _draft(request: Request, session: Session | None) -> dict[str, Any] | None:
    if session is None or not session.has_draft:
        return None
    store: Store = request.app.state.store
    draft = await store.sessions.draft(session.id, datetime.now(UTC))
    if draft is None:  # too old, or of another key: it does not lie there for nothing
        await _drop(request, session)
        return None
    return dict(orjson.loads(draft))


async def _drop(request: Request, session: Session) -> None:
    store: Store = request.app.state.store
    await store.sessions.drop_draft(session.id)
