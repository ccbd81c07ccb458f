"""Signing in and out: to the issuer and back, once for each time somebody asked for it."""

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from portal.metrics import SIGN_INS
from portal.signin import cookie, logins
from portal.signin.discovery import IssuerAway
from portal.signin.drafts import keep_draft
from portal.signin.logins import callback, lead_to_issuer, not_signed_in
from portal.signin.next_path import page_at
from portal.signin.oidc import Identity, Issuer
from portal.signin.proof import NotSignedIn
from portal.signin.sessions import Keeper, Visitor
from portal.store import Login, Store, Tokens
from portal.upstream.apis import Visit
from portal.web.language import place_of

router = APIRouter()
LOGGED_OUT_THERE: Final = "/dang-xuat/tu-noi-cap"
"""Where the issuer says that a session ended; it reads no cookie."""


@router.get("/dang-nhap")
async def sign_in(request: Request, next: str | None = None) -> Response:  # noqa: A002 - its name in the address
    """Lead to the issuer; whoever is signed in already signs in anew."""
    return await lead_to_issuer(request, page_at(next or "/", request.app.state.addresses))


@router.get(logins.CALLBACK)
async def come_back(
    request: Request, code: str | None = None, state: str | None = None, iss: str | None = None
) -> Response:
    """What the issuer says: a session, and on to where the sign-in was begun."""
    issuer: Issuer = request.app.state.issuer
    login = await logins.take(request, state)
    is_from_elsewhere = iss is not None and iss != request.app.state.settings.issuer  # RFC 9207
    if login is None or code is None or is_from_elsewhere:
        return await not_signed_in(request, login)
    try:
        identity, tokens = await issuer.exchange(
            code=code, verifier=login.verifier, nonce=login.nonce, redirect_uri=callback(request)
        )
        return await _begin(request, login, identity, tokens)
    except NotSignedIn:
        return await not_signed_in(request, login)
    except IssuerAway:
        return await not_signed_in(request, login, is_away=True)


async def _begin(request: Request, login: Login, identity: Identity, tokens: Tokens) -> Response:
    """A session under a new id; what the browser had before ends. Unsure of one's grants, it is the shorter one."""
    keeper: Keeper = request.app.state.keeper
    store: Store = request.app.state.store
    roles = await keeper.roles(replace(Visit.of(request), token=tokens.access))
    response = RedirectResponse(login.next, 303)
    session = await keeper.begin(identity, tokens, roles=roles, response=response)
    if login.draft is not None:
        await keep_draft(request, session, login.draft)
    if (before := cookie.read(request.headers, cookie.SESSION)) is not None:
        await store.sessions.drop(cookie.digest(before))
        request.app.state.live.doubt(cookie.digest(before))
    logins.forget(request, response, login)
    SIGN_INS.labels("done").inc()
    return response


@router.post("/dang-xuat")
async def sign_out(request: Request, session: Visitor) -> Response:
    """End the session here and at the issuer."""
    keeper: Keeper = request.app.state.keeper
    issuer: Issuer = request.app.state.issuer
    first_page = place_of(request).link("/")
    address = None
    if session is not None:
        await keeper.end(session)
        request.app.state.live.doubt(session.id)
        address = await issuer.end(session.tokens, request.app.state.settings.public_url + first_page)
    response = RedirectResponse(address or first_page, 303)
    cookie.drop(response, cookie.SESSION)
    await logins.end_all(request, response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.post(LOGGED_OUT_THERE)
async def signed_out_there(request: Request, logout_token: Annotated[str, Form(max_length=20_000)]) -> Response:
    """The issuer says that a session ended (back-channel logout); each of its tokens is good once."""
    issuer: Issuer = request.app.state.issuer
    store: Store = request.app.state.store
    try:
        notice = await issuer.logout(logout_token)
    except NotSignedIn:
        return Response(status_code=400)
    id_ = cookie.digest(notice.id)
    if await store.logins.is_heard(id_):
        return Response(status_code=400)
    await store.sessions.drop_of(subject=notice.subject, issuer_session=notice.issuer_session)
    await store.logins.put_heard(id_, notice.until)  # last: cut off in between, the issuer says it again
    request.app.state.live.doubt()
    return Response(status_code=200)
