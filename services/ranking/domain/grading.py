"""Xếp loại thi đua: the class that a percentage of the assigned target reaches (design §4)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GradeClass:
    """One class: from how many hundredths of a percent, and of submitters per 100 members (hundredths too)."""

    name: str
    from_percent: int
    min_submitters_per_100: int = 0

    def reached(self, percent: int, submitters_per_100: int | None) -> bool:
        """Whether a unit with these figures is in it or above."""
        return percent >= self.from_percent and (submitters_per_100 or 0) >= self.min_submitters_per_100

    def asks(self, target: int) -> int:
        """The fewest initiatives whose percentage of `target`, rounded half up, reaches the cut-off."""
        return max(0, -(-(2 * target * self.from_percent - target) // 20_000))


def grade(percent: int | None, submitters_per_100: int | None, classes: Sequence[GradeClass]) -> int | None:
    """The place in `classes` (highest first) of the first one that is reached; None is ungraded."""
    if percent is None:
        return None
    places = (n for n, one in enumerate(classes) if one.reached(percent, submitters_per_100))
    return next(places, None)


def class_above(place: int | None, classes: Sequence[GradeClass]) -> GradeClass | None:
    """The class just above the one reached; None at the top, or when there are none."""
    if place is None:
        return classes[-1] if classes else None
    return classes[place - 1] if place else None
