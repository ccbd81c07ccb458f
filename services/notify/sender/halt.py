"""Sending stopped as a whole: the mail server refuses us, not a message."""

import time

from services.notify import metrics
from services.notify.domain.delivery import Fault, Stage


class Halt:
    """Shared by all connections of a process. The reason stays until the server is seen to take us again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0
        self.fault: Fault | None = None

    def begin(self, fault: Fault) -> None:
        """Stop sending; try again after the pause."""
        self.fault = fault
        self._until = time.monotonic() + self._seconds
        metrics.HALTED.set(1)

    def connected(self) -> None:
        """A connection opened: that answers a refused greeting or sign-in, not a refused sender."""
        if self.fault is not None and self.fault.stage is not Stage.MAIL:
            self.end()

    def end(self) -> None:
        """The server takes our mail."""
        self.fault = None
        self._until = 0.0
        metrics.HALTED.set(0)

    @property
    def pausing(self) -> bool:
        """Whether it is too early to try again."""
        return time.monotonic() < self._until
