"""Cases of the contract that seldom come up by chance."""

from datetime import date

import pytest

from shared.calendar import Calendar, Span
from shared.events.folding import storable
from shared.units import Level, Unit, UnitTree


def test_a_calendar_without_days_has_every_window_that_can_be_named() -> None:
    calendar = Calendar()
    assert calendar.span("2022-07") == Span("2022-07", date(2022, 7, 1), date(2022, 7, 31))
    assert list(calendar.quarters_until(date(2022, 7, 1))) == []


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_a_number_that_is_none_is_stored_as_nothing(number: float) -> None:
    assert storable({"a": [number, 1.5]}) == {"a": [None, 1.5]}


def test_units_of_a_level_are_found_once_in_a_circle() -> None:
    tree = UnitTree(
        [
            Unit("a", "A", Level.PROVINCIAL, parent="b"),
            Unit("b", "B", Level.PROVINCIAL, parent="a"),
            Unit("c", "C", Level.GRASSROOTS, parent="b"),
        ]
    )
    assert [unit.code for unit in tree.living_at("a", Level.GRASSROOTS)] == ["c"]
