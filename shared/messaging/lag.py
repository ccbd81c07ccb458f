"""How old a lag is: for how long the oldest record that is not applied has been known to wait."""

import time
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from shared.messaging.broker import TopicPartition

MOST_LOOKS = 1000

Offsets = Mapping[TopicPartition, int]


class _Look(NamedTuple):
    at: float
    ends: Offsets


class LagAge:
    """Remembers where partitions ended when they were looked at; what was there at a look and is applied is forgotten.

    By offsets, not by a record's own time: that of an old event that was published late says nothing.
    """

    def __init__(self) -> None:
        self._looks: deque[_Look] = deque()

    def note(self, ends: Offsets, places: Offsets) -> None:
        """A look at the partitions one reads: where each ends, and where its reader goes on."""
        while self._looks and not _waits(self._looks[0].ends, places):
            self._looks.popleft()
        if _waits(ends, places) and len(self._looks) < MOST_LOOKS:
            self._looks.append(_Look(time.monotonic(), dict(ends)))

    @property
    def seconds(self) -> float:
        """0 while nothing is known to wait."""
        return time.monotonic() - self._looks[0].at if self._looks else 0.0


def _waits(ends: Offsets, places: Offsets) -> bool:
    return any(ends.get(partition, 0) > place for partition, place in places.items())
