"""The windows a day of registration falls into (design §4): half-open, days of Asia/Ho_Chi_Minh."""

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True)
class Calendar:
    """A programme's own windows: its phases and named peaks."""

    phases: tuple[Span, ...] = ()
    peaks: tuple[Span, ...] = ()

    def peaks_of(self, day: date) -> tuple[str, ...]:
        """Names of the peaks a day falls into."""
        return tuple(peak.name for peak in self.peaks if day in peak)

    def windows_of(self, day: date) -> tuple[str, ...]:
        """Every window a day falls into, each once."""
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
