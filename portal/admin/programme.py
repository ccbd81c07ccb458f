"""One programme: its name, days, phases and rules; made anew, changed, or begun as a copy of last year's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.admin.comparing import differences
from portal.admin.finding import CODE, Found, named_units
from portal.admin.keeping import form_of, keeping, resumed
from portal.admin.programme_form import MOST, PHASES, SECTIONS, TICKS, body_of, fields_of_the_api, form_of_programme
from portal.admin.programmes import PAGE
from portal.admin.rows import shown
from portal.admin.visiting import Administration, Administrator
from portal.admin.writing import STALE, Written, judge, write
from portal.domain.next_year import next_year
from portal.signin.sessions import Visitor
from portal.upstream.optional import if_told
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
NEW: Final = "/quan-tri/them-chuong-trinh"
NEW_PROGRAMME: Final = {
    "target_basis": "registered",
    "public": "1",
    "form_public": "1",
    "confirm_days": "10",
    "late_hours": "0",
}
ROWS: Final = {"phases": PHASES, "peaks": PHASES, "sections": SECTIONS}


@router.get(NEW)
async def show_new_programme(visit: Administrator, like: str = "") -> Response:
    """An empty form, or a copy of another programme a year later."""
    if (typed := await resumed(visit, NEW)) is not None:
        return await ProgrammePage(visit, None).show(typed, is_resumed=True)
    if not like:
        form = Form({"root_unit": visit.units[0], **NEW_PROGRAMME})
        return await ProgrammePage(visit, None).show(form)
    source = await visit.apis.programmes.programme(visit.visit, like)
    form = form_of_programme(next_year(source))
    form.values |= {"id": next_year(source)["id"], "copied_from": source["id"], "revision": ""}
    return await ProgrammePage(visit, None).show(form)


@router.post(NEW)
async def create_programme(request: Request, session: Visitor) -> Response:
    """Judge it, show it, make it."""
    form = form_of(await request.form())

    async def create(visit: Administration) -> Response:
        page = ProgrammePage(visit, None)
        id_ = form.value("id").strip().lower()
        form.values["id"] = id_
        if not CODE.fullmatch(id_) and not form.value("more"):
            form.add("id", visit.words("Mã gồm chữ thường không dấu, chữ số và gạch nối, ví dụ sang-kien-2027"))
        source = form.value("copied_from")
        base = await visit.apis.programmes.programme(visit.visit, source) if CODE.fullmatch(source) else None
        return await page.go_on(form, id_, base, None)

    return await keeping(request, session, form, NEW, create)


@router.get(PAGE + "/{id_}")
async def show_programme(id_: str, visit: Administrator) -> Response:
    """The programme as it stands, ready to be changed."""
    present = await visit.apis.programmes.programme(visit.visit, id_)
    typed = await resumed(visit, f"{PAGE}/{id_}")
    page = ProgrammePage(visit, present)
    return await page.show(typed or form_of_programme(present), is_resumed=typed is not None)


@router.post(PAGE + "/{id_}")
async def change_programme(id_: str, request: Request, session: Visitor) -> Response:
    """Judge it, show what would change, write it as of the revision that the form was made for."""
    form = form_of(await request.form())

    async def change(visit: Administration) -> Response:
        present = await visit.apis.programmes.programme(visit.visit, id_)
        return await ProgrammePage(visit, present).go_on(form, id_, present, form.whole("revision"))

    return await keeping(request, session, form, f"{PAGE}/{id_}", change)


def is_written(present: dict[str, Any], body: dict[str, Any], words: Callable[[str], str]) -> bool:
    """Whether the programme stands as this body would have it, as far as the form shows it."""
    standing, wished = (form_of_programme(one) for one in (present, {**present, **body}))
    return not differences(standing, wished, (), words)


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The form of one programme; `present` is the programme as it stands, None of a new one."""

    visit: Administration
    present: dict[str, Any] | None

    async def go_on(self, form: Form, id_: str, base: dict[str, Any] | None, revision: int | None) -> Response:
        """By the button that was pressed: more rows, back to the form, the preview, or written."""
        if form.value("more") or form.value("step") == "edit":
            return await self.show(Form(form.values))
        found = await named_units(self.visit, form, ["root_unit"])
        body = body_of(form, base, self.visit.words)
        if not form.is_right:
            return await self.show(form, found)
        is_last = form.value("step") == "make"
        step = write if is_last else judge
        written = await step(self.visit, id_, body, revision, form, fields_of_the_api(form))
        if written.is_stale:
            return await self._changed_meanwhile(form, id_, body, is_last=is_last)
        if form.problems:
            return await self.show(form)
        return self._done(id_) if is_last else self._preview(form, written)

    def _done(self, id_: str) -> Response:
        return RedirectResponse(place_of(self.visit.request).link(f"{PAGE}/{id_}") + "?done=1", 303)

    def _preview(self, form: Form, written: Written) -> Response:
        standing = Form() if self.present is None else form_of_programme(self.present)
        after = Form() if written.would is None else form_of_programme(written.would)
        changed = differences(standing, after, TICKS, self.visit.words)
        return self.visit.page("programme_preview.html", form, programme=self.present, changed=changed)

    async def _changed_meanwhile(self, form: Form, id_: str, body: dict[str, Any], *, is_last: bool) -> Response:
        """By a second click of one's own, which is no news, or by somebody else."""
        present = await if_told(self.visit.apis.programmes.programme(self.visit.visit, id_)) or self.present
        if is_last and present is not None and is_written(present, body, self.visit.words):
            return self._done(id_)
        if self.present is None or present is None:
            form.add("id", self.visit.words("Mã này đã có chương trình dùng"))
            return await self.show(form)
        changed = differences(form_of_programme(present), form, TICKS, self.visit.words)
        form.values["revision"] = str(present["revision"])
        return await ProgrammePage(self.visit, present).show(form, changed=changed, is_stale=True)

    async def show(
        self,
        form: Form,
        found: Found | None = None,
        *,
        changed: list[Any] | None = None,
        is_stale: bool = False,
        is_resumed: bool = False,
    ) -> Response:
        """The form, with as many rows as it needs."""
        counts = {group: shown(form, group, names, MOST[group]) for group, names in ROWS.items()}
        return self.visit.page(
            "programme.html",
            form,
            status=STALE if is_stale else None,
            programme=self.present,
            counts=counts,
            found=found or {},
            changed=changed or [],
            names=await self.visit.apis.names.units(self.visit.visit, [form.value("root_unit")]),
            done=self.visit.request.query_params.get("done") == "1",
            resumed=is_resumed,
        )
