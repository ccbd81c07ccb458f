"""Waiting for something to become true."""

import os
import threading
import time
from collections.abc import Callable

POLL_SECONDS = 0.1


def ample(seconds: float) -> float:
    """Seconds after which a part hangs; STACK_PATIENCE multiplies them for a machine that is slow or busy."""
    return seconds * float(os.environ.get("STACK_PATIENCE") or 1)


def wait_until(condition: Callable[[], bool], seconds: float, ending: threading.Event) -> bool:
    """Whether `condition` became true in time, before the stack was told to end."""
    deadline = time.monotonic() + seconds
    while not condition():
        if ending.is_set() or time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
