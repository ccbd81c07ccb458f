"""Cases of ranking's rules that seldom come up by chance."""

from datetime import date
from uuid import UUID

import pytest

from services.ranking.domain.cells import roll_up
from services.ranking.domain.changes import Changes, Spot
from services.ranking.domain.closing import due_windows, is_final
from services.ranking.domain.contribution import Contribution
from services.ranking.domain.frame import Frame
from services.ranking.domain.members import Members
from services.ranking.domain.milestones import Milestone, reached
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target
from services.ranking.domain.tree import Paths
from shared.calendar import Calendar
from shared.units import Level, Unit, UnitTree

ONE = Contribution("p", "a", "2022-07-05", ("all",), "approved", 12, 5)


def test_what_gives_way_to_nothing_is_taken_away_and_nothing_put_in_its_place() -> None:
    changes = Changes()
    changes.replace(ONE, None)
    (figures,) = changes.leaves.values()
    assert (figures["points"], figures["approved"], figures["benefit_vnd"]) == (-12, -1, -5)
    changes.replace(None, ONE)
    assert not any(any(figures.values()) for figures in changes.leaves.values())


def test_the_same_in_place_of_the_same_changes_nothing() -> None:
    changes = Changes()
    changes.replace(ONE, ONE)
    assert not changes.leaves


def test_a_circle_of_merged_units_is_walked_once_and_ends() -> None:
    tree = UnitTree(
        [
            Unit("a", "A", Level.UPPER, merged_into="b"),
            Unit("b", "B", Level.UPPER, merged_into="c"),
            Unit("c", "C", Level.UPPER, merged_into="b"),
            Unit("d", "D", Level.UPPER),
        ]
    )
    paths = Paths(tree)
    assert paths.of("a") == ("a", "b")
    assert paths.of("b") == ("b",)
    assert paths.above("d") is None
    assert paths.above("a") == "b"


def test_a_programme_without_days_has_no_window_that_is_due() -> None:
    assert list(due_windows(ScoringProgramme("p", 1, calendar=Calendar()), [], date(2030, 1, 1))) == []


def test_members_counted_on_one_frame_are_brought_along_to_the_next() -> None:
    before = Frame(tree=UnitTree([Unit("a", "A", Level.UPPER, members=7), Unit("b", "B", Level.UPPER, members=3)]))
    assert before.members.of("a") == 7
    after = Frame(tree=before.tree.with_unit(Unit("b", "B", Level.UPPER, members=4, version=2)))
    frame = after.following_on(before)
    assert (frame.members.of("a"), frame.members.of("b")) == (7, 4)


def test_what_was_not_counted_is_not_brought_along() -> None:
    before = Frame(tree=UnitTree([Unit("a", "A", Level.UPPER, members=7)]))
    after = Frame(tree=before.tree).following_on(before)
    assert "members" not in after.__dict__
    assert after.members.of("a") == 7


def test_a_milestone_is_the_same_one_whoever_finds_it() -> None:
    milestone = Milestone("9000-sang-kien", "all", "ninh-kieu", 50)
    assert milestone.id == Milestone("9000-sang-kien", "all", "ninh-kieu", 50).id
    assert isinstance(milestone.id, UUID)
    others = (
        milestone._replace(threshold=80),
        milestone._replace(unit="o-mon"),
        milestone._replace(window="P1"),
        milestone._replace(programme="khac"),
    )
    assert milestone.id not in {other.id for other in others}


def test_without_a_target_or_its_programme_no_milestone_is_reached() -> None:
    spot = Spot("p", "a", "all")
    figures = {"pending": 9}
    assert list(reached({spot: figures}, [], {"p": ScoringProgramme("p", 1)})) == []

    other = [Target("p", "b", 1, {"total": 1})]
    assert list(reached({spot: figures}, other, {"p": ScoringProgramme("p", 1)})) == []
    nothing = [Target("p", "a", 1, {"total": 0})]
    assert list(reached({spot: figures}, nothing, {"p": ScoringProgramme("p", 1)})) == [], "nothing to reach"
    own = [Target("p", "a", 1, {"total": 10})]
    assert list(reached({spot: figures}, own, {})) == []
    assert [milestone.threshold for milestone in reached({spot: figures}, own, {"p": ScoringProgramme("p", 1)})] == [
        50,
        80,
    ]


@pytest.mark.parametrize(
    ("frozen_at", "final"), [("2022-10-15T16:59:59+00:00", False), ("2022-10-15T17:00:00+00:00", True)]
)
def test_a_snapshot_of_the_first_format_is_final_from_the_day_after_its_deadline(frozen_at: str, final: bool) -> None:
    """The day ends at midnight in Vietnam, seven hours before it does in UTC."""
    assert is_final({"frozen_at": frozen_at, "due_on": "2022-10-15"}) is final


def test_a_unit_that_merges_elsewhere_takes_its_members_out_of_where_it_was() -> None:
    tree = UnitTree(
        [
            Unit("p", "P", Level.UPPER),
            Unit("q", "Q", Level.UPPER),
            Unit("a", "A", Level.GRASSROOTS, parent="p", members=3),
            Unit("b", "B", Level.GRASSROOTS, parent="p", members=4),
            Unit("c", "C", Level.GRASSROOTS, parent="q", members=5),
        ]
    )
    members = Members(tree)
    assert (members.of("p"), members.of("q")) == (7, 5)
    merged = tree.with_unit(Unit("a", "A", Level.GRASSROOTS, parent="p", members=3, merged_into="c", version=2))
    after = members.on(merged, ["a"])
    assert (after.of("p"), after.of("q")) == (Members(merged).of("p"), Members(merged).of("q")) == (4, 5)


def test_what_did_not_move_moves_no_cell() -> None:
    paths = Paths(UnitTree([Unit("a", "x", Level.UPPER)]))
    assert roll_up({Spot("p", "a", "all"): {"points": 0}}, paths) == {}
