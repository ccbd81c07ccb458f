"""Days and windows: one calendar for every service."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar import ALL, Calendar, Span, day_of, days_after, span_named

PHASES = (Span("P1", date(2022, 1, 11), date(2022, 5, 31)), Span("P2", date(2022, 6, 1), date(2023, 9, 30)))
PEAKS = (Span("tháng công nhân", date(2023, 5, 1), date(2023, 5, 31)),)
PROGRAMME = Calendar(PHASES, PEAKS, Span(ALL, date(2022, 1, 11), date(2023, 9, 30)), open_until=date(2023, 10, 2))


@given(st.dates())
def test_every_window_a_day_falls_into_has_that_day(day: date) -> None:
    calendar = Calendar(PHASES, PEAKS, Span(ALL, date.min, date.max))
    spans = [calendar.span(window) for window in calendar.windows_of(day)]
    assert all(span is not None and day in span for span in spans)


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        ("2022-Q3", date(2022, 7, 1), date(2022, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("9999-Q4", date(9999, 10, 1), date(9999, 12, 31)),
        ("9999-W52", date(9999, 12, 27), date(9999, 12, 31)),
    ],
)
def test_a_window_has_its_days(window: str, first: date, last: date) -> None:
    assert span_named(window) == Span(window, first, last)


@pytest.mark.parametrize(
    "window",
    [
        "２０２２-Q3",  # full-width digits
        "٢٠٢٢-Q3",  # Arabic digits
        "2022-Q３",
        "2022-W53",
        "2022-13",
        "2022-W00",
        "2022-Q0",
        "0000-Q1",
        "2022-Q3\n",
        " 2022-Q3",
        "2022-q3",
        "22-Q3",
    ],
)
def test_what_no_calendar_has_is_no_window(window: str) -> None:
    assert span_named(window) is None
    assert Calendar().span(window) is None


@pytest.mark.parametrize("window", ["2021-Q4", "2021-12", "2022-W01", "2023-11", "2024-Q1", "P3", "peak:thang", ""])
def test_a_window_the_programme_does_not_touch_is_none_of_its(window: str) -> None:
    assert PROGRAMME.span(window) is None


@pytest.mark.parametrize("window", ["all", "P1", "peak:tháng công nhân", "2022-Q1", "2022-01", "2022-W02", "2023-10"])
def test_windows_of_the_programme_reach_to_the_last_day_something_can_be_registered(window: str) -> None:
    span = PROGRAMME.span(window)
    assert span is not None
    assert span.name == window


def test_days_that_are_not_known_bound_nothing() -> None:
    assert Calendar().span("2022-Q3") == span_named("2022-Q3")
    assert Calendar().span(ALL) is None
    assert list(Calendar().quarters_until(date.max)) == []


def test_the_quarters_of_a_programme_are_those_that_began() -> None:
    assert [span.name for span in PROGRAMME.quarters_until(date(2022, 7, 1))] == ["2022-Q1", "2022-Q2", "2022-Q3"]
    endless = Calendar(days=Span(ALL, date(9999, 8, 1), date.max))
    assert [span.name for span in endless.quarters_until(date.max)] == ["9999-Q3", "9999-Q4"]


def test_days_beyond_the_calendar_are_its_last() -> None:
    assert days_after(date(9999, 12, 31), 15) == date.max
    assert days_after(date(2022, 9, 30), 10**9) == date.max
    assert day_of(datetime(9999, 12, 31, 20, tzinfo=UTC)) == date.max
    assert day_of(datetime(2022, 6, 30, 17, tzinfo=UTC)) == date(2022, 7, 1)


def test_two_phases_of_one_code_are_one_window() -> None:
    assert Calendar((*PHASES, PHASES[0])).milestone_windows == (ALL, "P1", "P2")
