"""Dead letters of the four services: what each set aside, and what becomes of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from portal.admin.keeping import form_of, keeping
from portal.admin.visiting import Administration, Administrator
from portal.signin.sessions import Visitor
from portal.upstream.operations import Operations
from portal.upstream.problems import Away, Refused
from portal.web.errors import FORBIDDEN, NOT_FOUND, UNAUTHENTICATED
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
PAGE: Final = "/quan-tri/su-co"
LIMIT: Final = 50
STATES: Final = ("waiting", "replayed", "discarded", "all")
ACTS: Final[dict[str, Callable[[Operations], Callable[..., Awaitable[Any]]]]] = {
    "ap-dung-lai": lambda service: service.replay,
    "bo-qua": lambda service: service.discard,
}


@dataclass(frozen=True, slots=True)
class Letters:
    """Of one service; `items` is None when it told nothing, and `why` says whether that is for want of a right."""

    service: str
    items: list[dict[str, Any]] | None
    following: str | None = None
    why: str = ""


@router.get(PAGE)
async def list_letters(
    visit: Administrator, state: str = "waiting", service: str | None = None, after: str | None = None
) -> Response:
    """Those of every service; one that is away takes nothing from the others."""
    return await _page(visit, Form(), state, service, after)


@router.post(PAGE + "/{service}/{letter}/{act}")
async def settle_letter(service: str, letter: str, act: str, request: Request, session: Visitor) -> Response:
    """Apply it again, or say that it never is."""
    form = form_of(await request.form())

    async def settle(visit: Administration) -> Response:
        asked = visit.apis.operations.get(service)
        if asked is None or act not in ACTS:
            raise HTTPException(NOT_FOUND)
        try:
            await ACTS[act](asked)(visit.visit, letter)
        except Refused as refused:
            if refused.problem.status == UNAUTHENTICATED:
                raise
            form.take(refused.problem, {})
            return await _page(visit, form, "waiting", None, None)
        return RedirectResponse(place_of(request).link(PAGE) + f"?done={act}", 303)

    return await keeping(request, session, form, PAGE, settle)


async def _page(visit: Administration, form: Form, state: str, service: str | None, after: str | None) -> Response:
    wanted = state if state in STATES else "waiting"
    services = {name: one for name, one in visit.apis.operations.items() if service in (None, name)}
    found = await asyncio.gather(*(_letters(visit, name, one, wanted, after) for name, one in services.items()))
    done = visit.request.query_params.get("done")
    return visit.page("letters.html", form, found=found, state=wanted, after=after, done=done if done in ACTS else None)


async def _letters(visit: Administration, name: str, service: Operations, state: str, after: str | None) -> Letters:
    try:
        page = await service.letters(visit.visit, state, after, LIMIT)
    except Away:
        return Letters(name, None, why="away")
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        return Letters(name, None, why="forbidden" if refused.problem.status == FORBIDDEN else "away")
    return Letters(name, page["items"], page.get("next"))
