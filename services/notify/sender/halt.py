"""Sending stopped as a whole: the mail server refuses us, not a message."""

import time
from uuid import UUID

from services.notify import metrics
from services.notify.domain.delivery import Fault, Stage, Verdict


class Halt:
    """Shared by all connections of a process. The reason stays until the server is seen to take us again."""

    def __init__(self, seconds: float, after: int) -> None:
        self._seconds = seconds
        self._after = after
        self._doubted: set[UUID] = set()
        self._until = 0.0
        self.fault: Fault | None = None

    def begin(self, fault: Fault) -> None:
        """Stop sending; try again after the pause."""
        self.fault = fault
        self._until = time.monotonic() + self._seconds
        metrics.HALTED.set(1)

    def judge(self, message: UUID, fault: Fault | None) -> Verdict | None:
        """What an attempt's fault means (None: it was taken), given those before it; begins or ends the halt.

        A rule that refuses one message may be its recipient's; `after` different ones, with none taken between them,
        show that it is the server's against us. While it refuses us, no message is to blame.
        """
        verdict = fault.verdict if fault is not None else None
        if fault is None or verdict is Verdict.FAIL:
            self.end()
        elif verdict is Verdict.DOUBT:
            self._doubted.add(message)
            if len(self._doubted) >= self._after:
                verdict = Verdict.STOP
        if fault is not None and verdict is Verdict.STOP:
            self.begin(fault)
        return verdict

    def connected(self) -> None:
        """A connection opened: that answers a refused greeting or sign-in, nothing that comes after them."""
        if self.fault is not None and self.fault.stage in (Stage.CONNECT, Stage.GREETING, Stage.AUTH):
            self.end()

    def end(self) -> None:
        """The server takes our mail."""
        self.fault = None
        self._until = 0.0
        self._doubted.clear()
        metrics.HALTED.set(0)

    @property
    def pausing(self) -> bool:
        """Whether it is too early to try again."""
        return time.monotonic() < self._until
