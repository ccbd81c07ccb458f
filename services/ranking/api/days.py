"""GET /standings/{programme}/{unit}/days: a unit's initiatives day by day."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from pydantic import Field

from services.ranking.api.asking import check_window, known_unit, visible
from services.ranking.domain.dailies import adds_up, days_between, month_of, series
from services.ranking.domain.funnel import REGISTERED
from services.ranking.store import Store
from shared.calendar import ALL
from shared.refusals import Text
from shared.web.auth import MaybePerson
from shared.web.openapi import problem_responses
from shared.web.problems import Unavailable
from shared.web.routing import Router
from shared.web.schemas import CleanText, ResponseBody

router = Router(tags=["standings"])


class DaysNotCounted(Unavailable):
    """Days are counted from the beginning by a rebuild; what was counted before knows none."""

    slug = "days-not-counted"
    title = Text(
        "Số liệu theo ngày chưa được tính lại, hãy báo người vận hành", "Days are not counted yet; tell whoever runs it"
    )


class DayOut(ResponseBody):
    """The initiatives registered on one day in Vietnam, by the state they are in now."""

    day: date
    submitted: int
    registered: int = Field(description="pending + returned + approved")
    pending: int
    returned: int
    approved: int
    rejected: int
    revoked: int
    withdrawn: int


class DaysOut(ResponseBody):
    """Every day of a window until today, at most the last 800; the days of a whole window add up to its figures."""

    programme: str
    unit: str
    window: str
    revision: str
    days: list[DayOut]


@router.get("/standings/{programme}/{unit}/days", responses=problem_responses(401, 404, 422, 503))
async def get_days(
    request: Request,
    programme: CleanText,
    unit: CleanText,
    caller: MaybePerson,
    window: Annotated[
        CleanText, Query(max_length=200, description="all, P1, 2022-Q3, 2022-07, 2022-W27, peak:…")
    ] = ALL,
) -> DaysOut:
    """The trend: how many were registered each day, and what became of them."""
    service = request.app.state.service
    store: Store = service.store
    async with store.reading() as reading:
        shown = visible(reading.frame, programme, caller)
        code = known_unit(reading.frame, unit)
        check_window(shown, window)
        span = shown.calendar.span(window)
        days = days_between(span.first, min(span.last, service.clock.today())) if span else []
        months = sorted({month_of(day) for day in days})
        dailies = await reading.dailies(programme, code, months)
        cells = await reading.totals(programme, [code], months)
        revision = str(await reading.revision(programme))
    by_month = {spot.window: figures for spot, figures in cells.items()}
    if not all(adds_up(dailies.get(month, {}), by_month.get(month, {})) for month in months):
        raise DaysNotCounted
    found = [
        DayOut(day=day, submitted=sum(of.values()), registered=sum(of[state] for state in REGISTERED), **of)
        for day, of in series(days, dailies)
    ]
    return DaysOut(programme=programme, unit=code, window=window, revision=revision, days=found)
