"""What was found, as one key an entry: the smaller, the better."""

from typing import Final

import numpy as np

from services.submission.unit_index.columns import Ints, Mask

EXACT, FOUND, MEANT = 0, 1, 2
IN_ORDER, ANY_ORDER, INITIALS = 0, 1, 2
_NOT_FOUND: Final = np.iinfo(np.int64).max
_PART_BITS: Final = 10


class Hits:
    """Kind, own province, order, words only begun, marks that differ, teams, words left over; then as listed."""

    def __init__(self, others: Mask, teams: Mask) -> None:
        self._keys = np.full(len(others), _NOT_FOUND, np.int64)
        self._others, self._teams = others, teams

    @property
    def count(self) -> int:
        """How many entries were found."""
        return int(np.count_nonzero(self._keys != _NOT_FOUND))

    def add(self, numbers: Ints, kind: int, order: int, parts: tuple[Ints, Ints, Ints]) -> None:
        """Entries found in one way; `parts`: words only begun, marks that differ, words left over."""
        begun, unmarked, left = parts
        keys = np.full(len(numbers), kind, np.int64)
        keys = (keys << 1) + self._others[numbers]
        keys = (keys << 2) + order
        for part in (begun, unmarked, self._teams[numbers], left):
            keys = (keys << _PART_BITS) + np.minimum(np.maximum(part, 0), (1 << _PART_BITS) - 1)
        self._keys[numbers] = np.minimum(self._keys[numbers], keys)

    def best(self, most: int) -> Ints:
        """The best ones in order; a few more than `most` where many are equal."""
        found = np.flatnonzero(self._keys != _NOT_FOUND)
        keys = self._keys[found]
        if len(found) > most:
            better = keys <= np.partition(keys, most)[most]
            found, keys = found[better], keys[better]
        order: Ints = found[np.argsort(keys, kind="stable")].astype(np.int32)
        return order
