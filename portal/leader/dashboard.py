"""My unit and below: how far it is, who is behind, who has none, how old what waits is."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.domain import charts, windows
from portal.domain.roles import WATCHING, units_of
from portal.signin.sessions import SignedIn
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Away, Refused
from portal.web.errors import pages_of

router = APIRouter()
ROWS = 20
T = TypeVar("T")


@router.get("/don-vi-toi")
async def show_dashboard(
    request: Request, session: SignedIn, unit: str | None = None, programme: str | None = None
) -> Response:
    """One of the visitor's units in one programme; each part stands by itself while a service is away."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    me, programmes = await asyncio.gather(apis.submission.me(visit), apis.submission.programmes(visit))
    own = units_of(me["grants"], WATCHING)
    shown = unit or (own[0] if own else None)
    if shown is None or not programmes:
        return pages_of(request).page(request, "leader/nothing.html", own=own)
    chosen = programme or _newest(programmes)
    standing, board, behind, without_any, ages, days = await asyncio.gather(
        _or_none(apis.ranking.standing(visit, chosen, shown)),
        _or_none(apis.ranking.board(visit, chosen, unit=shown, by="percent", limit=ROWS, movement="true")),
        _or_none(apis.ranking.board(visit, chosen, unit=shown, by="percent", behind="true", limit=ROWS)),
        _or_none(apis.ranking.board(visit, chosen, unit=shown, among="grassroots", registered=0, limit=ROWS)),
        _or_none(apis.review.ages(visit, shown)),
        _or_none(apis.ranking.days(visit, chosen, shown)),
    )
    names = {row["unit"]: row["name"] for part in (board, behind, without_any) if part for row in part["rows"]}
    return pages_of(request).page(
        request,
        "leader/dashboard.html",
        own=own,
        unit=shown,
        programmes=programmes,
        programme=chosen,
        standing=standing,
        whole=_window(standing, windows.WHOLE),
        board=board,
        behind=behind,
        without_any=without_any,
        ages=ages,
        names=names,
        days=days,
        trend=charts.line(charts.summed([one["registered"] for one in days])) if days else None,
        now=datetime.now(UTC),
    )


def _newest(programmes: list[dict[str, Any]]) -> str:
    """The one that takes submissions longest."""
    return str(max(programmes, key=lambda one: one["submit_until"])["id"])


def _window(standing: dict[str, Any] | None, window: str) -> dict[str, Any] | None:
    if standing is None:
        return None
    return next((one for one in standing["windows"] if one["window"] == window), None)


async def _or_none(part: Awaitable[T]) -> T | None:
    try:
        return await part
    except (Away, Refused):
        return None
