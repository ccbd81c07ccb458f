"""A worker whose records wait for long is not ready, however busily it turns."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from shared.messaging import lag
from shared.messaging.broker import TopicPartition
from shared.messaging.lag import LagAge
from shared.runtime.lifecycle import Lifecycle

A, B = TopicPartition("t", 0), TopicPartition("t", 1)


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(lag, "time", made)
    return made


def test_what_is_read_soon_never_grows_old_however_much_comes(clock: Clock) -> None:
    age = LagAge()
    for second in range(100):
        clock.now = second
        age.note({A: 100 * second + 50}, {A: 100 * second})
    assert age.seconds <= 1


def test_one_partition_that_stands_still_grows_old_beside_one_that_moves(clock: Clock) -> None:
    age = LagAge()
    for second in range(100):
        clock.now = second
        age.note({A: 10, B: 100 * second}, {A: 9, B: 100 * second})
    assert age.seconds == 99


def test_what_is_applied_at_last_or_read_by_another_waits_no_more(clock: Clock) -> None:
    age = LagAge()
    age.note({A: 10}, {A: 0})
    clock.now = 70
    age.note({A: 30}, {A: 10})
    assert age.seconds == 0
    clock.now = 80
    age.note({A: 30}, {A: 10})
    assert age.seconds == 10
    age.note({B: 5}, {B: 5})
    assert age.seconds == 0


@pytest.mark.parametrize(("age", "reason"), [(59.0, None), (61.0, "records have waited for 61 s")])
async def test_a_worker_with_an_old_lag_is_not_ready(age: float, reason: str | None) -> None:
    settings = SimpleNamespace(stale_after_seconds=60)
    lifecycle = cast("Any", SimpleNamespace(_service=SimpleNamespace(settings=settings), _beat=lambda _beat: 1e12))
    lifecycle._failing = lambda _reader: None
    lifecycle._behind = lambda reader: Lifecycle._behind(lifecycle, reader)
    reader = cast("Any", SimpleNamespace(stopped_reason=None, beat=0.0, lag_age=age))
    assert await Lifecycle._reader_check(lifecycle, reader)() == reason
