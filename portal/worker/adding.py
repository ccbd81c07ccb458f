"""What is added after sending: the description and sections of the dossier; what was sent is never typed again."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.signin.sessions import SignedIn, Visitor
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form, whole
from portal.web.language import place_of
from portal.worker.correcting import STALE
from portal.worker.keeping import draft_of, keeping, sign_in_first

router = APIRouter()
DESCRIPTION = "description"


@router.get("/cua-toi/{id_}/bo-sung")
async def show_additions(id_: str, request: Request, session: SignedIn) -> Response:
    """Every section with its text."""
    draft = await draft_of(request, session)
    return await _page(id_, request, session, Form({} if draft is None else {k: str(v) for k, v in draft.items()}))


@router.post("/cua-toi/{id_}/bo-sung/{section}")
async def add(id_: str, section: str, request: Request, session: Visitor) -> Response:
    """Write one section; its text stays on the page whatever comes of it."""
    sent = await request.form()
    text = str(sent.get("text") or "").replace("\r\n", "\n").strip()
    shown = Form({section: text})
    page = f"/cua-toi/{id_}/bo-sung"
    if session is None:
        return await sign_in_first(request, shown, page)
    revision = whole(str(sent.get("revision") or ""))
    return await keeping(request, shown, page, _write(id_, section, request, session, shown, revision))


async def _write(id_: str, section: str, request: Request, session: Session, shown: Form, revision: int) -> Response:
    text = shown.value(section)
    words = pages_of(request).words(request)
    apis: Apis = request.app.state.apis
    if not text:
        shown.add(section, words("Viết vài câu rồi hãy lưu"))
        return await _page(id_, request, session, shown)
    try:
        await apis.submission.add(Visit.of(request, session), id_, section, text, revision)
    except Refused as refused:
        if refused.problem.status in (UNAUTHENTICATED, 404):
            raise
        if not await _says(id_, section, text, request, session):
            shown.take(refused.problem, {"text": section})
            return await _page(id_, request, session, shown, is_stale=refused.problem.slug == STALE)
    return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}/bo-sung") + "?da-luu=1", 303)


async def _says(id_: str, section: str, text: str, request: Request, session: Session) -> bool:
    """Whether it was saved already, by the same button a moment ago."""
    apis: Apis = request.app.state.apis
    added = await apis.submission.supplements(Visit.of(request, session), id_)
    return (added["description"] if section == DESCRIPTION else _texts(added).get(section)) == text


async def _page(id_: str, request: Request, session: Session, form: Form, *, is_stale: bool = False) -> Response:
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    initiative = await apis.submission.initiative(visit, id_)
    added = await apis.submission.supplements(visit, id_)
    return pages_of(request).page(
        request,
        "worker/additions.html",
        status=412 if is_stale else 200 if form.is_right else 422,
        initiative=initiative,
        sections=_sections(initiative, added),
        form=form,
        is_stale=is_stale,
        just_saved=request.query_params.get("da-luu") == "1",
    )


def _sections(initiative: Mapping[str, Any], added: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The description, where there may be one, and the programme's sections, each with what it says now."""
    texts = _texts(added)
    described = {"code": DESCRIPTION, "name": None, "needed_before": None, "asked": False, "text": added["description"]}
    sections = [{**one, "text": texts.get(one["code"])} for one in added["sections"]]
    return sections if initiative["confidential"] else [described, *sections]


def _texts(added: Mapping[str, Any]) -> dict[str, str | None]:
    """What each of the programme's sections says now: its newest text."""
    texts: dict[str, str | None] = {}
    for one in added["items"]:
        texts.setdefault(one["section"], one["text"])
    return texts
