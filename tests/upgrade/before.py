"""The commit before appointments, receipts and supplements were declared, checked out beside this one."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.local.processes import ROOT

BEFORE: Final = "041b4e7c048100bace0bf802ff60784d2a6a5c0d"


@contextmanager
def checked_out(commit: str = BEFORE) -> Iterator[Path]:
    """A worktree of the commit outside the repository; taken away again, whatever happens in it."""
    with tempfile.TemporaryDirectory(prefix="sangkien-before-") as folder:
        place = Path(folder) / "before"
        _git("worktree", "add", "--quiet", "--detach", str(place), commit)
        try:
            yield place
        finally:
            _git("worktree", "remove", "--force", str(place))


def _git(*words: str) -> None:
    subprocess.run(("git", *words), cwd=ROOT, check=True)  # noqa: S607 - whichever is installed
