"""How often one address may try certificate codes."""

import time
from collections.abc import Callable

from shared.refusals import Refusal, Text

_MOST_ADDRESSES = 10_000
_WINDOW = 60.0


class TooManyRequests(Refusal):
    """Too many tries from one address within a minute."""

    slug = "too-many-requests"
    status = 429
    title = Text("Bạn thử quá nhiều lần, hãy chờ một phút", "Too many tries; wait a minute")


class Limiter:
    """Counts tries by address in windows of a minute, in this process; memory stays bounded."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._window = -1
        self._tries: dict[str, int] = {}

    def admit(self, address: str, per_minute: int) -> None:
        """Count one try; refuse it beyond `per_minute`."""
        window = int(self._clock() // _WINDOW)
        if window != self._window or len(self._tries) > _MOST_ADDRESSES:
            self._window, self._tries = window, {}
        self._tries[address] = self._tries.get(address, 0) + 1
        if self._tries[address] > per_minute:
            raise TooManyRequests
