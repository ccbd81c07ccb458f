"""What an audit finds, and what it leaves alone."""

import json
import subprocess
from email.message import Message
from pathlib import Path
from typing import Any, cast

import pytest

from deploy.audit import leaks, licences
from deploy.audit.__main__ import read
from deploy.local.processes import ROOT


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


def test_every_installed_distribution_and_every_locked_package_is_accepted() -> None:
    assert licences.findings() == []


def test_a_package_of_the_lock_is_judged_by_what_the_lock_says_of_it(tmp_path: Path) -> None:
    packages = {
        "": {"name": "sangkien"},
        "node_modules/good": {"version": "1.0.0", "license": "(MIT OR Apache-2.0)"},
        "node_modules/plain": {"version": "1.0.0", "license": "BSD-0-Clause"},
        "node_modules/good/node_modules/@far/bad": {"version": "2.0.0", "license": "AGPL-3.0-only"},
        "node_modules/half": {"version": "3.0.0", "license": "MIT AND GPL-3.0-only"},
        "node_modules/odd": {"version": "4.0.0", "license": {"type": "MIT"}},
        "node_modules/silent": {"version": "5.0.0"},
    }
    lock = tmp_path / "package-lock.json"
    lock.write_text(json.dumps({"packages": packages}))
    assert licences.package_findings(lock) == [
        "@far/bad 2.0.0: agpl-3.0-only",
        "half 3.0.0: gpl-3.0-only, mit",
        "odd 4.0.0: no licence is told",
        "silent 5.0.0: no licence is told",
    ]


def test_a_secret_under_version_control_is_found(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)  # noqa: S607
    word = "-----BEGIN RSA " + "PRIVATE KEY-----"
    (tmp_path / "key.txt").write_text(f"{word}\nMIIEow\n")
    (tmp_path / "fine.py").write_text("password = read_from_the_environment()\n")
    (tmp_path / "not-added.txt").write_text(f"{word}\n")
    subprocess.run(["git", "add", "key.txt", "fine.py"], cwd=tmp_path, check=True)  # noqa: S607
    assert leaks.findings(tmp_path) == ["key.txt:1 Private Key"]


def test_what_a_deployment_is_made_of_holds_none() -> None:
    assert leaks.findings(ROOT, "deploy/*.yaml", ".env.example", "docs/*.md") == []


def test_a_placeholder_is_no_secret_and_a_password_in_its_place_is(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)  # noqa: S607
    (tmp_path / "example.yaml").write_text("url: mongodb://SERVICE:PASSWORD@mongo-1/\n")
    (tmp_path / "real.yaml").write_text("url: mongodb://review:" + "hunter2" + "@mongo-1/\n")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)  # noqa: S607
    assert leaks.findings(tmp_path) == ["real.yaml:1 Basic Auth Credentials"]


def test_what_cannot_be_looked_up_is_told_and_is_no_finding() -> None:
    assert read("", "ConnectionError: no route to pypi.org") == ([], ["ConnectionError: no route to pypi.org"])
    found, unknown = read('{"dependencies": [{"name": "a", "version": "1", "skip_reason": "not found"}]}', "")
    assert (found, unknown) == ([], ["a"])
    flawed = '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}]}'
    assert read(flawed, "") == (["a 1: X-1, fixed in 2"], [])
