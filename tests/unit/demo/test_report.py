from dataclasses import replace
from typing import Any

import pytest

from deploy.demo.report import Seen, differences
from deploy.demo.report_boards import board
from deploy.demo.report_figures import recount
from deploy.demo.report_history import History
from tests.unit.demo.world import UNITS, approved, entered, setting

REQUESTS = [*setting(), entered("1", "LAN"), approved("1", "A"), entered("2", "MINH", unit="truong")]
QUERY = {"programme": "ct", "unit": "tinh", "among": "children", "by": "points", "window": "all"}


@pytest.fixture
def seen() -> Seen:
    """What services that count right would show."""
    history = History.of(REQUESTS, UNITS)
    standings = recount(history)
    for unit in UNITS:
        standings["ct"].setdefault(unit, {})
    mail = {"message_id": "<m1>", "to": "lan@example.vn"}
    return Seen(
        initiatives=[initiative("1", "nha-may", "approved"), initiative("2", "truong", "pending")],
        standings=standings,
        boards=[{"query": QUERY, "rows": board(standings, UNITS, QUERY)}],
        messages=[{**mail, "initiative_id": "1", "person_id": "LAN", "template": "approved", "state": "sent"}],
        received=[mail],
    )


def initiative(id_: str, unit: str, status: str) -> dict[str, Any]:
    return {
        "id": id_,
        "programme": "ct",
        "unit": unit,
        "kind": "technical",
        "status": status,
        "registered_at": "2022-07-05T03:00:00Z",
        "benefit_vnd": 0,
    }


def test_all_agrees_with_services_that_count_right(seen: Seen) -> None:
    assert differences(REQUESTS, seen, UNITS) == []


def test_one_altered_cell_is_named(seen: Seen) -> None:
    seen.standings["ct"]["quan-a"]["2022-W27"]["points"] = 14
    assert differences(REQUESTS, seen, UNITS) == ["ct/quan-a/2022-W27: points is 14, expected 15"]


def test_a_window_nobody_registered_in_must_be_empty(seen: Seen) -> None:
    seen.standings["ct"]["tinh"]["2021-12"] = dict(seen.standings["ct"]["tinh"]["all"])
    assert any(
        line.startswith("ct/tinh/2021-12: submitted is 2, expected 0") for line in differences(REQUESTS, seen, UNITS)
    )


def test_a_unit_without_standings_is_named(seen: Seen) -> None:
    del seen.standings["ct"]["quan-b"]
    assert "ct/quan-b: no standings" in differences(REQUESTS, seen, UNITS)


def test_a_board_in_another_order_or_with_another_rank_is_named(seen: Seen) -> None:
    rows = seen.boards[0]["rows"]
    turned = replace(seen, boards=[{"query": QUERY, "rows": rows[::-1]}])
    assert any("the order is" in line for line in differences(REQUESTS, turned, UNITS))
    ranked = replace(seen, boards=[{"query": QUERY, "rows": [rows[0], {**rows[1], "rank": 1}]}])
    assert any("rank is 1, expected 2" in line for line in differences(REQUESTS, ranked, UNITS))


@pytest.mark.parametrize(
    ("name", "value"), [("status", "pending"), ("unit", "truong"), ("benefit_vnd", 5), ("registered_at", None)]
)
def test_an_initiative_shown_otherwise_is_named(seen: Seen, name: str, value: object) -> None:
    first, second = seen.initiatives
    (line,) = differences(REQUESTS, replace(seen, initiatives=[{**first, name: value}, second]), UNITS)
    assert line.startswith(f"initiative 1: {name} is {value}")


def test_a_lost_initiative_and_one_that_was_never_sent_are_named(seen: Seen) -> None:
    shown = [seen.initiatives[0], initiative("9", "truong", "pending")]
    found = differences(REQUESTS, replace(seen, initiatives=shown), UNITS)
    assert found == ["initiative 2 is not there", "initiative 9 was never sent"]


def test_a_dead_letter_is_a_difference(seen: Seen) -> None:
    assert differences(REQUESTS, replace(seen, dead_letters=1), UNITS) == ["dead letters: 1, expected none"]
