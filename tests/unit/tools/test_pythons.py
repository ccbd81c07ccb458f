"""Which newer Pythons a machine has."""

import sys
from pathlib import Path

import pytest

from tests.pythons import main, newer, version_of


def python(folder: Path, name: str, says: str) -> Path:
    """A program that says its version as a Python does, or whatever else."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{says}\n")
    file.chmod(0o755)
    return file


def test_of_each_newer_version_the_newest_that_runs_is_taken(tmp_path: Path) -> None:
    old = python(tmp_path / "a", "python3.11", "echo 3 11 9")
    first = python(tmp_path / "a", "python3.13", "echo 3 13 0")
    later = python(tmp_path / "b", "python3.13", "echo 3 13 4")
    twelve = python(tmp_path / "b", "python3.12", "echo 3 12 1")
    shim = python(tmp_path / "c", "python3.14", "echo 'python3.14: command not found' >&2; exit 127")
    found = newer(iter([old, first, later, twelve, shim]), than=(3, 11))
    assert found == {(3, 12): twelve, (3, 13): later}


def test_without_a_newer_one_it_says_so_and_is_content(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.pythons.candidates", lambda: iter(()))
    assert main() == 0
    assert "no Python newer" in capsys.readouterr().out


def test_a_python_says_its_own_version() -> None:
    assert version_of(Path(sys.executable)) == sys.version_info[:3]
