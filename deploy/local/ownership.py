"""One stack per state folder: a lock that the system itself drops when its holder dies."""

import fcntl
import os
from pathlib import Path
from typing import IO

from deploy.local.errors import AlreadyRunning


class Ownership:
    """Holds the lock of a state folder; the file says whose it is."""

    def __init__(self, state: Path) -> None:
        self._path = state / "owner"
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Become the owner, or refuse because another process is."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise AlreadyRunning(owner(self._path.parent)) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Let go; harmless when nothing is held."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def owner(state: Path) -> int | None:
    """The process that runs a stack on this folder now, or None."""
    path = state / "owner"
    if not path.exists():
        return None
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = file.read().strip()
            return int(text) if text.isdigit() else None
    return None
