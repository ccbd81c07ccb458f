"""Recognition of a quarter: leading goes by registered, the target by what the programme's targets count."""

from fractions import Fraction
from typing import Any

import pytest

from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.recognition import goal_of, recognised
from services.ranking.domain.targets import Target
from shared.calendar import Calendar, Span, span_named
from shared.events.programmes import ProgrammeData
from tests.unit.ranking.builders import programme

CLUSTER = dict.fromkeys("abc", ("can-tho", "quan"))


def standing(basis: str) -> ScoringProgramme:
    event: Any = programme(target_basis=basis).event
    data: ProgrammeData = event.data
    return ScoringProgramme.of(data)


def row(unit: str, registered: int, approved: int, *, closed: bool = False) -> dict[str, Any]:
    return {"unit": unit, "registered": registered, "approved": approved, "closed": closed}


@pytest.mark.parametrize(("basis", "honoured"), [("registered", {"a", "b"}), ("approved", {"b"})])
def test_the_hundred_percent_go_by_the_targets_basis_and_leading_by_registered(basis: str, honoured: set[str]) -> None:
    rows = [row("a", 5, 4), row("b", 5, 5), row("c", 4, 4)]
    goals = {"a": Fraction(5), "b": Fraction(5), "c": Fraction(1)}
    assert recognised(rows, CLUSTER, goals, standing(basis)) == honoured


def test_whoever_has_no_goal_or_is_closed_is_not_recognised() -> None:
    rows = [row("a", 9, 9, closed=True), row("b", 5, 5), row("c", 5, 5)]
    assert recognised(rows, CLUSTER, {"c": Fraction(5), "b": Fraction(0)}, standing("registered")) == {"c"}


def test_a_quarter_that_two_phases_share_is_measured_against_the_days_of_both() -> None:
    calendar = standing("registered").calendar  # P1 11 Jan – 31 May 2022 (141 days), P2 1 Jun 2022 – 30 Sep 2023 (487)
    target = Target("p", "a", 1, {"P1": 141, "P2": 974, "2022-Q4": 7})
    second, third, fourth = (span_named(name) for name in ("2022-Q2", "2022-Q3", "2022-Q4"))
    assert second
    assert third
    assert fourth
    assert goal_of(target, second, calendar) == 61 + 2 * 30
    assert goal_of(target, third, calendar) == 2 * 92
    assert goal_of(target, fourth, calendar) == 7, "its own row goes before"
    assert goal_of(Target("p", "a", 1, {"P1": 100}), second, calendar) == Fraction(100 * 61, 141), "never rounded"


def test_without_a_phase_of_the_quarter_there_is_no_goal() -> None:
    calendar = standing("registered").calendar
    quarter = span_named("2022-Q3")
    assert quarter
    assert goal_of(None, quarter, calendar) is None
    assert goal_of(Target("p", "a", 1, {"total": 5, "P1": 3}), quarter, calendar) is None
    assert goal_of(Target("p", "a", 1, {"P1": 3}), Span("2022-Q3", quarter.first, quarter.last), Calendar()) is None
