"""Waiting for something to become true."""

import os
import threading
import time
from collections.abc import Callable
from http import HTTPStatus

import httpx

from shared.web.trust import roots

POLL_SECONDS = 0.1


def ample(seconds: float) -> float:
    """Seconds after which a part hangs; STACK_PATIENCE multiplies them for a machine that is slow or busy."""
    return seconds * float(os.environ.get("STACK_PATIENCE") or 1)


def answers(url: str) -> bool:
    """Whether something on this machine answers a GET, and is content."""
    try:
        answer = httpx.get(url, timeout=ample(2), verify=roots(), trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == HTTPStatus.OK


def wait_until(condition: Callable[[], bool], seconds: float, ending: threading.Event) -> bool:
    """Whether `condition` became true in time, before the stack was told to end."""
    deadline = time.monotonic() + seconds
    while not condition():
        if ending.is_set() or time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
