"""Doing several slow things at once."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait


def together(steps: Sequence[Callable[[], object]], abandon: threading.Event | None = None) -> None:
    """Run the steps at once and wait for all; the first failure (or Ctrl-C) is raised.

    Setting `abandon` tells the others to give up waiting, so that a failure is not kept from its reader.
    """
    if not steps:
        return
    pool = ThreadPoolExecutor(len(steps))
    try:
        done, _ = wait([pool.submit(step) for step in steps], return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
    except BaseException:
        if abandon is not None:
            abandon.set()
        raise
    finally:
        pool.shutdown()
