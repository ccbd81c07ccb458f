"""`make pythons`: the unit and contract tests on every newer Python that this machine has.

An environment per interpreter, `.local/pythons/3.N`, holds exactly what requirements.lock names. PYTHONS=newest takes
the newest alone, as `make test` does. Without a newer Python it says so, and that is no failure.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.alone import alone
from deploy.local.processes import ROOT
from tests.patience import patience

ENVIRONMENTS = ROOT / ".local" / "pythons"
LOCK = ROOT / "requirements.lock"
NAME = re.compile(r"python3\.\d+$")
ASK = "import sys; print(*sys.version_info[:3])"
TESTS = ("tests/unit", "tests/contract", "--ignore=tests/contract/test_documents.py", "-p", "no:cacheprovider")
"""What Node says of the documents does not depend on the Python."""

Version = tuple[int, ...]


def main() -> int:
    """Run them all; 1 when any fails."""
    found = newer(candidates())
    if not found:
        print(f"Không có Python nào mới hơn · no Python newer than {sys.version.split()[0]} is on this machine")
        return 0
    chosen = list(found)[-1:] if os.environ.get("PYTHONS") == "newest" else list(found)
    return max(run(version, found[version]) for version in chosen)


def candidates() -> Iterator[Path]:
    """What is called like a Python: on the path, and where pyenv and uv keep theirs."""
    homes = [Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"]
    homes.append(Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local" / "share" / "uv" / "python"))
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += [version / "bin" for home in homes if home.is_dir() for version in sorted(home.iterdir())]
    for folder in folders:
        yield from sorted(path for path in folder.glob("python3.*") if NAME.fullmatch(path.name))


def newer(paths: Iterator[Path], than: Version = sys.version_info[:2]) -> dict[Version, Path]:
    """By its first two numbers, the newest interpreter that runs, oldest first."""
    best: dict[Version, tuple[Version, Path]] = {}
    for path in paths:
        version = version_of(path)
        if version and version[:2] > than:
            best[version[:2]] = max(best.get(version[:2], ((), path)), (version, path))
    return {minor: best[minor][1] for minor in sorted(best)}


def version_of(python: Path) -> Version | None:
    """What it says of itself; None for one that does not run."""
    try:
        done = subprocess.run([python, "-c", ASK], capture_output=True, text=True, timeout=patience(10), check=True)
        return tuple(int(part) for part in done.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def run(version: Version, interpreter: Path) -> int:
    """The tests on one of them."""
    name = ".".join(map(str, version))
    print(f"== Python {name}: {interpreter}", flush=True)
    python = installed(ENVIRONMENTS / name, interpreter)
    return subprocess.run([python, "-m", "pytest", *TESTS], cwd=ROOT, check=False).returncode


def installed(environment: Path, interpreter: Path) -> Path:
    """The environment's Python, with what the lock names; made anew when the lock changed."""
    python, mark = environment / "bin" / "python", environment / "installed"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    with alone(environment):
        if mark.exists() and mark.read_text() == wanted:
            return python
        uv = Path(sys.executable).parent / "uv"
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", interpreter, environment], check=True)
        words: list[str | Path] = ["--quiet", "--python", python, "--require-hashes", LOCK]
        subprocess.run([uv, "pip", "sync", *words], check=True)
        mark.write_text(wanted)
    return python


if __name__ == "__main__":
    sys.exit(main())
