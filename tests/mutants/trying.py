"""A change is put into a copy of the code, and tests are asked whether they notice."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deploy.local.processes import ROOT
from tests.mutants.covering import Lines, folders_of, of_place
from tests.mutants.drawing import Place
from tests.patience import patience

SECONDS: Final = 120
LISTED: Final = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")


def copied(copy: Path) -> Path:
    """What tests need, in a folder of its own."""
    names = subprocess.run(LISTED, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return copy


def environment(copy: Path, **more: str) -> dict[str, str]:
    """As tests in the copy are run: its own code, few histories, nothing compiled left behind."""
    return {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MODEL_HISTORIES": "25",
        "PYTEST_TIMEOUT": f"{patience(30):.0f}",
        **more,
    }


def is_noticed(copy: Path, place: Place, lines: Lines) -> bool:
    """Whether a test that runs the line fails, or else any of the service's."""
    file = copy / place.file
    right = file.read_bytes()
    file.write_bytes(place.put_in(right))
    try:
        near = of_place(lines, str(place.file), place.line)
        return (bool(near) and not passes(copy, near)) or not passes(copy, folders_of(str(place.file)))
    finally:
        file.write_bytes(right)


def passes(copy: Path, tests: Sequence[str], **more: str) -> bool:
    """Whether these tests pass on the copy; what never ends does not."""
    argv = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            argv, cwd=copy, env=environment(copy, **more), capture_output=True, timeout=patience(SECONDS), check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
