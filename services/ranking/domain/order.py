"""The order of a board: the metric, then percent, then submitters, then unit code (design §4).

Percent and submitters per 100 members are compared exactly, not by the rounded figures shown: 1 of 1,000 stands before
1 of 1,040.
"""

from collections.abc import Iterable, Mapping
from heapq import merge
from operator import itemgetter
from typing import Any, Final

from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.ratios import comparable

RUN: Final = 4000
"""Rows sorted in one go, in some milliseconds."""
METRICS: Final[Mapping[str, str]] = {
    "points": "points",
    "approved": "approved",
    "registered": "registered",
    "percent": "percent",
    "submitters": "submitters",
    "benefit": "benefit_vnd",
    "submitters_per_100_members": "submitters_per_100",
}
"""What `by` may be → the row's field."""

Row = dict[str, Any]


def measure(row: Row, by: str, programme: ScoringProgramme) -> int | None:
    """What is compared; None where there is nothing to compare."""
    if by == "submitters_per_100_members":
        return comparable(row["submitters"], row["members"])
    if by == "percent":
        return comparable(programme.reached(row), row["target"])
    value: int = row[METRICS[by]]
    return value


def order_key(row: Row, by: str, programme: ScoringProgramme) -> tuple[bool, int, int, int, str]:
    """Smaller stands higher. Those not ranked come last: closed units, and by percent those without a target."""
    value = measure(row, by, programme)
    share = measure(row, "percent", programme)
    return (
        row["closed"] or value is None,
        -(value if value is not None else -1),
        -(share if share is not None else -1),
        -row["submitters"],
        row["unit"],
    )


def _in_order(keyed: list[tuple[tuple[bool, int, int, int, str], Row]]) -> list[tuple[Any, Row]]:
    """By key; in runs that are merged, since one sort of very many lets nothing else happen until it ends."""
    key = itemgetter(0)
    runs = [sorted(keyed[start : start + RUN], key=key) for start in range(0, len(keyed), RUN)]
    return runs[0] if len(runs) == 1 else list(merge(*runs, key=key))


def ranked(rows: Iterable[Row], by: str, programme: ScoringProgramme) -> list[Row]:
    """The rows in order, `rank` filled in: equal in the metric share a rank, and the next counts on (1, 2, 2, 4)."""
    placed = _in_order([(order_key(row, by, programme), row) for row in rows])
    rank, before = 0, None
    for place, ((is_unranked, value, *_), row) in enumerate(placed, start=1):
        if place == 1 or value != before:
            rank = place
        row["rank"] = None if is_unranked else rank
        before = value
    return [row for _, row in placed]
