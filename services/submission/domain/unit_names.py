"""Finding units by words of their names, however many there are: names are folded once, not once a request."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from shared.text import folded
from shared.units import Level, Unit, UnitTree

SLICE: Final = 4000
"""Units looked at in one go: less than a millisecond."""


class UnitNames:
    """The units of one tree in the order of their codes, each with its folded name and code."""

    def __init__(self, tree: UnitTree) -> None:
        self.tree = tree
        self._units = sorted(tree, key=lambda unit: unit.code)
        self._codes = [unit.code for unit in self._units]
        self._folded = [_line(unit) for unit in self._units]

    def on(self, tree: UnitTree) -> "UnitNames":
        """On a later tree: only what changed is folded again. No unit is ever forgotten."""
        other = UnitNames(UnitTree())
        other.tree = tree
        other._units, other._codes, other._folded = [*self._units], [*self._codes], [*self._folded]
        known = dict(zip(self._codes, self._units, strict=True))
        for unit in [unit for unit in tree if known.get(unit.code) is not unit]:
            place = bisect_left(other._codes, unit.code)
            is_new = unit.code not in known
            other._codes[place : place + (not is_new)] = [unit.code]
            other._units[place : place + (not is_new)] = [unit]
            other._folded[place : place + (not is_new)] = [_line(unit)]
        return other

    def find(
        self, words: Sequence[str], *, level: Level | None, parent: str | None, after: str, most: int
    ) -> Iterator[list[Unit]]:
        """Those that have every word and come after a code, at most `most`, a slice at a time.

        An empty list says that nothing was found in a slice; whoever asks may see to others between two of them.
        """
        asked = sorted({word for word in words if not any(word != other and word in other for other in words)}, key=len)
        left = most
        for places in self._slices(parent, after):
            found: Iterable[int] = places
            for word in reversed(asked):  # the longest first: it leaves the fewest
                found = [place for place in found if word in self._folded[place]]
            units = [self._units[place] for place in found]
            if level is not None:
                units = [unit for unit in units if unit.level is level]
            yield units[:left]
            left -= len(units)
            if left <= 0:
                return

    def _slices(self, parent: str | None, after: str) -> Iterator[Sequence[int]]:
        first = bisect_right(self._codes, after)
        if parent is None:
            places: Sequence[int] = range(first, len(self._codes))
        else:
            below = (bisect_left(self._codes, child.code) for child in self.tree.children(parent))
            places = [place for place in below if place >= first]
        for start in range(0, len(places), SLICE):
            yield places[start : start + SLICE]


def _line(unit: Unit) -> str:
    words = f"{unit.name} {unit.code}".split()
    return " ".join(line for word in words if (line := word.casefold() if word.isascii() else _folded(word)))


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    """Word by word, since names are made of few words: as folding the whole, which a test asks."""
    return folded(word)
