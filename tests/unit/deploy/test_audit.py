"""What an audit finds, and what it leaves alone."""

import subprocess
from email.message import Message
from pathlib import Path
from typing import Any, cast

import pytest

from deploy.audit import leaks, licences


def told(**fields: str) -> Any:
    made = Message()
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    return cast("Any", made)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"License_Expression": "Apache-2.0 OR BSD-3-Clause"}, {"apache-2.0", "bsd-3-clause"}),
        ({"License_Expression": "MPL-2.0 AND (Apache-2.0 OR MIT)"}, {"mpl-2.0", "apache-2.0", "mit"}),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, {"mit"}),
        ({"License": "GPLv3\nlong text"}, {"gplv3"}),
        ({}, set()),
    ],
)
def test_a_licence_is_read_wherever_it_is_told(fields: dict[str, str], expected: set[str]) -> None:
    assert licences.licences_of(told(**fields)) == expected


def test_every_installed_distribution_is_accepted() -> None:
    assert licences.findings() == []


def test_a_secret_under_version_control_is_found(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)  # noqa: S607
    word = "-----BEGIN RSA " + "PRIVATE KEY-----"
    (tmp_path / "key.txt").write_text(f"{word}\nMIIEow\n")
    (tmp_path / "fine.py").write_text("password = read_from_the_environment()\n")
    (tmp_path / "not-added.txt").write_text(f"{word}\n")
    subprocess.run(["git", "add", "key.txt", "fine.py"], cwd=tmp_path, check=True)  # noqa: S607
    assert leaks.findings(tmp_path) == ["key.txt:1 Private Key"]
