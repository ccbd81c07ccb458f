"""Figures as shapes: points of a line and lengths of bars, in the units of an SVG's view box."""

from collections.abc import Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """A line of a chart: `points` as SVG takes them, the largest value, and where the last point stands."""

    points: str
    most: int
    last: tuple[float, float]


def line(values: Sequence[int], width: float = 600, height: float = 120) -> Line | None:
    """The line through `values`, evenly spaced, 0 at the bottom; None for fewer than two."""
    if len(values) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    most = max(*values, 1)
    step = width / (len(values) - 1)
    points = [(round(place * step, 1), round(height - value / most * height, 1)) for place, value in enumerate(values)]
    return Line(" ".join(f"{x},{y}" for x, y in points), most, points[-1])


def summed(values: Sequence[int]) -> list[int]:
    """Each value with all before it."""
    total, sums = 0, []
    for value in values:
        total += value
        sums.append(total)
    return sums
