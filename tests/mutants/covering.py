"""Which tests run which line of the domains: of a change, they alone have to be asked."""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from coverage import CoverageData

from tests.patience import patience

FAST: Final = "tests/unit"
LEFT_OUT: Final = ("bench", "deploy", "demo", "tools", "web")
"""They run no line of a domain, or none that others do not."""
SETTINGS: Final = """\
[run]
dynamic_context = test_function
data_file = {data}
include =
    services/*/domain/*
"""
SECONDS: Final = 1800
MOST: Final = 60
"""Tests asked of one change, those of the service first; when none of them notices, the service's own are all asked."""

Lines = dict[tuple[str, int], list[str]]
"""File and line, to the tests that ran it: `tests/unit/…/test_x.py::test_y`."""


def covering(copy: Path, environment: dict[str, str]) -> Lines:
    """Run the fast tests once, on code that is right; raises when any fails."""
    data, settings = copy / "covered", copy / "coverage.cfg"
    settings.write_text(SETTINGS.format(data=data))
    argv = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", "-m", "pytest"]
    argv += ["-q", "-x", "-p", "no:cacheprovider", FAST, *(f"--ignore={FAST}/{folder}" for folder in LEFT_OUT)]
    how: dict[str, Any] = {"cwd": copy, "env": environment, "capture_output": True, "text": True}
    done = subprocess.run(argv, **how, timeout=patience(SECONDS), check=False)
    if done.returncode:
        raise SystemExit(f"the tests fail without any change:\n{done.stdout[-3000:]}")
    return _lines(copy, data)


def _lines(copy: Path, data: Path) -> Lines:
    seen = CoverageData(str(data))
    seen.read()
    tests: Lines = defaultdict(list)
    for name in seen.measured_files():
        file = os.path.relpath(os.path.realpath(name), os.path.realpath(copy))
        for line, contexts in seen.contexts_by_lineno(name).items():
            tests[file, line] = [node for context in contexts if (node := node_of(copy, context))]
    return tests


def node_of(copy: Path, context: str) -> str | None:
    """`tests.unit.x.test_y.test_z` as pytest writes it; None for what ran outside any test."""
    module, _, function = context.rpartition(".")
    path = Path(*module.split(".")).with_suffix(".py") if module else None
    return f"{path}::{function}" if path and (copy / path).exists() else None


def of_place(lines: Lines, file: str, line: int) -> list[str]:
    """The tests to ask, the nearest ones first and not too many."""
    service = file.split("/")[1]
    near = sorted(set(lines.get((file, line), ())), key=lambda node: (f"/{service}/" not in node, node))
    return near[:MOST]


def folders_of(file: str) -> list[str]:
    """Every fast test of the service that a file belongs to."""
    return [f"tests/unit/{file.split('/')[1]}"]
