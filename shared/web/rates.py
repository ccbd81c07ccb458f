"""How often one caller may do something: a bucket each that fills again, in this process, in bounded memory."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from shared.refusals import Text
from shared.runtime import metrics
from shared.web.problems import HeadedRefusal

MOST_CALLERS: Final = 10_000
MINUTE: Final = 60.0


class TooManyRequests(HeadedRefusal):
    """More than a caller may send in a minute."""

    slug = "too-many-requests"
    status = 429
    title = Text("Anh/chị gửi quá nhiều yêu cầu, hãy chờ một lát", "Too many requests; wait a little")

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    @property
    def headers(self) -> Mapping[str, str]:
        """When the next one is admitted, in whole seconds."""
        return {"Retry-After": str(max(1, math.ceil(self.seconds)))}


class Rates:
    """Admits `per_minute` at once, and as many again over each minute; 0 admits all.

    The caller not heard of longest is forgotten first: whoever makes up callers to be forgotten has spent their own.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def knows(self, caller: object) -> bool:
        """Whether this caller has been counted since their bucket was last full."""
        return bool(self._per_minute) and caller in self._left and self._now_left(caller) < self._per_minute

    def check(self, caller: object) -> None:
        """Refuse the caller whose bucket is empty, and count nothing."""
        if self._per_minute and (left := self._now_left(caller)) < 1:
            raise TooManyRequests((1 - left) * MINUTE / self._per_minute)

    def _now_left(self, caller: object) -> float:
        now = self._clock()
        left, since = self._left.get(caller, (float(self._per_minute), now))
        return min(float(self._per_minute), left + (now - since) * self._per_minute / MINUTE)

    def admit(self, caller: object) -> None:
        """Count one request; refuses it when the bucket is empty."""
        if not self._per_minute:
            return
        now = self._clock()
        left = self._now_left(caller)
        self._left.pop(caller, None)
        if left < 1:
            self._left[caller] = (left, now)
            raise TooManyRequests((1 - left) * MINUTE / self._per_minute)
        self._left[caller] = (left - 1, now)
        while len(self._left) > MOST_CALLERS:
            self._left.popitem(last=False)
        metrics.KEPT.labels("callers").set(len(self._left))
