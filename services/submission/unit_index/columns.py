"""Where which term stands: columns in the order of the terms, so that all terms with a beginning are one slice."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import merge
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
RUN: Final = 4000
_LAST = "\U0010ffff"

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]


def in_order(items: Sequence[T], key: Any = None) -> list[T]:
    """Sorted in runs that are merged: one sort of very many lets no other thread do anything until it ends."""
    runs = [sorted(items[start : start + RUN], key=key) for start in range(0, len(items), RUN)]
    return runs[0] if len(runs) == 1 else list(merge(*runs, key=key))


class Places:
    """Terms and the entries they stand in, from word to word; written first, then read."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._rows = {name: array("i") for name in ("term", "entry", "start", "end")}
        self.terms: list[str] = []

    def add(self, term: str, entry: int, start: int = 0, end: int = 1) -> None:
        """A term stands in an entry."""
        values = (self._ids.setdefault(term, len(self._ids)), entry, start, end)
        for column, value in zip(self._rows.values(), values, strict=True):
            column.append(value)

    def close(self) -> None:
        """In order, to be read."""
        self.terms = in_order(list(self._ids))
        ranks = np.empty(len(self.terms), np.int32)
        for rank, term in enumerate(self.terms):
            ranks[self._ids[term]] = rank
        by_rank = ranks[column(self._rows["term"])]
        order = np.argsort(by_rank, kind="stable")
        self._first = np.searchsorted(by_rank[order], np.arange(len(self.terms) + 1))
        self.entries, self.starts, self.ends = (column(self._rows[name])[order] for name in ("entry", "start", "end"))
        self._rows.clear()
        self._ids.clear()

    def beginning(self, text: str) -> slice:
        """The rows of all terms that begin with a text."""
        return self._rows_of(bisect_left(self.terms, text), bisect_left(self.terms, text + _LAST))

    def whole(self, term: str) -> slice:
        """The rows of one term."""
        at = bisect_left(self.terms, term)
        return self._rows_of(at, at + (at < len(self.terms) and self.terms[at] == term))

    def of_any(self, terms: Iterable[str]) -> Ints:
        """The entries that one of the terms stands in."""
        found = [self.entries[self.whole(term)] for term in terms]
        return np.concatenate(found) if found else self.entries[:0]

    def _rows_of(self, first: int, last: int) -> slice:
        return slice(int(self._first[first]), int(self._first[last]))


def column(values: "array[int]") -> Ints:
    """The numbers of an array, not copied."""
    return np.frombuffer(values, np.int32) if values else np.empty(0, np.int32)
