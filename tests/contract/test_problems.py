"""What docs/problems.json promises: a slug and a code stay for ever, and each code is one sentence."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.documents import write_problems
from deploy.problems import catalogue, lost, names_in
from shared.refusals import Complaint

WRITTEN = Path(__file__).parents[2] / "docs" / "problems.json"
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(WRITTEN.read_text())
    return found


def test_what_is_written_is_what_the_services_say(written: dict[str, Any]) -> None:
    assert json.loads(json.dumps(catalogue())) == written, "run make docs"


def test_a_code_is_made_of_small_letters_and_hyphens(written: dict[str, Any]) -> None:
    assert all(CODE.fullmatch(name) for kind in written.values() for name in kind)


def test_both_sentences_of_a_code_name_the_same_parameters(written: dict[str, Any]) -> None:
    for code, entry in written["complaints"].items():
        assert names_in(entry["vi"]) == names_in(entry["en"]) == entry["params"], code


def test_a_code_that_is_gone_ends_the_command_and_stays_written(tmp_path: Path, written: dict[str, Any]) -> None:
    path = tmp_path / "problems.json"
    path.write_text(json.dumps({**written, "complaints": {"gone": {"params": []}}}))
    before = path.read_text()
    with pytest.raises(SystemExit, match="complaints gone"):
        write_problems(path)
    assert path.read_text() == before


def test_a_parameter_that_is_gone_is_missed() -> None:
    before = {"problems": {}, "complaints": {"too-short": {"params": ["min"]}}}
    assert lost(before, {"problems": {}, "complaints": {"too-short": {"params": ["max", "min"]}}}) == []
    assert lost(before, {"problems": {}, "complaints": {"too-short": {"params": []}}}) == ["params of too-short"]


def test_a_sentence_lists_names_and_leaves_braces_in_them_alone() -> None:
    complaint = Complaint("one-of", "Dùng {values}.", "Use {values}.").given(values=("a", "{b}"))
    assert complaint.text == ("Dùng a, {b}.", "Use a, {b}.")
    assert Complaint("closed", "Đã đóng {", "Closed {").text == ("Đã đóng {", "Closed {")
