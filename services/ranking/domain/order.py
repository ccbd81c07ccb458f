"""The order of a board: the metric, then percent, then submitters, then unit code (design §4)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

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


def measure(row: Row, by: str) -> int | Fraction | None:
    """What is compared; submitters per 100 members by the exact fraction, not by the rounded figure shown."""
    if by == "submitters_per_100_members":
        return Fraction(row["submitters"], row["members"]) if row["members"] else None
    value: int | None = row[METRICS[by]]
    return value


def order_key(row: Row, by: str) -> tuple[bool, int | Fraction, int, int, str]:
    """Smaller stands higher. Those not ranked come last: closed units, and by percent those without a target."""
    value = measure(row, by)
    share = row["percent"]
    return (
        not _is_ranked(row, by),
        -(value if value is not None else -1),
        -(share if share is not None else -1),
        -row["submitters"],
        row["unit"],
    )


def ranked(rows: Iterable[Row], by: str) -> list[Row]:
    """The rows in order, `rank` filled in: equal in the metric share a rank, and the next counts on (1, 2, 2, 4)."""
    ordered = sorted(rows, key=lambda row: order_key(row, by))
    rank = 0
    for place, row in enumerate(ordered, start=1):
        if not _is_ranked(row, by):
            row["rank"] = None
            continue
        if place == 1 or measure(row, by) != measure(ordered[place - 2], by):
            rank = place
        row["rank"] = rank
    return ordered


def _is_ranked(row: Row, by: str) -> bool:
    return not row["closed"] and measure(row, by) is not None
