"""Buckets that fill again, in bounded memory."""

import pytest

from shared.web import rates
from shared.web.rates import Rates, TooManyRequests


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_and_as_many_again_over_a_minute() -> None:
    clock = Time()
    bucket = Rates(6, clock)
    for _ in range(6):
        bucket.admit("lan")
    with pytest.raises(TooManyRequests) as refused:
        bucket.admit("lan")
    assert refused.value.headers == {"Retry-After": "10"}
    bucket.admit("minh")
    clock.now = 10.0
    bucket.admit("lan")
    with pytest.raises(TooManyRequests):
        bucket.admit("lan")
    clock.now = 10_000.0
    for _ in range(6):
        bucket.admit("lan")
    with pytest.raises(TooManyRequests):
        bucket.admit("lan")


def test_none_counts_nothing_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_CALLERS", 3)
    for _ in range(100):
        Rates(0).admit("lan")
    bucket = Rates(1, Time())
    for name in "abcde":
        bucket.admit(name)
    assert len(bucket) == 3
    with pytest.raises(TooManyRequests):
        bucket.admit("e")
    bucket.admit("a")


def test_a_look_at_a_bucket_takes_nothing_out_of_it() -> None:
    clock = Time()
    bucket = Rates(2, clock)
    for _ in range(5):
        bucket.check("lan")
    assert not bucket.knows("lan")
    bucket.admit("lan")
    assert bucket.knows("lan")
    bucket.admit("lan")
    with pytest.raises(TooManyRequests) as refused:
        bucket.check("lan")
    assert refused.value.headers == {"Retry-After": "30"}
    clock.now = 60.0
    bucket.check("lan")
    assert not bucket.knows("lan")
    Rates(0).check("lan")
