"""`make mutants`: put each bug into a copy of the code and see random histories fail; exit 1 when one passes.

Words after the module's name take only the bugs that have one of them in their name.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from deploy.local.processes import ROOT
from tests.mutants.bugs import BUGS, Bug
from tests.patience import patience

PARTS = ("services", "shared", "deploy", "tests", "pyproject.toml")
DOMAIN = Path("services/ranking/domain")
SECONDS = 300
HISTORIES = "300"


def main() -> None:
    """Try all of them."""
    console = Console()
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="sangkien-mutants-") as folder:
        copy = Path(folder)
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / part)
        if not _passes(copy):
            console.print("[red]the tests fail without any bug[/]")
            sys.exit(1)
        alive = [bug for bug in BUGS if _is_wanted(bug, wanted) and not _is_found(copy, bug, console)]
    tried = sum(_is_wanted(bug, wanted) for bug in BUGS)
    console.print(f"{tried - len(alive)}/{tried} lỗi bị phát hiện · bugs found")
    sys.exit(bool(alive))


def _is_wanted(bug: Bug, words: list[str]) -> bool:
    return not words or any(word in bug.name for word in words)


def _is_found(copy: Path, bug: Bug, console: Console) -> bool:
    file = copy / DOMAIN / f"{bug.file}.py"
    right = file.read_text()
    if right.count(bug.right) != 1:
        console.print(f"[red]{bug.name}: the line is not there exactly once[/]")
        return False
    file.write_text(right.replace(bug.right, bug.wrong))
    try:
        found = not _passes(copy)
    finally:
        file.write_text(right)
    console.print(f"{'[green]found[/]' if found else '[red]NOT FOUND[/]'}  {bug.name}")
    return found


def _passes(copy: Path) -> bool:
    argv = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/unit/ranking/test_model.py"]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy), "MODEL_HISTORIES": HISTORIES}
    done = subprocess.run(argv, cwd=copy, env=env, capture_output=True, timeout=patience(SECONDS), check=False)
    return done.returncode == 0


if __name__ == "__main__":
    main()
