import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.guard import REMEMBERED, Guard, TooManyInvalid

ALLOWED = 20


def some(invalid: int, valid: int, topic: str = "t") -> list[tuple[str, bool]]:
    return [(topic, False)] * invalid + [(topic, True)] * valid


def test_a_few_accidents_are_allowed_even_alone() -> None:
    Guard().check(some(ALLOWED, 0))


def test_a_batch_that_is_mostly_invalid_is_refused() -> None:
    with pytest.raises(TooManyInvalid, match="21 of the last 30 records of t"):
        Guard().check(some(21, 9))


def test_single_records_add_up_over_batches() -> None:
    guard = Guard()
    for _ in range(ALLOWED):
        guard.check(some(1, 0))
        guard.remember(some(1, 0))
    with pytest.raises(TooManyInvalid):
        guard.check(some(1, 0))


def test_one_topic_does_not_count_against_another() -> None:
    guard = Guard()
    guard.remember(some(0, REMEMBERED, "healthy"))
    with pytest.raises(TooManyInvalid):
        guard.check([*some(ALLOWED + 1, 0, "broken"), *some(0, 500, "healthy")])


def test_what_is_long_past_is_forgotten() -> None:
    guard = Guard()
    guard.remember(some(150, 0))
    guard.remember(some(0, REMEMBERED))
    guard.check(some(ALLOWED, 0))


@given(invalid=st.integers(0, 300), valid=st.integers(0, 300))
def test_nothing_is_refused_while_half_or_more_is_valid(invalid: int, valid: int) -> None:
    Guard().check(some(min(invalid, valid), valid))


def test_what_is_allowed_can_be_set() -> None:
    strict = Guard(allowed=0, share=0.1)
    with pytest.raises(TooManyInvalid):
        strict.check(some(1, 5))
    strict.check(some(1, 20))
    Guard(allowed=0, share=1).check(some(50, 0))
