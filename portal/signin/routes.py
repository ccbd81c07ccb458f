"""Signing in and out: to the issuer and back, once for each time somebody asked for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from portal.metrics import SIGN_INS
from portal.signin import cookie
from portal.signin.oidc import Issuer, IssuerAway, NotSignedIn, new_verifier
from portal.signin.sessions import Keeper, Visitor
from portal.store import Login, Store
from portal.upstream.apis import Visit
from portal.web.language import api_language, place_of
from portal.web.pages import Pages

router = APIRouter()
LOGIN_MINUTES: Final = 60
CALLBACK: Final = "/dang-nhap/xong"
LONGEST_NEXT: Final = 2000
LARGEST_DRAFT: Final = 200_000
MOST_LOGINS: Final = 5
PARTED: Final = "."
"""Stands in no secret, and needs no quotes in a cookie."""
TOO_LARGE: Final = 413


def local_path(path: str | None) -> str:
    """A path of ours to go on to; the first page for anything that leads elsewhere."""
    if not path or len(path) > LONGEST_NEXT or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(path)
    is_ours = not parts.scheme and not parts.netloc and path.isprintable() and "\\" not in path
    return path if is_ours else "/"


@router.get("/dang-nhap")
async def sign_in(request: Request, next: str | None = None) -> Response:  # noqa: A002 - its name in the address
    """Lead to the issuer; whoever is signed in already signs in anew."""
    return await lead_to_issuer(request, local_path(next))


async def lead_to_issuer(request: Request, path: str, draft: bytes | None = None) -> Response:
    """Begin a sign-in that goes on at `path`, with a draft of somebody without scripts."""
    issuer: Issuer = request.app.state.issuer
    store: Store = request.app.state.store
    state, nonce, verifier = cookie.new_secret(), cookie.new_secret(), new_verifier()
    address = await issuer.address(
        state=state,
        nonce=nonce,
        verifier=verifier,
        redirect_uri=_callback(request),
        language=api_language(place_of(request).language),
    )
    if draft is not None and len(draft) > LARGEST_DRAFT:
        raise HTTPException(TOO_LARGE)
    await store.logins.put(Login(cookie.digest(state), verifier, nonce, path, draft), _end_of_login())
    response = RedirectResponse(address, 303)
    cookie.put(response, cookie.LOGIN, PARTED.join([state, *_states(request)][:MOST_LOGINS]), LOGIN_MINUTES * 60)
    return response


@router.get(CALLBACK)
async def come_back(request: Request, code: str | None = None, state: str | None = None) -> Response:
    """What the issuer says: a session, and on to where the sign-in was begun."""
    issuer: Issuer = request.app.state.issuer
    store: Store = request.app.state.store
    login = None
    if state is not None and state in _states(request):
        login = await store.logins.take(cookie.digest(state), datetime.now(UTC))
    if login is None or code is None:
        return await _not_signed_in(request, login)
    try:
        identity, tokens = await issuer.exchange(
            code=code, verifier=login.verifier, nonce=login.nonce, redirect_uri=_callback(request)
        )
    except NotSignedIn:
        return await _not_signed_in(request, login)
    except IssuerAway:  # this very address may be tried again
        SIGN_INS.labels("away").inc()
        await store.logins.put(login, _end_of_login())
        raise
    response = RedirectResponse(login.next, 303)
    keeper: Keeper = request.app.state.keeper
    # While submission is away nobody knows whether they have a grant: until the next renewal the shorter end holds.
    is_staff = await keeper.is_staff(replace(Visit.of(request), token=tokens.access), otherwise=True)
    session = await keeper.begin(identity, tokens, is_staff=is_staff, response=response)
    if login.draft is not None:
        await store.sessions.put_draft(session.id, login.draft)
    cookie.drop(response, cookie.LOGIN)
    SIGN_INS.labels("done").inc()
    return response


@router.post("/dang-xuat")
async def sign_out(request: Request, session: Visitor) -> Response:
    """End the session here and at the issuer."""
    keeper: Keeper = request.app.state.keeper
    issuer: Issuer = request.app.state.issuer
    address = None
    if session is not None:
        await keeper.end(session)
        address = await issuer.end_address(session.tokens, request.app.state.settings.public_url + "/")
    response = RedirectResponse(address or "/", 303)
    cookie.drop(response, cookie.SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.post("/dang-xuat/tu-noi-cap")
async def signed_out_there(request: Request, logout_token: Annotated[str, Form(max_length=20_000)]) -> Response:
    """The issuer says that a session ended (back-channel logout); it reads no cookie."""
    issuer: Issuer = request.app.state.issuer
    store: Store = request.app.state.store
    try:
        subject, issuer_session = await issuer.signed_out(logout_token)
    except NotSignedIn:
        return Response(status_code=400)
    await store.sessions.drop_of(subject=subject, issuer_session=issuer_session)
    return Response(status_code=200)


def _callback(request: Request) -> str:
    return str(request.app.state.settings.public_url) + CALLBACK


def _states(request: Request) -> list[str]:
    """The sign-ins that this browser has under way: each of its tabs may have one."""
    return [one for one in (cookie.read(request.headers, cookie.LOGIN) or "").split(PARTED) if one]


def _end_of_login() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=LOGIN_MINUTES)


async def _not_signed_in(request: Request, login: Login | None) -> Response:
    """What was typed goes on with the next try: its button leads to the issuer with a sign-in of its own."""
    SIGN_INS.labels("refused").inc()
    pages: Pages = request.app.state.pages
    if login is None:
        return pages.page(request, "signin/failed.html", status=400, again=None, next_path="/")
    began = await lead_to_issuer(request, login.next, login.draft)
    again = began.headers["location"]
    response = pages.page(request, "signin/failed.html", status=400, again=again, next_path=login.next)
    response.headers.append("set-cookie", began.headers["set-cookie"])
    return response
