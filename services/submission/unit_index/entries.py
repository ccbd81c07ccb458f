"""What can be found: every unit by its name, and what was merged away by its old name, for which its heir stands.

Columns, not objects: while hundreds of thousands of them come to be, the collector of garbage would hold up the loop.
"""

from array import array
from collections.abc import Iterator
from typing import Final

import numpy as np

from services.submission.domain.unit_words import Spelled, initials_of, spelled_out, words_of
from services.submission.unit_index.columns import Ints, Places, column, in_order
from shared.units import Level, Unit, UnitTree

NOWHERE: Final = -1
_LEAD = ("cong", "doan", "co", "so")
_ALL_BITS = (1 << 63) - 1


class Entries:
    """The columns of all entries, highest level first, then by name."""

    def __init__(self, tree: UnitTree) -> None:
        named = in_order(list(_named(tree)), key=lambda unit: (_heir(unit, tree).level.depth, unit.name))
        self.units = [_heir(unit, tree) for unit in named]
        size = len(named)
        self.words, self.marked, self.codes = Places(), Places(), Places()
        self.lengths = np.zeros(size, np.int32)
        self.open, self.teams = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        self.above = np.full((len(Level), size), NOWHERE, np.int32)
        self._numbers: dict[str, int] = {}
        paths: dict[str, tuple[int, ...]] = {}
        exact, letters, ends = (array("q"), array("i")), bytearray(), array("i")
        for number, unit in enumerate(named):
            heir = self.units[number]
            spelled = spelled_out(unit.name)
            for key in self._add_words(number, spelled, unit.code):
                exact[0].append(hash(key) & _ALL_BITS)
                exact[1].append(number)
            letters += initials_of(spelled.words).encode("ascii", "replace") + b"\n"
            ends.append(len(letters))
            self.lengths[number] = len(spelled.words)
            self.open[number] = not heir.closed
            self.teams[number] = heir.level is Level.SUBDIVISION
            self.above[:, number] = self._path(heir, tree, paths)
        for places in (self.words, self.marked, self.codes):
            places.close()
        keys = np.frombuffer(exact[0], np.int64) if size else np.empty(0, np.int64)
        order = np.argsort(keys, kind="stable")
        self._keys, self._exact = keys[order], column(exact[1])[order]
        self._letters = np.frombuffer(bytes(letters), np.uint8)
        self._owners = np.repeat(np.arange(size, dtype=np.int32), np.diff(column(ends), prepend=0))

    def exactly(self, words: tuple[str, ...]) -> Ints:
        """Entries whose name, name after “công đoàn cơ sở”, or code is these words."""
        key = hash(words) & _ALL_BITS
        first, last = np.searchsorted(self._keys, [key, key + 1])
        return self._exact[first:last]

    def number_of(self, code: str) -> int | None:
        """What `above` calls a unit."""
        return self._numbers.get(code)

    def with_initials(self, letters: str) -> Ints:
        """Entries in which words that follow each other begin with these letters."""
        wanted = letters.encode()
        if len(wanted) != len(letters) or len(wanted) > len(self._letters):
            return self._owners[:0]
        last = len(self._letters) - len(wanted) + 1
        found = self._letters[:last] == wanted[0]
        for place, letter in enumerate(wanted[1:], start=1):
            found &= self._letters[place : last + place] == letter
        return self._owners[np.flatnonzero(found)]

    def _add_words(self, number: int, spelled: Spelled, code: str) -> set[tuple[str, ...]]:
        """Put what it may be looked for by into its columns; what is typed when it is typed whole."""
        names = {place.term.plain for place in spelled.places}
        for term, start, end in spelled.places:
            self.words.add(term.plain, number, start, end)
            if term.marked != term.plain:
                self.marked.add(term.marked, number)
        code_words = tuple(word.plain for word in words_of(code))
        for word in code_words:
            if word not in names:
                self.codes.add(word, number)
        plain = tuple(word.plain for word in spelled.words)
        return {plain, plain[len(_LEAD) :] if plain[: len(_LEAD)] == _LEAD else plain, code_words}

    def _path(self, unit: Unit, tree: UnitTree, paths: dict[str, tuple[int, ...]]) -> list[int]:
        """Numbers of the unit and of what stands above it, by the depth of their levels; `paths`: of parents."""
        upper = [NOWHERE] * len(Level)
        parent = tree.get(tree.resolve(unit.parent)) if unit.parent is not None else None
        if parent is not None and parent.level.is_above(unit.level):
            if parent.code not in paths:
                paths[parent.code] = tuple(self._path(parent, tree, paths))
            upper = list(paths[parent.code])
        upper[unit.level.depth] = self._numbers.setdefault(unit.code, len(self._numbers))
        return upper


def _heir(unit: Unit, tree: UnitTree) -> Unit:
    return tree.get(tree.resolve(unit.code)) or unit


def _named(tree: UnitTree) -> Iterator[Unit]:
    """All but those whose heir is not known, or that are merged in a circle."""
    return (unit for unit in tree if unit.code == tree.resolve(unit.code) or _heir(unit, tree).merged_into is None)
