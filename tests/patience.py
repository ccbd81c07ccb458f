"""How long tests wait before they call something hung. A time-out ends what hangs; it never judges speed.

Every time-out in tests is written as `patience(seconds)`: the seconds are what is ample on the machine the tests were
written on, multiplied by how much slower this machine is and by some headroom, since a machine that is idle now may be
busy later. The machine is timed once, by `make test` or else by the first test, and handed on in the environment.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

VARIABLE: Final = "TESTS_SLOWNESS"
"""Where `make test` leaves what it measured, for every process it starts."""

REFERENCE_SECONDS: Final = 0.25
"""What the loop takes on the machine the tests were written on, when nothing else runs."""
REFERENCE_CORES: Final = 2
ROUNDS: Final = 2_000_000
HEADROOM: Final = 4.0
SLOWEST: Final = 8.0
"""What is measured beyond this is a moment's crowd, and would make a hang last for an hour."""


@cache
def slowness() -> float:
    """How many times slower this machine is than the one the tests were written on; never below 1."""
    if not os.environ.get(VARIABLE):
        os.environ[VARIABLE] = f"{measured():.2f}"
    return min(SLOWEST, max(1.0, float(os.environ[VARIABLE])))


def patience(seconds: float) -> float:
    """So many seconds on the machine the tests were written on, for this one, with headroom."""
    return seconds * slowness() * HEADROOM


def measured() -> float:
    """The loop's time over its reference, and once more for each core that is missing."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return _loop_seconds() / REFERENCE_SECONDS * max(1.0, REFERENCE_CORES / cores)


def _loop_seconds() -> float:
    """Long enough to have been interrupted by whatever else runs."""
    began = time.perf_counter()
    total, seen = 0, {}
    for number in range(ROUNDS):
        total = (total * 31 + number) % 1_000_003
        seen[total & 1023] = number
    return time.perf_counter() - began


@contextmanager
def ending(seconds: float) -> Iterator[None]:
    """End a computation that would go on for hours; TimeoutError says that it did not come to its end."""

    def ended(*_: object) -> None:
        raise TimeoutError(f"no end within {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, ended)
    remaining, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, max(0.0, remaining))
        signal.signal(signal.SIGALRM, before)
