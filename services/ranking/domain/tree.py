"""Which units a figure counts for, and what moves when the tree changes.

A figure counts for its leaf and everything above it: a merged unit counts for its heir, a unit for its parent,
known or not, so that what waits for a late parent is complete when it comes. Totals are additive: when
a unit moves, its totals move with it, however many initiatives lie below (design §4: cost ∝ windows × depth).
"""

from collections.abc import Iterable, Iterator, Mapping

from services.ranking.domain.changes import Figures, Spot
from shared.units import UnitTree


class Paths:
    """The counting paths of one tree, remembered as they are asked for."""

    def __init__(self, tree: UnitTree) -> None:
        self._tree = tree
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, code: str) -> tuple[str, ...]:
        """The unit itself, then what it counts for, nearest first. Edges that close a circle count for nothing."""
        path = self._known.get(code)
        if path is None:
            path = self._known[code] = tuple(self._walk(code))
        return path

    def above(self, code: str) -> str | None:
        """The next unit that `code` counts for."""
        path = self.of(code)
        return path[1] if len(path) > 1 else None

    def _walk(self, code: str) -> list[str]:
        places: dict[str, int] = {}
        current: str | None = code
        while current is not None:
            if current in places:
                return list(places)[: places[current] + 1]
            places[current] = len(places)
            unit = self._tree.get(current)
            current = (unit.merged_into or unit.parent) if unit else None
        return list(places)


def moved(old: Paths, new: Paths, codes: Iterable[str]) -> list[str]:
    """Those of `codes` that count for another unit than before."""
    return [code for code in sorted(codes) if old.above(code) != new.above(code)]


def concerned(old: Paths, new: Paths, moving: Iterable[str]) -> frozenset[str]:
    """Every unit whose totals a move reads or writes: what moves and all above it, before and after."""
    return frozenset(unit for code in moving for unit in (*old.of(code), *new.of(code)))


def move_totals(old: Paths, new: Paths, moving: list[str], totals: Mapping[Spot, Figures]) -> dict[Spot, Figures]:
    """By how much each total differs once the moving units hang elsewhere.

    First every moving unit is taken off, with what it then holds, then each is hung in its new place: between
    any two steps the units form a forest in which every total is the sum below it.
    """
    forest = _Forest(totals)
    above = {code: old.above(code) for code in concerned(old, new, moving)}
    for code in moving:
        forest.add(code, list(_climb(above, code)), -1)
        above[code] = None
    for code in moving:
        above[code] = new.above(code)
        forest.add(code, list(_climb(above, code)), 1)
    return forest.differences(totals)


def _climb(above: Mapping[str, str | None], code: str) -> Iterator[str]:
    current = above.get(code)
    while current is not None:
        yield current
        current = above.get(current)


class _Forest:
    """Totals by unit while it is taken apart and put together."""

    def __init__(self, totals: Mapping[Spot, Figures]) -> None:
        self._units: dict[str, dict[tuple[str, str], Figures]] = {}
        for (programme, unit, window), figures in totals.items():
            self._units.setdefault(unit, {})[programme, window] = dict(figures)

    def add(self, code: str, to: list[str], sign: int) -> None:
        for place, figures in self._units.get(code, {}).items():
            for unit in to:
                held = self._units.setdefault(unit, {}).setdefault(place, {})
                for figure, amount in figures.items():
                    held[figure] = held.get(figure, 0) + sign * amount

    def differences(self, before: Mapping[Spot, Figures]) -> dict[Spot, Figures]:
        found: dict[Spot, Figures] = {}
        for unit, places in self._units.items():
            for (programme, window), figures in places.items():
                spot = Spot(programme, unit, window)
                was = before.get(spot, {})
                moves = {name: amount - was.get(name, 0) for name, amount in figures.items()}
                if moves := {name: amount for name, amount in moves.items() if amount}:
                    found[spot] = moves
        return found
