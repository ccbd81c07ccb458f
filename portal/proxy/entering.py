"""Entering for others: the worker's form with its authors; every step is one sending of the whole form."""

from typing import Final
from uuid import uuid4

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.proxy import picked
from portal.proxy.entry import Entry
from portal.signin.sessions import SignedIn, Visitor
from portal.store import Session
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import WHOLE_FORM, Form
from portal.worker import posting
from portal.worker.keeping import draft_of, keeping, sign_in_first
from portal.worker.known import heir_in

router = APIRouter()
PAGE: Final = "/to-ho-tro/nhap/{programme}/{unit}"


@router.get(PAGE)
async def show_entry(programme: str, unit: str, request: Request, session: SignedIn) -> Response:
    """The form: empty, after one was sent, or with what was typed before signing in."""
    entry = await Entry.of(request, session, programme, unit)
    draft = await draft_of(request, session)
    form = picked.entered_form({"key": str(uuid4())} if draft is None else draft)
    return await entry.page(form, is_draft=draft is not None)


@router.post(PAGE)
async def send_entry(programme: str, unit: str, request: Request, session: Visitor) -> Response:
    """Find somebody, choose them, or send it; all that was typed is there after each."""
    form = picked.entered_form(await request.form())
    page = f"/to-ho-tro/nhap/{programme}/{unit}"
    if session is None:
        return await sign_in_first(request, form, page)
    return await keeping(request, form, page, _step(request, session, (programme, unit), form))


async def _step(request: Request, session: Session, where: tuple[str, str], form: Form) -> Response:
    entry = await Entry.of(request, session, *where)
    act = form.value("act")
    if chosen := form.value("pick"):
        if picked.has_room(form, pages_of(request).words(request)):
            picked.pick(form, chosen, form.value(f"name-{chosen}"))
        return await entry.page(form)
    if gone := form.value("drop"):
        picked.drop(form, gone)
        return await entry.page(form)
    if act == "find" or (form.value("q") and (act == "enter" or not form.value("authors"))):
        return await entry.page(form, await entry.found(form))
    if act == "add":
        return await entry.page(form, await entry.add_person(form))
    return await _send(entry, form)


async def _send(entry: Entry, form: Form) -> Response:
    words = pages_of(entry.request).words(entry.request)
    picked.check_authors(form, words)  # in the order of the page
    posting.check(form, posting.today(), words)
    found = await entry.add_person(form) if form.is_right and form.value("new_name") else None
    if form.problems:
        return await entry.page(form, found)
    body = orjson.loads(posting.body_of(form, entry.programme, entry.unit, posting.today()))
    body["authors"] = picked.with_authors(form)
    try:
        made, _ = await entry.apis.submission.post(entry.visit, body, form.value("key") or str(uuid4()))
    except Refused as refused:
        return await _refused(entry, refused, form)
    return entry.done(str(made["id"]))


async def _refused(entry: Entry, refused: Refused, form: Form) -> Response:
    problem = refused.problem
    if problem.status == UNAUTHENTICATED:
        raise refused
    if problem.slug == "idempotency-key-reused" and problem.location:
        return await _sent_before(entry, form)
    form.take(problem, {**posting.FIELDS_OF_THE_API, "authors": "authors"})
    if heir := heir_in(refused):
        entry = await Entry.of(entry.request, entry.session, entry.programme, heir)
    return await entry.page(form)


async def _sent_before(entry: Entry, form: Form) -> Response:
    """With the back button another one was typed over what had been sent: it is kept, and asked about."""
    words = pages_of(entry.request).words(entry.request)
    form.values["key"] = str(uuid4())
    form.add(WHOLE_FORM, words("Trang này đã gửi một sáng kiến rồi. Nếu đây là sáng kiến khác, hãy bấm Gửi lần nữa."))
    return await entry.page(form)
