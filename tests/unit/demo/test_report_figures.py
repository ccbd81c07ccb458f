from dataclasses import replace

import pytest

from deploy.demo.ledger import Sent
from deploy.demo.report_boards import board
from deploy.demo.report_figures import Figures, half_up, recount
from deploy.demo.report_history import History
from tests.unit.demo.world import UNITS, approved, entered, revoked, rewarded, sent, setting, turned_down


def figures(*requests: Sent, unit: str = "tinh", window: str = "all") -> Figures:
    return recount(History.of([*setting(), *requests], UNITS))["ct"][unit][window]


def test_an_initiative_counts_at_its_unit_and_at_all_above_it() -> None:
    standings = recount(History.of([*setting(), entered("1", "LAN")], UNITS))["ct"]
    for unit in ("nha-may", "quan-a", "tinh"):
        assert standings[unit]["all"]["registered"] == 1
    assert standings["quan-b"]["all"]["registered"] == 0


def test_it_counts_in_every_window_of_its_day_here_and_in_no_other() -> None:
    midnight = "2022-06-30T17:30:00+00:00"
    standings = recount(History.of([*setting(), entered("1", "LAN", at=midnight)], UNITS))["ct"]["nha-may"]
    assert set(standings) == {"all", "P2", "2022-Q3", "2022-07", "2022-W26"}


def test_the_first_day_of_january_may_belong_to_the_last_week_of_the_year_before() -> None:
    standings = recount(History.of([*setting(), entered("1", "LAN", at="2022-12-31T18:00:00+00:00")], UNITS))["ct"]
    assert {"2023-Q1", "2023-01", "2022-W52"} <= set(standings["tinh"])


def test_points_multiply_and_round_once_then_add_tier_and_rewards() -> None:
    verified = sent("review", "POST", "/cases/1/reassessment", {"as_unit": "nha-may", "verified_benefit_vnd": 1000})
    story = [entered("1", "LAN", at="2023-05-16T02:00:00+00:00"), approved("1", "A"), verified, rewarded("1", "R")]
    assert figures(*story)["points"] == 23 + 5 + 5  # 10 × 120 % × 125 % × 150 % = 22.5
    assert figures(*story, unit="nha-may", window="peak:tuan")["benefit_vnd"] == 1000


def test_the_highest_approval_gives_the_base_and_a_pending_one_gives_nothing() -> None:
    assert figures(entered("1", "LAN"))["points"] == 0
    both = [entered("1", "LAN"), approved("1", "A"), approved("1", "B", unit="quan-a")]
    assert figures(*both)["points"] == 30
    assert figures(*both, revoked("1", approval_id="B"))["points"] == 15


def test_the_last_approval_takes_rewards_and_registration_with_it() -> None:
    story = [entered("1", "LAN"), approved("1", "A"), rewarded("1", "R"), revoked("1", approval_id="A")]
    shown = figures(*story)
    assert (shown["revoked"], shown["registered"], shown["points"], shown["submitters"]) == (1, 0, 0, 0)


def test_a_revoked_reward_takes_its_points_back_and_leaves_the_state() -> None:
    story = [entered("1", "LAN"), approved("1", "A"), rewarded("1", "R"), revoked("1", reward_id="R")]
    assert (figures(*story)["points"], figures(*story)["approved"]) == (15, 1)


def test_submitted_again_it_is_pending_and_withdrawn_it_is_neither() -> None:
    again = sent("submission", "POST", "/initiatives/1/submission", {})
    back = sent("submission", "POST", "/initiatives/1/withdrawal", {})
    story = [entered("1", "LAN"), turned_down("1", "return")]
    assert figures(*story)["returned"] == 1
    assert figures(*story, again)["pending"] == 1
    assert figures(*story, back)["withdrawn"] == 1


def test_a_draft_counts_for_nothing() -> None:
    standings = recount(History.of([*setting(), entered("1", "LAN", submit=False)], UNITS))["ct"]
    assert "nha-may" not in standings


def test_an_author_counts_once_and_at_home() -> None:
    story = [entered("1", "LAN", "MINH"), entered("2", "LAN")]
    assert figures(*story)["submitters"] == 2
    assert figures(*story, unit="quan-a")["submitters"] == 1
    assert figures(*story, unit="quan-b")["submitters"] == 1
    assert figures(*story, unit="quan-b")["registered"] == 0


def test_a_reclassified_initiative_counts_at_its_new_unit_with_that_units_sector() -> None:
    moved = sent("submission", "POST", "/initiatives/1/reclassification", {"unit": "truong"})
    story = [entered("1", "LAN"), moved, approved("1", "A")]
    assert figures(*story, unit="quan-a")["approved"] == 0
    assert figures(*story, unit="truong")["points"] == 10


def test_one_put_right_after_its_approval_counts_at_its_new_unit_by_what_was_approved() -> None:
    moved = sent("submission", "POST", "/initiatives/1/reclassification", {"unit": "truong"})
    story = [entered("1", "LAN"), approved("1", "A")]
    points = figures(*story, unit="quan-a")["points"]
    assert points != 10
    assert figures(*story, moved, unit="truong")["points"] == points


def test_percent_is_of_the_units_own_target_half_up() -> None:
    story = [entered(str(n), "LAN") for n in range(2)]
    assert figures(*story, unit="quan-a")["percent"] == 66.67
    assert figures(*story, unit="tinh")["percent"] == 6.67
    assert figures(*story, unit="tinh", window="P2")["percent"] is None
    assert [half_up(n, 4) for n in (1, 2, 3, 6)] == [0, 1, 1, 2]


def test_what_was_refused_counts_for_nothing() -> None:
    refused = replace(entered("1", "LAN"), status=422)
    assert figures(refused)["submitted"] == 0


@pytest.mark.parametrize("act", ["decline", "ask-revocation"])
def test_acts_that_change_nothing_change_no_figure(act: str) -> None:
    story = [entered("1", "LAN"), approved("1", "A")]
    assert figures(*story, turned_down("1", act)) == figures(*story)


def test_equal_units_share_a_rank_and_stand_by_percent() -> None:
    story = [entered("1", "LAN"), entered("2", "MINH", unit="truong")]
    query = {"programme": "ct", "unit": "tinh", "among": "children", "by": "registered", "window": "P2"}
    rows = board(recount(History.of([*setting(), *story], UNITS)), UNITS, query)
    assert [(row["unit"], row["rank"], row["percent"]) for row in rows] == [("quan-a", 1, 33.33), ("quan-b", 1, 14.29)]
