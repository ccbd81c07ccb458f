"""Changing several units at once: what would change is shown first, and made when it is confirmed."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.admin import tree_form
from portal.admin.finding import Found, named_units
from portal.admin.keeping import form_of, keeping, resumed
from portal.admin.plans import PAGE
from portal.admin.rows import shown
from portal.admin.visiting import Administration, Administrator
from portal.domain.moments import HOME
from portal.signin.sessions import Visitor
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
NEW: Final = f"{PAGE}/moi"


@dataclass(frozen=True, slots=True)
class Changed:
    """One unit as it stands and as it would; `before` is None of a new one."""

    before: dict[str, Any] | None
    after: dict[str, Any]


@router.get(NEW)
async def show_changes(visit: Administrator) -> Response:
    """Empty rows to fill."""
    typed = await resumed(visit, NEW)
    return _page(visit, typed or Form({"key": str(uuid4())}), is_resumed=typed is not None)


@router.post(NEW)
async def change_units(request: Request, session: Visitor) -> Response:
    """`step` says how far it is: more rows, the preview, back from it, or made."""
    form = form_of(await request.form())

    async def go_on(visit: Administration) -> Response:
        if form.value("more") or form.value("step") == "edit":
            return _page(visit, form)
        rows = tree_form.rows_of(form)
        tree_form.check(form, rows, visit.words)
        found = await named_units(visit, form, tree_form.units_named(form, rows)) if form.is_right else {}
        if not form.is_right:
            return _page(visit, form, found)
        return await (_make if form.value("step") == "make" else _preview)(visit, form, rows)

    return await keeping(request, session, form, NEW, go_on)


async def _preview(visit: Administration, form: Form, rows: list[int]) -> Response:
    would, problems = await visit.apis.units.judge(visit.visit, tree_form.body_of(form, rows))
    for problem in problems:
        form.take(problem, tree_form.fields_of_the_api(rows))
    if would is None or form.problems:
        return _page(visit, form)
    after = would["units"]
    before = await asyncio.gather(*(_standing(visit, unit["code"]) for unit in after))
    named = {unit["parent"] for unit in (*after, *filter(None, before))} | {unit["merged_into"] for unit in after}
    return visit.page(
        "tree_preview.html",
        form,
        changed=[Changed(*both) for both in zip(before, after, strict=True)],
        on=would["on"],
        today=datetime.now(HOME).date().isoformat(),
        names=await visit.apis.names.units(visit.visit, named) | {unit["code"]: unit["name"] for unit in after},
    )


async def _make(visit: Administration, form: Form, rows: list[int]) -> Response:
    try:
        body = tree_form.body_of(form, rows)
        plan = await visit.apis.units.change(visit.visit, body, form.value("key") or str(uuid4()))
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        form.take(refused.problem, tree_form.fields_of_the_api(rows))
        return _page(visit, form)
    return RedirectResponse(place_of(visit.request).link(f"{PAGE}/{plan['id']}") + "?done=made", 303)


async def _standing(visit: Administration, code: str) -> dict[str, Any] | None:
    try:
        return await visit.apis.units.unit(visit.visit, code)
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        return None


def _page(visit: Administration, form: Form, found: Found | None = None, *, is_resumed: bool = False) -> Response:
    count = shown(form, tree_form.GROUP, tree_form.TYPED, tree_form.MOST)
    return visit.page(
        "tree_changes.html",
        form,
        count=count,
        found=found or {},
        resumed=is_resumed,
        today=datetime.now(HOME).date().isoformat(),
    )
