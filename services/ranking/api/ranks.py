"""A unit's rank among many, by every metric, without putting the many in order: columns of numbers, compared at once.

The rank is one more than how many stand strictly above, which is what `domain.order.ranked` gives; a test asks that.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.ranking.domain.boards import figures_of
from services.ranking.domain.changes import Figures
from services.ranking.domain.members import Members
from services.ranking.domain.order import Row
from services.ranking.domain.programme import ScoringProgramme
from shared.units import Unit

Column = NDArray[np.int64] | NDArray[np.object_]
Mask = NDArray[np.bool_]
RanksByMetric = dict[str, int | None]

_PLAIN: Final = {
    "points": "points",
    "approved": "approved",
    "registered": "registered",
    "submitters": "submitters",
    "benefit": "benefit_vnd",
}
_FITS: Final = 2**62


class Field:
    """Whom a unit is ranked among: what of them is the same in every window."""

    def __init__(self, units: Sequence[Unit], members: Members) -> None:
        self.units = units
        self.place = {unit.code: place for place, unit in enumerate(units)}
        self.is_open: Mask = np.array([not unit.closed for unit in units], dtype=bool)
        self.members = _column([members.of(unit.code) or 0 for unit in units])
        self._clusters = [unit.cluster for unit in units]

    def __len__(self) -> int:
        return len(self.units)

    def of_cluster(self, cluster: str) -> Mask:
        """Those of one cluster."""
        return np.array([other == cluster for other in self._clusters], dtype=bool)


class Ranks:
    """The figures of a field in one window."""

    def __init__(
        self, field: Field, totals: Mapping[str, Figures], goals: Mapping[str, int], programme: ScoringProgramme
    ) -> None:
        self._field = field
        self._basis: Final = "approved" if programme.target_basis == "approved" else "registered"
        columns = {name: [0] * len(field) for name in _PLAIN.values()}
        for code, total in totals.items():
            figures, place = figures_of(total), field.place[code]
            for name, column in columns.items():
                column[place] = figures[name]
        goal = [0] * len(field)
        for code, number in goals.items():
            goal[field.place[code]] = number
        self._columns = {name: _column(column) for name, column in columns.items()}
        self._goals = _column(goal)

    def of(self, row: Row, among: Mask | None = None) -> RanksByMetric:
        """The ranks of a unit with this row, among those of the mask; None where it is not ranked."""
        others = self._field.is_open if among is None else self._field.is_open & among
        closed = bool(row["closed"])
        ranks: RanksByMetric = {
            by: None if closed else 1 + int(np.count_nonzero(others & (self._columns[name] > row[name])))
            for by, name in _PLAIN.items()
        }
        basis = self._basis
        shares = {
            "percent": (self._columns[basis], self._goals, row[basis], row["target"]),
            "submitters_per_100_members": (
                self._columns["submitters"],
                self._field.members,
                row["submitters"],
                row["members"],
            ),
        }
        for by, (parts, wholes, part, whole) in shares.items():
            ranks[by] = None if closed or not whole else 1 + _above(others & (wholes > 0), parts, wholes, part, whole)
        return ranks


def _above(others: Mask, parts: Column, wholes: Column, part: int, whole: int) -> int:
    """How many shares parts/wholes are larger than part/whole, exactly."""
    if len(parts) and max(int(parts.max()), part) * max(int(wholes.max()), whole) >= _FITS:
        parts, wholes = parts.astype(object), wholes.astype(object)
    larger: Mask = np.asarray(parts * whole > part * wholes, dtype=bool)
    return int(np.count_nonzero(others & larger))


def _column(numbers: list[int]) -> Column:
    """Numbers as a column; of Python's own where one does not fit 64 bits."""
    try:
        return np.array(numbers, dtype=np.int64)
    except OverflowError:
        return np.array(numbers, dtype=object)
