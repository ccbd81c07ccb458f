"""The search itself: one way to fit after the other, until enough was found."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.submission.domain.unit_words import words_of, written_out
from services.submission.unit_index.columns import Mask
from services.submission.unit_index.entries import NOWHERE, Entries
from services.submission.unit_index.hits import EXACT, FOUND, MEANT, Hits
from services.submission.unit_index.matching import Matching
from shared.units import Level, Unit, UnitTree

HITS: Final = 12
MOST_WORDS: Final = 20
"""Of a longer text the first ones are looked for."""
FEW: Final = 3
"""With fewer hits than these, a slip of the finger is looked for."""
_NAMES: Final = 20
"""Hits looked at for each one shown: a unit may have been found by many old names."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: `within` a unit and below it; what is of the province of `near` comes first."""

    text: str
    within: str
    near: str | None = None
    level: Level | None = None
    open_only: bool = False


class UnitIndex:
    """An index of one tree; never changed."""

    def __init__(self, tree: UnitTree) -> None:
        self.tree = tree
        self._entries = Entries(tree)

    def find(self, wish: Wish, most: int = HITS) -> list[Unit]:
        """At most so many units, best first; a unit that was found by several names once."""
        words = words_of(wish.text)[:MOST_WORDS]
        among = self._among(wish)
        if not words or not among.any():
            return []
        hits = Hits(self._others(wish), self._entries.teams)
        long = written_out(words)
        matching = Matching(self._entries, among, words)
        match = matching.exact(long)
        hits.add(match.numbers, EXACT, match.order, match.parts)
        for match in matching.by_words():
            hits.add(match.numbers, FOUND, match.order, match.parts)
        if hits.count < most and long != words:
            for match in Matching(self._entries, among, long[:MOST_WORDS]).by_words(worse=1):
                hits.add(match.numbers, FOUND, match.order, match.parts)
        if hits.count < most:
            match = matching.by_initials()
            hits.add(match.numbers, FOUND, match.order, match.parts)
        if hits.count < FEW:
            match = matching.meant()
            hits.add(match.numbers, MEANT, match.order, match.parts)
        return self._units(hits, most)

    def _among(self, wish: Wish) -> Mask:
        """Which entries may be shown at all."""
        above = self._entries.above
        number = self._entries.number_of(self.tree.resolve(wish.within))
        if number is None:
            return np.zeros(above.shape[1], np.bool_)
        among: Mask = (above == number).any(axis=0)
        if wish.open_only:
            among &= self._entries.open
        if wish.level is not None:
            among &= above[wish.level.depth] != NOWHERE
            for lower in range(wish.level.depth + 1, len(Level)):
                among &= above[lower] == NOWHERE
        return among

    def _others(self, wish: Wish) -> Mask:
        """Entries of other provinces than the one of `near`."""
        provinces = self._entries.above[Level.PROVINCIAL.depth]
        for code in self.tree.path(wish.near) if wish.near is not None else ():
            unit, number = self.tree.get(code), self._entries.number_of(code)
            if unit is not None and unit.level is Level.PROVINCIAL and number is not None:
                others: Mask = provinces != number
                return others
        return np.ones(len(provinces), np.bool_)

    def _units(self, hits: Hits, most: int) -> list[Unit]:
        found: dict[str, Unit] = {}
        for number in hits.best(_NAMES * most):
            unit = self._entries.units[number]
            found.setdefault(unit.code, unit)
            if len(found) == most:
                break
        return list(found.values())
