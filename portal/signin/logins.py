"""Sign-ins under way: begun by a browser, bound to it by a cookie, given up with what was typed kept."""

from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from portal.metrics import SIGN_INS
from portal.signin import cookie
from portal.signin.discovery import IssuerAway
from portal.signin.oidc import Issuer, new_verifier
from portal.store import Login, Store
from portal.web.language import api_language, place_of
from portal.web.pages import Pages
from portal.web.visitors import Limits

MINUTES: Final = 60
CALLBACK: Final = "/dang-nhap/xong"
RETRY_SECONDS: Final = 5
LARGEST_DRAFT: Final = 200_000
TOO_LARGE: Final = 413


async def lead_to_issuer(request: Request, path: str, draft: bytes | None = None) -> Response:
    """Begin a sign-in that goes on at `path`, with a draft of somebody without scripts.

    Begun again for the same path, it takes the draft along that an earlier one was given.
    """
    limits: Limits = request.app.state.limits
    limits.admit_sign_in(request)
    if draft is not None and len(draft) > LARGEST_DRAFT:
        raise HTTPException(TOO_LARGE)
    if draft is not None:
        limits.admit_draft(request, len(draft))
    issuer: Issuer = request.app.state.issuer
    state, login = _new(path, await _draft_before(request, path) if draft is None else draft)
    try:
        address = await issuer.address(
            state=state,
            nonce=login.nonce,
            verifier=login.verifier,
            redirect_uri=callback(request),
            language=api_language(place_of(request).language),
        )
    except IssuerAway:
        return await _keep(request, state, login, _failed(request, login, is_away=True))
    return await _keep(request, state, login, RedirectResponse(address, 303))


async def take(request: Request, state: str | None) -> Login | None:
    """The sign-in that this browser began under `state`, once."""
    store: Store = request.app.state.store
    if state is None or state not in cookie.logins(request.headers):
        return None
    return await store.logins.take(cookie.digest(state), datetime.now(UTC))


async def not_signed_in(request: Request, login: Login | None, *, is_away: bool = False) -> Response:
    """Say so and how to go on; a draft waits for the next try."""
    SIGN_INS.labels("away" if is_away else "refused").inc()
    response = _failed(request, login, is_away=is_away)
    if login is None or login.draft is None:
        forget(request, response, login)
        return response
    state, again = _new(login.next, login.draft)
    return await _keep(request, state, again, response)


def forget(request: Request, response: Response, login: Login | None) -> None:
    """Take a sign-in that is over off the browser's list."""
    over = None if login is None else login.id
    states = [state for state in cookie.logins(request.headers) if cookie.digest(state) != over]
    cookie.put_logins(response, states, MINUTES * 60)


async def end_all(request: Request, response: Response) -> None:
    """End every sign-in this browser has begun, with their drafts: the next person on this phone finds none."""
    store: Store = request.app.state.store
    for state in cookie.logins(request.headers):
        await store.logins.take(cookie.digest(state), datetime.now(UTC))
    cookie.drop(response, cookie.LOGIN)


def callback(request: Request) -> str:
    """Where the issuer sends the browser back to."""
    return str(request.app.state.settings.public_url) + CALLBACK


def _new(path: str, draft: bytes | None) -> tuple[str, Login]:
    state = cookie.new_secret()
    return state, Login(cookie.digest(state), new_verifier(), cookie.new_secret(), path, draft)


async def _keep(request: Request, state: str, login: Login, response: Response) -> Response:
    store: Store = request.app.state.store
    await store.logins.put(login, datetime.now(UTC) + timedelta(minutes=MINUTES))
    cookie.put_logins(response, [*cookie.logins(request.headers), state], MINUTES * 60)
    return response


async def _draft_before(request: Request, path: str) -> bytes | None:
    store: Store = request.app.state.store
    now = datetime.now(UTC)
    for state in reversed(cookie.logins(request.headers)):
        login = await store.logins.get(cookie.digest(state), now)
        if login is not None and login.next == path and login.draft is not None:
            await store.logins.take(login.id, now)  # it moves: nobody finds it a second time
            return login.draft
    return None


def _failed(request: Request, login: Login | None, *, is_away: bool) -> Response:
    pages: Pages = request.app.state.pages
    next_path = "/" if login is None else login.next
    is_kept = login is not None and login.draft is not None
    response = pages.page(
        request,
        "signin/failed.html",
        status=503 if is_away else 400,
        next_path=next_path,
        is_away=is_away,
        is_kept=is_kept,
    )
    if is_away:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
