"""A unit's initiatives by the day they were registered: a month in one record, summed as cells are (design §4)."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from services.ranking.domain.cells import roll_up
from services.ranking.domain.changes import Figures, Spot
from services.ranking.domain.funnel import FUNNEL
from services.ranking.domain.tree import Paths

MOST_DAYS: Final = 800
"""Of a window that is longer the last days are told."""


def daily_totals(leaves: Mapping[Spot, Figures], paths: Paths) -> dict[Spot, Figures]:
    """What moves at every unit and all above it, by month; `leaves` name the units the initiatives are of."""
    return {spot: cell.total for spot, cell in roll_up(leaves, paths).items() if cell.total}


def days_between(first: date, last: date) -> list[date]:
    """The days of a stretch, the last `MOST_DAYS` of them."""
    first = max(first, last - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def series(days: list[date], dailies: Mapping[str, Figures]) -> Iterator[tuple[date, Figures]]:
    """Each day with every state's count, zeros too."""
    for day in days:
        month = dailies.get(month_of(day), {})
        yield day, {state: month.get(f"{day:%d}_{state}", 0) for state in FUNNEL}


def adds_up(month: Figures, cell: Figures) -> bool:
    """Whether a month's days come to what its cell says: not where they were not counted from the beginning."""
    return all(
        sum(amount for name, amount in month.items() if name.partition("_")[2] == state) == cell.get(state, 0)
        for state in FUNNEL
    )


def month_of(day: date) -> str:
    """The window of a day's month."""
    return f"{day:%Y-%m}"
