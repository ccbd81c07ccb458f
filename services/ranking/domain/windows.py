"""The windows a day of registration falls into (design §4): half-open, days of Asia/Ho_Chi_Minh."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

ALL: Final = "all"
PEAK: Final = "peak:"


@dataclass(frozen=True, slots=True)
class Span:
    """A named stretch of days, both included as programmes say it."""

    name: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def total(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def elapsed(self, today: date) -> int:
        """How many of its days have begun."""
        return min(max((today - self.first).days + 1, 0), self.total)


@dataclass(frozen=True)
class Calendar:
    """A programme's own windows: its phases and named peaks."""

    phases: tuple[Span, ...] = ()
    peaks: tuple[Span, ...] = ()

    def peaks_of(self, day: date) -> tuple[str, ...]:
        """Names of the peaks a day falls into."""
        return tuple(peak.name for peak in self.peaks if day in peak)

    def windows_of(self, day: date) -> tuple[str, ...]:
        """Every window a day falls into, each once; remembered, since a programme has some hundred days."""
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = self._windows_of(day)
        return found

    @cached_property
    def _known(self) -> dict[date, tuple[str, ...]]:
        return {}

    def _windows_of(self, day: date) -> tuple[str, ...]:
        phases = [phase.name for phase in self.phases if day in phase]
        peaks = [PEAK + name for name in self.peaks_of(day)]
        return tuple(dict.fromkeys((ALL, *phases, quarter(day), month(day), week(day), *peaks)))


def quarter(day: date) -> str:
    """`2022-Q3`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def month(day: date) -> str:
    """`2022-07`."""
    return f"{day.year}-{day.month:02}"


def week(day: date) -> str:
    """ISO week, `2022-W27`; the first days of January may belong to the year before."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def span_of(window: str, calendar: Calendar, days: Span | None) -> Span | None:
    """The days of a window; `days` are the whole programme's. None for one that no calendar has."""
    if window == ALL:
        return days
    own = {phase.name: phase for phase in calendar.phases} | {PEAK + peak.name: peak for peak in calendar.peaks}
    try:
        return own.get(window) or _of_the_calendar(window)
    except ValueError:
        return None


def _of_the_calendar(window: str) -> Span | None:
    if found := _QUARTER.fullmatch(window):
        year, number = int(found[1]), int(found[2])
        return Span(window, date(year, 3 * number - 2, 1), _last_day(year, 3 * number))
    if found := _WEEK.fullmatch(window):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return Span(window, monday, monday + timedelta(days=6))
    if found := _MONTH.fullmatch(window):
        year, number = int(found[1]), int(found[2])
        return Span(window, date(year, number, 1), _last_day(year, number))
    return None


def _last_day(year: int, number: int) -> date:
    following = date(year + number // 12, number % 12 + 1, 1)
    return following - timedelta(days=1)
