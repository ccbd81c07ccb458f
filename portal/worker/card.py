"""My details: what is kept of me, changed, taken along, erased."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin import cookie, logins
from portal.signin.sessions import SignedIn, Visitor
from portal.store import Session, Store
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of
from portal.web.pages import SESSION_KEY
from portal.worker.correcting import STALE
from portal.worker.keeping import draft_of, keeping, sign_in_first

router = APIRouter()
PAGE: Final = "/ho-so"
FIELDS: Final = ("name", "email", "phone", "member_number", "language", "home_unit")
OPTIONAL: Final = ("email", "phone", "member_number")
COMPARED: Final = ("name", *OPTIONAL, "language")


@router.get(PAGE)
async def show_card(request: Request, session: SignedIn) -> Response:
    """The card, ready to be changed."""
    draft = await draft_of(request, session)
    return await _page(request, session, None if draft is None else _typed(draft))


@router.post(PAGE)
async def change_card(request: Request, session: Visitor) -> Response:
    """Change what was typed."""
    form = _typed(await request.form())
    if session is None:
        return await sign_in_first(request, form, PAGE)
    return await keeping(request, form, PAGE, _change(request, session, form))


@router.get("/ho-so/xuat")
async def export(request: Request, session: SignedIn) -> Response:
    """All that is kept of the visitor, as a file."""
    apis: Apis = request.app.state.apis
    content = await apis.people.export(Visit.of(request, session))
    named = {"Content-Disposition": 'attachment; filename="sang-kien-cua-toi.json"'}
    return Response(content, media_type="application/json", headers=named)


@router.get("/ho-so/xoa")
async def ask_erasure(request: Request, _session: SignedIn) -> Response:
    """What is erased and what stays."""
    return pages_of(request).page(request, "worker/erase.html", form=Form())


@router.post("/ho-so/xoa")
async def erase(request: Request, session: SignedIn) -> Response:
    """Erase what is kept of the visitor, in every service and here; every session of theirs ends."""
    form = Form({"sure": str((await request.form()).get("sure") or "")})
    words = pages_of(request).words(request)
    if form.value("sure") != "1":
        form.add("sure", words("Đánh dấu để chắc chắn rằng anh/chị muốn xóa"))
        return pages_of(request).page(request, "worker/erase.html", status=422, form=form)
    apis: Apis = request.app.state.apis
    store: Store = request.app.state.store
    try:
        await apis.people.erase(Visit.of(request, session))
    except Refused as refused:
        if refused.problem.status != NOT_FOUND:  # erased before: what is kept here goes all the same
            raise
    await store.sessions.drop_of(subject=session.subject)
    request.app.state.live.doubt()
    request.scope[SESSION_KEY] = None
    response = pages_of(request).page(request, "worker/erased.html", account=session.person)
    cookie.drop(response, cookie.SESSION)
    await logins.end_all(request, response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


async def _change(request: Request, session: Session, form: Form) -> Response:
    apis: Apis = request.app.state.apis
    body = {name: form.value(name).strip() or (None if name in OPTIONAL else "") for name in FIELDS}
    given = {name: value for name, value in body.items() if value != ""}
    revision = whole(form.value("revision"))
    try:
        await apis.people.change_own_card(Visit.of(request, session), given, revision)
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        is_stale = refused.problem.slug == STALE
        if not (is_stale and await _stands(apis, Visit.of(request, session), given)):
            form.take(refused.problem, {name: name for name in FIELDS})
            return await _page(request, session, form, is_stale=is_stale)
    return RedirectResponse(place_of(request).link(PAGE) + "?da-luu=1", 303)


async def _page(request: Request, session: Session, form: Form | None, *, is_stale: bool = False) -> Response:
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    card = await _card(apis, visit)
    shown = form or Form({name: str(card.get(name) or "") for name in FIELDS})
    if form is None or is_stale:
        shown.values["revision"] = str(card.get("revision", 0))
    return pages_of(request).page(
        request,
        "worker/card.html",
        status=412 if is_stale else 200 if shown.is_right else 422,
        card=card,
        home=await _unit_name(apis, visit, card.get("home_unit")),
        form=shown,
        is_stale=is_stale,
        differing=_differing(card, shown) if is_stale else [],
        just_saved=request.query_params.get("da-luu") == "1",
    )


def _differing(card: Mapping[str, Any], form: Form) -> list[str]:
    return [name for name in COMPARED if (card.get(name) or "") != form.value(name).strip()]


async def _stands(apis: Apis, visit: Visit, given: Mapping[str, Any]) -> bool:
    """Whether the card says all of it already, by the same button a moment ago."""
    card = await _card(apis, visit)
    return all(card.get(name) == value for name, value in given.items())


async def _card(apis: Apis, visit: Visit) -> dict[str, Any]:
    """The card; empty for whoever has none, and no unit that tells where they are."""
    try:
        return await apis.people.own_card(visit)
    except Refused as refused:
        if refused.problem.status != NOT_FOUND:
            raise
        return {}


async def _unit_name(apis: Apis, visit: Visit, code: str | None) -> str | None:
    if code is None:
        return None
    try:
        return str((await apis.submission.unit(visit, code))["name"])
    except Refused:
        return code


def _typed(values: Mapping[str, Any]) -> Form:
    return Form({name: str(values.get(name) or "")[:300] for name in (*FIELDS, "revision")})
