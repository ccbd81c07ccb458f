"""Changes of the tree that were made or wait for their day, and taking one back before it."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.admin.keeping import form_of, keeping
from portal.admin.visiting import Administration, Administrator
from portal.signin.sessions import Visitor
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND, UNAUTHENTICATED
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
PAGE: Final = "/quan-tri/thay-doi"
STATES: Final = ("planned", "made", "refused", "cancelled")
CANCELLED: Final = "cancelled"
DONE: Final = ("made", CANCELLED)


@router.get(PAGE)
async def list_plans(visit: Administrator, state: str = "", after: str | None = None) -> Response:
    """Those that touch the visitor's units, newest first."""
    wanted = state if state in STATES else None
    page = await visit.apis.units.plans(visit.visit, wanted, after)
    names = await _names(visit, page["items"])
    return visit.page("plans.html", plans=page["items"], following=page.get("next"), state=wanted or "", names=names)


@router.get(PAGE + "/{id_}")
async def show_plan(id_: str, visit: Administrator) -> Response:
    """One of them, change by change."""
    return await _page(visit, id_, Form())


@router.post(PAGE + "/{id_}")
async def cancel_plan(id_: str, request: Request, session: Visitor) -> Response:
    """Take it back before its day."""
    form = form_of(await request.form())

    async def cancel(visit: Administration) -> Response:
        try:
            await visit.apis.units.cancel(visit.visit, id_, form.whole("revision"))
        except Refused as refused:
            if refused.problem.status in (UNAUTHENTICATED, NOT_FOUND):
                raise
            if (await visit.apis.units.plan(visit.visit, id_))["state"] != CANCELLED:
                form.take(refused.problem, {})
                return await _page(visit, id_, form)
        return RedirectResponse(place_of(request).link(f"{PAGE}/{id_}") + f"?done={CANCELLED}", 303)

    return await keeping(request, session, form, f"{PAGE}/{id_}", cancel)


async def _page(visit: Administration, id_: str, form: Form) -> Response:
    plan = await visit.apis.units.plan(visit.visit, id_)
    done = visit.request.query_params.get("done")
    names = await _names(visit, [plan])
    return visit.page("plan.html", form, plan=plan, names=names, done=done if done in DONE else None)


async def _names(visit: Administration, plans: list[dict[str, Any]]) -> dict[str, str]:
    changes = [change for plan in plans for change in plan["changes"]]
    codes = {change.get(name) for change in changes for name in ("code", "parent", "merged_into")}
    named = await visit.apis.names.units(visit.visit, codes)
    return {change["code"]: change["name"] for change in changes if change.get("name")} | named
