"""Targets of a unit and of those directly below it, in one window: a grid, written row by row."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.admin.keeping import form_of, keeping, resumed
from portal.admin.programmes import PAGE
from portal.admin.target_moves import window_named
from portal.admin.target_rows import KINDS, MERGED, TOTAL, Row, changed_rows, put_standing, row_body
from portal.admin.visiting import Administration, Administrator
from portal.signin.sessions import Visitor
from portal.upstream.problems import Away, Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
TARGETS: Final = PAGE + "/{id_}/chi-tieu"
STALE: Final = 412
AT_ONCE: Final = 8
LONGEST: Final = 100


@router.get(TARGETS)
async def show_targets(
    id_: str, visit: Administrator, parent: str = "", window: str = TOTAL, after: str | None = None
) -> Response:
    """What is assigned and pledged, as it stands."""
    typed = await resumed(visit, f"{PAGE}/{id_}/chi-tieu")
    if typed is not None:
        parent, window, after = (typed.value(name) for name in ("parent", "window", "after"))
    page = await TargetPage.of(visit, id_, parent[:LONGEST], window[:LONGEST], after or None)
    form = typed or Form()
    put_standing(form, page.rows, page.window)
    return page.show(form, is_resumed=typed is not None)


@router.post(TARGETS)
async def set_targets(id_: str, request: Request, session: Visitor) -> Response:
    """Write the rows that were changed, each for itself; what was refused stays as it was typed."""
    form = form_of(await request.form())

    async def write(visit: Administration) -> Response:
        place = (form.value("parent"), form.value("window"), form.value("after") or None)
        page = await TargetPage.of(visit, id_, *place)
        changed = changed_rows(form, page.rows, page.window, visit.words)
        gate = asyncio.Semaphore(AT_ONCE)
        written = await asyncio.gather(
            *(page.write(form, row, gate) for row in changed if not page.is_wrong(form, row))
        )
        form.values["written"] = str(sum(written))
        if form.problems:
            return page.show(form)
        query = {"parent": page.parent["code"], "window": page.window, "done": sum(written)}
        back = {"after": form.value("after")} if form.value("after") else {}
        grid = place_of(request).link(f"{PAGE}/{id_}/chi-tieu")
        return RedirectResponse(f"{grid}?{urlencode(query | back)}", 303)

    return await keeping(request, session, form, f"{PAGE}/{id_}/chi-tieu", write)


@dataclass(frozen=True, slots=True)
class TargetPage:
    """The grid of one unit and its children; `rows` begin with the unit itself."""

    visit: Administration
    programme: dict[str, Any]
    parent: dict[str, Any]
    path: list[dict[str, Any]]
    rows: list[Row]
    window: str
    after: str | None
    following: str | None

    @classmethod
    async def of(cls, visit: Administration, id_: str, parent: str, window: str, after: str | None) -> "TargetPage":
        """As it stands now; without a unit the programme's own."""
        apis = visit.apis
        programme = await apis.programmes.programme(visit.visit, id_)
        path = await apis.units.path(visit.visit, parent or programme["root_unit"])
        code = path[-1]["code"]
        children, below, own = await asyncio.gather(
            apis.units.children(visit.visit, code, after),
            apis.programmes.targets_below(visit.visit, id_, code),
            apis.programmes.target(visit.visit, id_, code),
        )
        rows = [Row(path[-1], own), *(Row(unit, below.get(unit["code"])) for unit in children["items"])]
        return cls(visit, programme, path[-1], path, rows, window or TOTAL, after, children.get("next"))

    def is_wrong(self, form: Form, row: Row) -> bool:
        """Whether something of the row cannot be read."""
        return any(form.wrong(f"{kind}.{row.code}") for kind in KINDS)

    async def write(self, form: Form, row: Row, gate: asyncio.Semaphore) -> bool:
        """Write one row; whether it is written."""
        programmes, name = self.visit.apis.programmes, f"assigned.{row.code}"
        body, revision = row_body(form, row, self.window), form.value(f"revision.{row.code}")
        seen = int(revision) if revision.isdecimal() else None
        async with gate:
            try:
                target = await programmes.put_target(self.visit.visit, self.programme["id"], row.code, body, seen)
            except Refused as refused:
                if refused.problem.status == UNAUTHENTICATED:
                    raise
                return self._refused(form, row, refused)
            except Away:
                form.add(name, self.visit.words("Tạm thời chưa ghi được dòng này; hãy bấm Ghi chỉ tiêu lần nữa"))
                return False
        row.accept(form, target, self.window)
        return True

    def _refused(self, form: Form, row: Row, refused: Refused) -> bool:
        """Say at the row why; of one that somebody else changed meanwhile, also what stands."""
        if refused.problem.status == STALE:
            if row.is_as_typed(form, self.window):
                return True
            row.accept_revision(form)
            words = self.visit.words
            both = {kind: row.standing(kind, self.window) for kind in KINDS}
            merged = words("có") if row.includes_merged else words("không")
            sentence = words(
                "Vừa được sửa ở nơi khác: đang lưu giao %(assigned)s, đăng ký %(pledged)s, "
                "gồm cả đơn vị sáp nhập: %(merged)s",
                **both,
                merged=merged,
            )
            form.add(f"assigned.{row.code}", sentence)
            return False
        names = {f"{kind}.{self.window}": f"{kind}.{row.code}" for kind in KINDS}
        fields = {**names, **{kind: f"{kind}.{row.code}" for kind in KINDS}, "includes_merged": f"{MERGED}.{row.code}"}
        for one in refused.problem.fields:
            form.add(fields.get(one.field, f"assigned.{row.code}"), one.message)
        if not refused.problem.fields:
            form.add(f"assigned.{row.code}", refused.problem.detail or refused.problem.title)
        return False

    def show(self, form: Form, *, is_resumed: bool = False) -> Response:
        """The grid."""
        words = pages_of(self.visit.request).words(self.visit.request)
        phases = self.programme["phases"]
        known = [TOTAL, *(phase["code"] for phase in phases)]
        named = dict.fromkeys([*known, *(name for row in self.rows for name in row.windows), self.window])
        chosen = [(name, window_named(name, phases, words)) for name in named]
        return self.visit.page(
            "targets.html",
            form,
            programme=self.programme,
            path=self.path,
            rows=self.rows,
            window=self.window,
            windows=chosen,
            after=self.after,
            following=self.following,
            done=self.visit.request.query_params.get("done", ""),
            resumed=is_resumed,
        )
