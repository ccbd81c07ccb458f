"""A programme: its phases, how far it is, who leads, how long there is to send."""

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.domain import windows
from portal.domain.moments import HOME, days_until
from portal.signin.sessions import Visitor
from portal.upstream.apis import Apis, Visit
from portal.web.errors import pages_of
from portal.web.kept_pages import kept

router = APIRouter()
LEADERS = 10


@router.get("/chuong-trinh/{programme}", dependencies=[Depends(kept)])
async def show_programme(programme: str, request: Request, session: Visitor) -> Response:
    """One programme."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    form = await apis.submission.form(visit, programme, None)
    board = await apis.ranking.board(visit, programme, by="points", limit=LEADERS)
    now = datetime.now(UTC)
    today = now.astimezone(HOME).date()
    return pages_of(request).page(
        request,
        "public/programme.html",
        programme=form["programme"],
        is_open=form["open"],
        board=board,
        today=today.isoformat(),
        days_left=days_until(form["programme"]["submit_until"], today),
        now=now,
    )


@router.get("/don-vi/{programme}/{unit}", dependencies=[Depends(kept)])
async def show_unit(
    programme: str, unit: str, request: Request, session: Visitor, window: str = windows.WHOLE
) -> Response:
    """Where one unit stands: what is missing a day, its class and the next one, its ranks."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    standing = await apis.ranking.standing(visit, programme, unit)
    form = await apis.submission.form(visit, programme, unit)
    words = pages_of(request).words(request)
    phases = form["programme"]["phases"]
    shown = next((one for one in standing["windows"] if one["window"] == window), standing["windows"][0])
    return pages_of(request).page(
        request,
        "public/unit.html",
        programme=form["programme"],
        unit=form["unit"],
        standing=standing,
        shown=shown,
        window_name=windows.name_of(shown["window"], phases, words),
        groups=windows.grouped((one["window"] for one in standing["windows"]), phases, words),
    )
