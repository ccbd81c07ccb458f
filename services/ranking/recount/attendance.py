"""Who had registered initiatives on which days, as columns, while the log is read.

The same author may come from any partition, so their days are put together at the end.
"""

from array import array
from collections.abc import Iterator
from functools import lru_cache
from uuid import UUID

import numpy as np

from services.ranking.domain.changes import Days, Membership
from services.ranking.domain.contribution import attendance_of
from services.ranking.domain.facts import Facts
from services.ranking.recount.table import Names

SOME = 2000
SLICE = 20_000
"""Rows taken out of the columns at a time: one by one they would be numpy's numbers, and slow."""
_HALF = (1 << 64) - 1


class Attendance:
    """One row an author and initiative: 32 bytes."""

    def __init__(self) -> None:
        self._programmes, self._homes = Names(), Names()
        self._high, self._low = array("Q"), array("Q")
        self._place, self._day = array("q"), array("i")

    def add(self, facts: Facts) -> None:
        """One initiative's authors, if it counts as registered."""
        submission = facts.submission
        if submission is None:
            return
        for author, home_unit in attendance_of(facts, submission):
            number = UUID(author).int
            self._high.append(number >> 64)
            self._low.append(number & _HALF)
            place = self._programmes.number(submission.programme) << 32 | self._homes.number(home_unit)
            self._place.append(place)
            self._day.append(submission.date.toordinal())

    def grouped(self) -> Iterator[list[tuple[Membership, Days]]]:
        """Every author at every home unit with their days in order, some at a time."""
        if not self._day:
            return
        columns = [np.frombuffer(column, dtype=column.typecode) for column in (self._high, self._low)]
        place, day = np.frombuffer(self._place, dtype=np.int64), np.frombuffer(self._day, dtype=np.int32)
        order = np.lexsort((day, columns[1], columns[0], place))
        some: list[tuple[Membership, Days]] = []
        known: tuple[int, int, int] | None = None
        days: Days = {}
        for start in range(0, len(order), SLICE):
            rows = order[start : start + SLICE]
            parts = [column[rows].tolist() for column in (place, *columns, day)]
            for where, high, low, ordinal in zip(*parts, strict=True):
                if (where, high, low) != known:
                    if len(some) == SOME:
                        yield some
                        some = []
                    known, days = (where, high, low), {}
                    some.append((self._membership(where, high << 64 | low), days))
                written = _iso(ordinal)
                days[written] = days.get(written, 0) + 1
        yield some

    def _membership(self, place: int, author: int) -> Membership:
        programme, home = place >> 32, place & 0xFFFFFFFF
        return Membership(self._programmes.words[programme], self._homes.words[home], str(UUID(int=author)))


@lru_cache(maxsize=4096)
def _iso(ordinal: int) -> str:
    return str(np.datetime64(ordinal - _EPOCH, "D"))


_EPOCH = 719_163
"""The ordinal of 1 January 1970."""
