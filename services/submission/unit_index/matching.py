"""Which entries the words typed fit, and how well: masks over all entries, then columns of those left."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from services.submission.domain.unit_words import Word
from services.submission.unit_index.columns import Ints, Mask, Places
from services.submission.unit_index.entries import Entries
from services.submission.unit_index.hits import ANY_ORDER, IN_ORDER, INITIALS
from services.submission.unit_index.slips import meant_by, parts_of

SHORTEST_INITIALS, LONGEST_INITIALS, MOST_INITIALS = 2, 8, 3
_NEVER: Final = np.int32(2**30)
_LENGTH_BITS: Final = 10
_LENGTH: Final = (1 << _LENGTH_BITS) - 1


class Match(NamedTuple):
    """Entries found in one way, with what `Hits.add` orders them by."""

    numbers: Ints
    order: int
    parts: tuple[Ints, Ints, Ints]


class Matching:
    """Words typed, against the entries of `among`."""

    def __init__(self, entries: Entries, among: Mask, words: tuple[Word, ...]) -> None:
        self._entries, self._among, self._words = entries, among, words
        self._plain = list(dict.fromkeys(word.plain for word in words))
        self._begun = {plain: self._mask(self._terms.entries[self._terms.beginning(plain)]) for plain in self._plain}

    def exact(self, long: tuple[Word, ...]) -> Match:
        """The whole name or code is what was typed, as it was or written out."""
        wanted = {tuple(word.plain for word in words) for words in (self._words, long)}
        found = np.unique(np.concatenate([self._entries.exactly(words) for words in wanted]))
        numbers = found[self._among[found]]
        none = np.zeros(len(numbers), np.int32)
        return Match(numbers, 0, (none, self._unmarked(numbers), none))

    def by_words(self, worse: int = 0) -> Iterator[Match]:
        """Each word begins one of the name's: in the order typed, or in any other."""
        numbers = self._where(self._begun.values())
        if not len(numbers):
            return
        reached, matched = self._in_order(numbers)
        in_order = reached >= 0
        for order, some, used in (
            (IN_ORDER, numbers[in_order], matched[in_order]),
            (ANY_ORDER, numbers[~in_order], len(self._words)),
        ):
            yield Match(some, order, (self._only_begun(some) + worse, self._unmarked(some), self._left(some, used)))

    def by_initials(self) -> Match:
        """Each word begins one of the name's or the code's, or is the first letters of several."""
        codes = self._entries.codes
        sizes = range(SHORTEST_INITIALS, LONGEST_INITIALS + 1)
        short = sorted((plain for plain in self._plain if len(plain) in sizes), key=len)[:MOST_INITIALS]
        masks = []
        for plain in self._plain:
            mask = self._begun[plain] | self._mask(codes.entries[codes.beginning(plain)])
            if plain in short:
                mask |= self._mask(self._entries.with_initials(plain))
            masks.append(mask)
        numbers = self._where(masks)
        used = sum(len(plain) if plain in short else 1 for plain in self._plain)
        parts = (self._only_begun(numbers), self._unmarked(numbers), self._left(numbers, used))
        return Match(numbers, INITIALS, parts)

    def meant(self) -> Match:
        """Every word but one fits, and that one may have been meant as another; or a blank is between two."""
        found = np.zeros(len(self._among), np.bool_)
        for plain in self._plain:
            others = self._among & True
            for each in self._plain:
                if each != plain:
                    others &= self._begun[each]
            if others.any():
                found |= others & self._meant_as(plain)
        for first, second in zip(self._plain, self._plain[1:], strict=False):
            joined = self._among & self._mask(self._terms.of_any([first + second]))
            for each in self._plain:
                if each not in (first, second):
                    joined &= self._begun[each]
            found |= joined
        numbers = np.flatnonzero(found).astype(np.int32)
        none = np.zeros(len(numbers), np.int32)
        return Match(numbers, 0, (none, self._unmarked(numbers), self._left(numbers, len(self._words))))

    @property
    def _terms(self) -> Places:
        return self._entries.words

    def _meant_as(self, plain: str) -> Mask:
        meant = self._mask(self._terms.of_any(meant_by(plain, self._terms.terms)))
        for first, second in parts_of(plain, self._terms.terms):
            meant |= self._mask(self._terms.of_any([first])) & self._mask(self._terms.of_any([second]))
        return meant

    def _in_order(self, numbers: Ints) -> tuple[Ints, Ints]:
        """For each of these entries the word its last match ends at (-1: not in order), and how many words match."""
        at = np.full(len(self._among), -1, np.int32)
        at[numbers] = np.arange(len(numbers), dtype=np.int32)
        reached, matched = np.zeros(len(numbers), np.int32), np.zeros(len(numbers), np.int32)
        for word in self._words:
            rows = self._terms.beginning(word.plain)
            places, starts, ends = at[self._terms.entries[rows]], self._terms.starts[rows], self._terms.ends[rows]
            fit = (places >= 0) & (starts >= reached[places]) & (reached[places] >= 0)
            places, starts, ends = places[fit], starts[fit], ends[fit]
            # The one that ends first, of those the shortest: whatever follows has most room.
            best = np.full(len(numbers), _NEVER, np.int32)
            np.minimum.at(best, places, (ends << _LENGTH_BITS) + (ends - starts))
            matched += best & _LENGTH
            reached = np.where(best == _NEVER, -1, best >> _LENGTH_BITS)
        return reached, matched

    def _only_begun(self, numbers: Ints) -> Ints:
        """How many of the words are only the beginning of one."""
        begun = np.full(len(numbers), len(self._plain), np.int32)
        for plain in self._plain:
            begun -= self._mask(self._terms.entries[self._terms.whole(plain)])[numbers]
        return begun

    def _unmarked(self, numbers: Ints) -> Ints:
        """How many of the words typed with marks an entry has not with these marks."""
        marked = self._entries.marked
        typed = {word.marked for word in self._words if word.marked != word.plain}
        missing = np.full(len(numbers), len(typed), np.int32)
        for each in typed:
            missing -= self._mask(marked.entries[marked.beginning(each)])[numbers]
        return missing

    def _left(self, numbers: Ints, used: Ints | int) -> Ints:
        left: Ints = self._entries.lengths[numbers] - used
        return left

    def _where(self, masks: Iterable[Mask]) -> Ints:
        found = self._among & True
        for mask in masks:
            found &= mask
        return np.flatnonzero(found).astype(np.int32)

    def _mask(self, numbers: Ints) -> Mask:
        mask = np.zeros(len(self._among), np.bool_)
        mask[numbers] = True
        return mask
