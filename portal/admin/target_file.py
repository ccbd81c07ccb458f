"""Assigned targets from a file: shown before they are written, all rows or none.

What is wrong stands beside its line, ready to be corrected.
"""

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from portal.admin.keeping import LONGEST_TEXT, form_of, keeping, resumed
from portal.admin.programmes import PAGE
from portal.admin.target_moves import moves_of, window_named
from portal.admin.visiting import Administration, Administrator
from portal.signin.sessions import Visitor
from portal.upstream.problems import Problem, Refused
from portal.web.errors import UNAUTHENTICATED
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
FILE: Final = PAGE + "/{id_}/chi-tieu/tep"
TEXT: Final = "file_text"
LINE: Final = re.compile(r"line (\d+)(?:: (\w+))?")
LINE_END: Final = re.compile(r"\r\n|\r|\n")
"""As the service counts lines; Python's own way takes more for an end."""
ENCODINGS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of the file, what it says, and what is wrong with it."""

    number: int
    text: str
    column: str
    sentence: str


@router.get(FILE)
async def show_file_form(id_: str, visit: Administrator) -> Response:
    """A field for a file, and one for lines that are pasted."""
    typed = await resumed(visit, f"{PAGE}/{id_}/chi-tieu/tep")
    return await _page(visit, id_, typed or Form(), is_resumed=typed is not None)


@router.post(FILE)
async def load_file(id_: str, request: Request, session: Visitor) -> Response:
    """Show what the lines would set, then set it; a file goes before what is in the field."""
    sent = await request.form()
    form = form_of(sent)
    upload = sent.get("file")
    unread = isinstance(upload, UploadFile) and bool(upload.filename)
    if isinstance(upload, UploadFile) and unread:
        text = _text_of(await upload.read(LONGEST_TEXT + 1))
        form.values |= {} if text is None else {TEXT: text}
        unread = text is None

    async def go_on(visit: Administration) -> Response:
        if form.value("step") == "edit":
            return await _page(visit, id_, Form(form.values))
        if unread:
            form.add("file", visit.words("Tệp không đọc được: hãy lưu thành CSV, mã UTF-8, dưới 400 KB"))
        elif not form.value(TEXT).strip().partition("\n")[2]:
            form.add("file", visit.words("Chọn tệp hoặc dán các dòng"))
        if form.problems:
            return await _page(visit, id_, form)
        return await (_write if form.value("step") == "make" else _preview)(visit, id_, form)

    return await keeping(request, session, form, f"{PAGE}/{id_}/chi-tieu/tep", go_on)


async def _preview(visit: Administration, id_: str, form: Form) -> Response:
    targets, problems = await visit.apis.programmes.judge_targets(visit.visit, id_, form.value(TEXT).encode())
    if problems:
        return await _page(visit, id_, form, bad=_bad_lines(form, problems[0]))
    moves = moves_of(targets)
    programme, units = await asyncio.gather(
        visit.apis.programmes.programme(visit.visit, id_),
        visit.apis.names.units(visit.visit, [move.unit for move in moves.shown]),
    )
    names = {move.window: window_named(move.window, programme["phases"], visit.words) for move in moves.shown}
    return visit.page("target_file_preview.html", form, programme=programme, moves=moves, units=units, windows=names)


async def _write(visit: Administration, id_: str, form: Form) -> Response:
    try:
        units = await visit.apis.programmes.load_targets(visit.visit, id_, form.value(TEXT).encode())
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        return await _page(visit, id_, form, bad=_bad_lines(form, refused.problem))
    return RedirectResponse(place_of(visit.request).link(f"{PAGE}/{id_}/chi-tieu") + f"?done={units}", 303)


def _text_of(content: bytes) -> str | None:
    """A file as spreadsheets write it; None when it is too long or no text."""
    if len(content) > LONGEST_TEXT:
        return None
    try:
        return content.decode(ENCODINGS.get(content[:2], "utf-8-sig")).replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _bad_lines(form: Form, problem: Problem) -> list[BadLine]:
    """What is wrong, by line; what is about no line stands above the form."""
    lines = LINE_END.split(form.value(TEXT))
    bad = []
    for one in problem.fields:
        found = LINE.fullmatch(one.field)
        if found is None:
            form.add("file", one.message)
            continue
        number = int(found[1])
        text = lines[number - 1] if 0 < number <= len(lines) else ""
        bad.append(BadLine(number, text, found[2] or "", one.message))
    if bad:
        form.add(TEXT, problem.title)
    elif not problem.fields:
        form.take(problem, {})
    return bad


async def _page(
    visit: Administration, id_: str, form: Form, *, bad: list[BadLine] | None = None, is_resumed: bool = False
) -> Response:
    programme = await visit.apis.programmes.programme(visit.visit, id_)
    return visit.page("target_file.html", form, programme=programme, bad=bad or [], resumed=is_resumed)
