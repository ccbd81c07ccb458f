"""My unit and below: how far it is, who is behind, who has none, how old what waits is."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from portal.domain import charts, windows
from portal.domain.programmes import taking_part
from portal.leader.led import Led, led_of
from portal.leader.parts import part_of
from portal.signin.sessions import SignedIn
from portal.web.errors import pages_of

router = APIRouter()
ROWS = 20
Code = Annotated[str | None, Query(max_length=200)]


@router.get("/don-vi-toi")
async def show_dashboard(
    request: Request, session: SignedIn, unit: Code = None, programme: Code = None, window: Code = None
) -> Response:
    """One of the visitor's units in one programme; each part stands by itself while a service is away."""
    led = await led_of(request, session, unit or None)
    programmes = [] if led is None else await led.apis.submission.programmes(led.visit)
    if led is None or not programmes:
        return pages_of(request).page(request, "leader/nothing.html", has_unit=led is not None)
    chosen = chosen_of(programmes, programme, led.path)
    parts = await _parts(led, chosen["id"], window or windows.WHOLE)
    standing, days = parts["standing"].value, parts["days"].value
    shown = _window(standing, window or windows.WHOLE)
    words = pages_of(request).words(request)
    listed = [] if standing is None else [one["window"] for one in standing["windows"]]
    return pages_of(request).page(
        request,
        "leader/dashboard.html",
        led=led,
        programmes=programmes,
        programme=chosen["id"],
        shown=shown,
        groups=windows.grouped(listed, chosen["phases"], words),
        trend=charts.line(charts.summed([one["registered"] for one in days])) if days else None,
        now=datetime.now(UTC),
        **parts,
    )


async def _parts(led: Led, programme: str, window: str) -> dict[str, Any]:
    """Each a `Part`, by the name the page has for it."""
    ranking, visit, unit = led.apis.ranking, led.visit, led.unit
    asked = {"unit": unit, "window": window, "limit": ROWS}
    parts = {
        "standing": ranking.standing(visit, programme, unit),
        "board": ranking.board(visit, programme, by="points", movement="true", **asked),
        "behind": ranking.board(visit, programme, by="percent", behind="true", **asked),
        "without_any": ranking.board(visit, programme, among="grassroots", registered=0, **asked),
        "ages": led.apis.review.ages(visit, unit),
        "days": ranking.days(visit, programme, unit, window),
    }
    return dict(zip(parts, await asyncio.gather(*(part_of(part) for part in parts.values())), strict=True))


def chosen_of(programmes: list[dict[str, Any]], wanted: str | None, path: tuple[str, ...]) -> dict[str, Any]:
    """The programme asked for, else of the unit's own the one that takes submissions longest."""
    named = next((one for one in programmes if one["id"] == wanted), None)
    return named or max(taking_part(programmes, path), key=lambda one: str(one["submit_until"]))


def _window(standing: dict[str, Any] | None, window: str) -> dict[str, Any] | None:
    if standing is None:
        return None
    return next((one for one in standing["windows"] if one["window"] == window), None)
