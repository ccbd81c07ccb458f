"""Who had registered initiatives on which days, as columns, while the log is read.

The same author may come from any partition, so their days are put together at the end.
"""

from array import array
from collections.abc import Iterator
from uuid import UUID

import numpy as np

from services.ranking.domain.changes import Days, Membership
from services.ranking.domain.contribution import attendance_of
from services.ranking.domain.facts import Facts
from services.ranking.recount.table import Names

SOME = 2000
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
        known: Membership | None = None
        for row in order:
            who = self._membership(int(place[row]), int(columns[0][row]) << 64 | int(columns[1][row]))
            if who != known:
                if len(some) == SOME:
                    yield some
                    some = []
                known = who
                some.append((who, {}))
            days = some[-1][1]
            written = _iso(int(day[row]))
            days[written] = days.get(written, 0) + 1
        yield some

    def _membership(self, place: int, author: int) -> Membership:
        programme, home = place >> 32, place & 0xFFFFFFFF
        return Membership(self._programmes.words[programme], self._homes.words[home], str(UUID(int=author)))


def _iso(ordinal: int) -> str:
    return str(np.datetime64(ordinal - _EPOCH, "D"))


_EPOCH = 719_163
"""The ordinal of 1 January 1970."""
