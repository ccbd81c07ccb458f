"""One unit: made below another, or changed. What it is judged by is set from above it."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.admin.finding import CODE, Found, named_units
from portal.admin.keeping import form_of, keeping, resumed
from portal.admin.unit_form import FIELDS, FROM_ABOVE, body_of, differing, form_of_unit
from portal.admin.units import PAGE
from portal.admin.visiting import Administration, Administrator, pairs
from portal.domain.roles import covering
from portal.signin.sessions import Visitor
from portal.upstream.optional import if_told
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
NEW: Final = "/quan-tri/them-don-vi"
STALE: Final = 412


@router.get(NEW)
async def show_new_unit(visit: Administrator, parent: str = "") -> Response:
    """An empty form below a unit."""
    typed = await resumed(visit, NEW)
    form = typed or Form({"parent": parent or visit.units[0], "level": "grassroots", "sector": "other"})
    return await UnitPage(visit, None).show(form, is_resumed=typed is not None)


@router.post(NEW)
async def create_unit(request: Request, session: Visitor) -> Response:
    """Make it; a code that is taken is refused at its field."""
    form = form_of(await request.form())

    async def create(visit: Administration) -> Response:
        code = form.value("code").strip().lower()
        form.values["code"] = code
        if not CODE.fullmatch(code):
            form.add("code", visit.words("Mã gồm chữ thường không dấu, chữ số và gạch nối, ví dụ cdcs-may-10"))
        return await UnitPage(visit, None).save(form, code, None)

    return await keeping(request, session, form, NEW, create)


@router.get(PAGE + "/{code}")
async def show_unit(code: str, visit: Administrator) -> Response:
    """The unit as it stands, ready to be changed."""
    present = await visit.apis.units.unit(visit.visit, code)
    typed = await resumed(visit, f"{PAGE}/{code}")
    return await UnitPage(visit, present).show(typed or form_of_unit(present), is_resumed=typed is not None)


@router.post(PAGE + "/{code}")
async def change_unit(code: str, request: Request, session: Visitor) -> Response:
    """Change it as of the revision that the form was made for."""
    form = form_of(await request.form())

    async def change(visit: Administration) -> Response:
        present = await visit.apis.units.unit(visit.visit, code)
        return await UnitPage(visit, present).save(form, code, form.whole("revision"))

    return await keeping(request, session, form, f"{PAGE}/{code}", change)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The form of one unit; `present` is the unit as it stands, None of a new one."""

    visit: Administration
    present: dict[str, Any] | None

    async def save(self, form: Form, code: str, revision: int | None) -> Response:
        """Write what was typed, or show why not."""
        found = await named_units(self.visit, form, [name for name in ("parent", "merged_into") if name in form.values])
        body = body_of(form, self.present, self.visit.words)
        if not form.is_right:
            return await self.show(form, found)
        try:
            await self.visit.apis.units.put(self.visit.visit, code, body, revision)
        except Refused as refused:
            if refused.problem.status == UNAUTHENTICATED:
                raise
            if refused.problem.status == STALE:
                return await self._changed_meanwhile(form, code, body)
            form.take(refused.problem, FIELDS)
            return await self.show(form)
        return self._done(code)

    async def _changed_meanwhile(self, form: Form, code: str, body: dict[str, Any]) -> Response:
        """By a second click of one's own, which is no news, or by somebody else."""
        present = await if_told(self.visit.apis.units.unit(self.visit.visit, code)) or self.present
        if present is not None and all(present[name] == value for name, value in body.items()):
            return self._done(code)
        if self.present is None or present is None:
            form.add("code", self.visit.words("Mã này đã có đơn vị dùng"))
            return await self.show(form)
        form.values["revision"] = str(present["revision"])
        return await UnitPage(self.visit, present).show(form, changed=differing(present, body), is_stale=True)

    def _done(self, code: str) -> Response:
        return RedirectResponse(place_of(self.visit.request).link(f"{PAGE}/{code}") + "?done=1", 303)

    async def show(
        self,
        form: Form,
        found: Found | None = None,
        *,
        changed: list[tuple[str, Any, Any]] | None = None,
        is_stale: bool = False,
        is_resumed: bool = False,
    ) -> Response:
        """The form, with what the visitor may change of it."""
        path = [] if self.present is None else await self.visit.apis.units.path(self.visit.visit, self.present["code"])
        codes = [one["code"] for one in path]
        reference = await self.visit.apis.submission.reference(self.visit.visit)
        return self.visit.page(
            "unit.html",
            form,
            status=STALE if is_stale else None,
            unit=self.present,
            path=path,
            found=found or {},
            changed=changed or [],
            may=covering(self.visit.units, codes) if codes else FROM_ABOVE,
            sectors=pairs(reference["sectors"]),
            ownerships=pairs(reference["ownerships"]),
            done=self.visit.request.query_params.get("done") == "1",
            resumed=is_resumed,
        )
