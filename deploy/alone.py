"""What several processes of one checkout may begin at once is done by one; the others wait and find it there."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else fills this folder meanwhile; waits for whoever does, and a holder that dies lets go.

    The lock lies beside the folder, so that the folder may be removed and made anew.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f".{folder.name}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
