"""The one calendar: days in Vietnam, and the windows [first day, last day] a programme is counted in (design §4).

Pure, so that every domain may ask it. No day makes it fail: what would lie beyond the calendar's end ends with it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from shared.events.programmes import Peak, Phase, ProgrammeData
from shared.refusals import Complaint

HOME: Final = ZoneInfo("Asia/Ho_Chi_Minh")
"""Days of a programme are days here."""

ALL: Final = "all"
"""The window that is the whole programme."""
TOTAL: Final = "total"
"""What a target calls the whole programme."""
PEAK: Final = "peak:"
"""What the window of a named peak begins with."""

NO_SUCH_WINDOW: Final = Complaint(
    "no-such-window",
    "Chương trình không có đợt này. Dùng {windows}, hoặc quý 2022-Q3, tháng 2022-07, tuần 2022-W27 "
    "có ngày thuộc chương trình.",
    "The programme has no such window. Use {windows}, or a quarter 2022-Q3, a month 2022-07, "
    "a week 2022-W27 that has days of the programme.",
)


def day_of(moment: datetime) -> date:
    """The day of a moment; one whose day no calendar has is on its nearest day."""
    try:
        return moment.astimezone(HOME).date()
    except OverflowError:
        return date.max if moment.year > 1 else date.min


def days_after(day: date, days: int) -> date:
    """The day so many days later, or the calendar's last."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


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

    def common(self, other: "Span") -> int:
        """How many days both have."""
        return max(0, (min(self.last, other.last) - max(self.first, other.first)).days + 1)


@dataclass(frozen=True)
class Calendar:
    """A programme's windows: its own phases and named peaks, and what the calendar has between its days."""

    phases: tuple[Span, ...] = ()
    peaks: tuple[Span, ...] = ()
    days: Span | None = None
    """The whole programme; None while that is not known, which bounds nothing."""
    open_until: date | None = None
    """The last day on which something can be registered, where it is after the programme's last."""

    @classmethod
    def of(cls, programme: ProgrammeData) -> "Calendar":
        """The calendar of a programme as its event tells it."""
        return cls(
            phases=tuple(_span(phase.code, phase) for phase in programme.phases),
            peaks=tuple(_span(peak.name, peak) for peak in programme.peaks),
            days=Span(ALL, programme.starts_on, programme.ends_on),
            open_until=day_of(programme.submit_until),
        )

    @cached_property
    def milestone_windows(self) -> tuple[str, ...]:
        """The whole and its phases, each once: what targets are asked for first."""
        return tuple(dict.fromkeys((ALL, *(phase.name for phase in self.phases))))

    @cached_property
    def own_windows(self) -> tuple[str, ...]:
        """The windows this programme names itself: the whole, its phases and its peaks."""
        return tuple(dict.fromkeys((*self.milestone_windows, *(PEAK + peak.name for peak in self.peaks))))

    def windows_alike(self, other: "Calendar") -> bool:
        """Whether every day falls into the same windows under both."""
        return self.phases == other.phases and self.peaks == other.peaks

    def peaks_of(self, day: date) -> tuple[str, ...]:
        """Names of the peaks a day falls into."""
        return tuple(peak.name for peak in self.peaks if day in peak)

    def windows_of(self, day: date) -> tuple[str, ...]:
        """Every window a day falls into, each once; remembered, since a programme has some hundred days."""
        found = self._windows_by_day.get(day)
        if found is None:
            found = self._windows_by_day[day] = self._windows_of(day)
        return found

    def span(self, window: str) -> Span | None:
        """The days of a window; None for a name that no calendar has, or of days the programme does not touch."""
        own = self._own_spans.get(window)
        if own is not None or window == ALL:
            return own
        found = span_named(window)
        return found if found is not None and self._touches(found) else None

    def is_target_window(self, name: str) -> bool:
        """Whether a target may be set for this: `total`, or a window of the programme other than the whole."""
        return name == TOTAL or (name != ALL and self.span(name) is not None)

    def quarters_until(self, today: date) -> Iterator[Span]:
        """The quarters of the programme that began by `today`, in time."""
        day = self.days.first if self.days else None
        while self.days and day is not None and day <= min(self.days.last, today):
            span = quarter_of(day)
            yield span
            day = days_after(span.last, 1) if span.last < date.max else None

    def _touches(self, span: Span) -> bool:
        if self.days is None:
            return True
        return span.last >= self.days.first and span.first <= max(self.days.last, self.open_until or self.days.last)

    @cached_property
    def _own_spans(self) -> dict[str, Span]:
        whole = {ALL: self.days} if self.days else {}
        peaks = {PEAK + peak.name: Span(PEAK + peak.name, peak.first, peak.last) for peak in self.peaks}
        return {**peaks, **{phase.name: phase for phase in self.phases}, **whole}

    @cached_property
    def _windows_by_day(self) -> dict[date, tuple[str, ...]]:
        return {}

    def _windows_of(self, day: date) -> tuple[str, ...]:
        phases = [phase.name for phase in self.phases if day in phase]
        peaks = [PEAK + name for name in self.peaks_of(day)]
        return tuple(dict.fromkeys((ALL, *phases, quarter(day), month(day), week(day), *peaks)))


def quarter(day: date) -> str:
    """`2022-Q3`."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def month(day: date) -> str:
    """`2022-07`."""
    return f"{day.year:04}-{day.month:02}"


def week(day: date) -> str:
    """ISO week, `2022-W27`; the first days of January may belong to the year before."""
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def quarter_of(day: date) -> Span:
    """The quarter a day lies in."""
    first_month = day.month - (day.month - 1) % 3
    return Span(quarter(day), date(day.year, first_month, 1), _last_day(day.year, first_month + 2))


_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


def is_quarter(window: str) -> bool:
    """Whether a window is a quarter, for which units are recognised."""
    return _QUARTER.fullmatch(window) is not None


def span_named(window: str) -> Span | None:
    """The days of a quarter, month or ISO week by its name in ASCII; None when there is no such one."""
    try:
        if found := _QUARTER.fullmatch(window):
            return quarter_of(date(int(found[1]), 3 * int(found[2]), 1))
        if found := _MONTH.fullmatch(window):
            year, number = int(found[1]), int(found[2])
            return Span(window, date(year, number, 1), _last_day(year, number))
        if found := _WEEK.fullmatch(window):
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return Span(window, monday, days_after(monday, 6))
    except ValueError:
        return None
    return None


def _last_day(year: int, number: int) -> date:
    return date(year, number, monthrange(year, number)[1])


def _span(name: str, part: Phase | Peak) -> Span:
    return Span(name, part.starts_on, part.ends_on)
