"""How much of the live boards one visitor takes: by the person, else by their address, so that others have some."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple


class Share(NamedTuple):
    """The most of one visitor."""

    boards: int
    streams: int


OF_A_PERSON: Final = Share(10, 20)
OF_AN_ADDRESS: Final = Share(20, 1000)
"""A plant's workers, and the screens of a hall, share an address."""


class Taken:
    """What each visitor takes just now: boards that are followed because of them, and streams that they hold open."""

    def __init__(self) -> None:
        self._boards: Counter[str] = Counter()
        self._streams: Counter[str] = Counter()

    def may_begin(self, visitor: str) -> bool:
        """Whether one more board may be followed because of them."""
        return self._boards[visitor] < _most_of(visitor).boards

    def may_listen(self, visitor: str) -> bool:
        """Whether they may hold one more stream open."""
        return self._streams[visitor] < _most_of(visitor).streams

    def begin(self, visitor: str) -> None:
        """A board is followed because of them."""
        self._boards[visitor] += 1

    def end(self, visitor: str) -> None:
        """It is no longer."""
        _less(self._boards, visitor)

    @contextmanager
    def listening(self, visitor: str) -> Iterator[bool]:
        """One stream more of theirs, as long as it lasts; False when they hold as many as they may."""
        if not self.may_listen(visitor):
            yield False
            return
        self._streams[visitor] += 1
        try:
            yield True
        finally:
            _less(self._streams, visitor)


def _most_of(visitor: str) -> Share:
    return OF_A_PERSON if visitor.startswith("person ") else OF_AN_ADDRESS


def _less(counted: Counter[str], visitor: str) -> None:
    """Nobody is remembered who takes nothing."""
    counted[visitor] -= 1
    if counted[visitor] <= 0:
        del counted[visitor]
