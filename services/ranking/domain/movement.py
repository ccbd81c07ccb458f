"""How far units moved on a board since the figures that were stored at the end of an earlier day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from services.ranking.domain.boards import row_of
from services.ranking.domain.changes import Figures
from services.ranking.domain.order import Row, ranked
from services.ranking.domain.programme import ScoringProgramme
from shared.units import Unit

SINCE: Final = {"yesterday": timedelta(days=1), "last_week": timedelta(days=7)}
"""Name → how many days back the stored day lies."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One unit's figures in one window as they were at the end of a day."""

    unit: str
    window: str
    figures: Figures = field(default_factory=dict)
    target: int | None = None
    members: int | None = None


def days_of(today: date) -> dict[str, date]:
    """The stored days a board is compared with."""
    return {name: today - back for name, back in SINCE.items()}


def ranks_then(
    units: Iterable[Unit], figures: Mapping[str, Kept], programme: ScoringProgramme, by: str
) -> dict[str, int]:
    """The ranks of a board's units by their figures of that day; units without any then are left out."""
    rows = [
        row_of(unit, then.figures, then.target, programme, then.members)
        for unit in units
        if (then := figures.get(unit.code)) is not None
    ]
    return {row["unit"]: row["rank"] for row in ranked(rows, by, programme) if row["rank"] is not None}


def with_movement(rows: list[Row], then: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """Each row with how many ranks it rose (less than 0: fell) since each day; None where either is not known."""
    for row in rows:
        now = row["rank"]
        row["moved"] = {
            name: ranks[row["unit"]] - now if now is not None and row["unit"] in ranks else None
            for name, ranks in then.items()
        }
    return rows
