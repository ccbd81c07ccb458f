"""How many members a unit has, and submitters per 100 of them."""

from services.ranking.domain.points import half_up
from shared.units import UnitTree


class Members:
    """A unit's own number where its card gives one, else the sum of its children's; remembered as asked for."""

    def __init__(self, tree: UnitTree) -> None:
        self._tree = tree
        self._known: dict[str, int | None] = {}

    def of(self, code: str) -> int | None:
        """Members of a unit; None when neither it nor anything below it gives a number."""
        if code not in self._known:
            self._known[code] = None  # what closes a circle counts for nothing
            self._known[code] = self._counted(code)
        return self._known[code]

    def _counted(self, code: str) -> int | None:
        unit = self._tree.get(code)
        if unit is not None and unit.members is not None:
            return unit.members
        below = [self.of(child.code) for child in self._tree.children(code) if not child.closed]
        numbers = [number for number in below if number is not None]
        return sum(numbers) if numbers else None


def per_100(submitters: int, members: int | None) -> int | None:
    """Submitters per 100 members in hundredths, half up; None without members."""
    return half_up(submitters * 10_000, members) if members else None
