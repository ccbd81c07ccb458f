"""How long is waited before something is called hung."""

import threading
from collections.abc import Iterator

import pytest

from tests.patience import HEADROOM, SLOWEST, VARIABLE, ending, patience, slowness


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    """It is read once a process; here once a test."""
    slowness.cache_clear()
    yield
    slowness.cache_clear()


@pytest.mark.parametrize(("measured", "counted"), [("0.3", 1.0), ("2.5", 2.5), ("1000", SLOWEST)])
def test_a_slow_machine_gets_more_time_and_a_fast_one_no_less(
    monkeypatch: pytest.MonkeyPatch, measured: str, counted: float
) -> None:
    monkeypatch.setenv(VARIABLE, measured)
    assert slowness() == counted
    assert patience(10) == 10 * counted * HEADROOM


def test_what_never_ends_is_ended() -> None:
    with pytest.raises(TimeoutError), ending(0.05):
        threading.Event().wait()
