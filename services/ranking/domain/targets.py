"""Targets and the percentage reached (design §4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.ranking.domain.points import half_up
from services.ranking.domain.windows import ALL, Calendar
from shared.events.targets import TargetData

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Target:
    """A unit's own row: what was assigned, and what it set itself beyond."""

    programme: str
    unit: str
    version: int
    assigned: Mapping[str, int] = field(default_factory=dict)
    pledged: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def told(cls, data: TargetData) -> "Target":
        """The target of a `targets` event."""
        return cls(data.programme, data.unit, data.version, data.assigned, data.pledged)

    def of(self, window: str, calendar: Calendar) -> int | None:
        """The assigned target of a window: `all` takes the total, else the phases' sum; other windows their row."""
        return _row(self.assigned, window, calendar)

    def pledge(self, window: str, calendar: Calendar) -> int | None:
        """What the unit pledged for a window."""
        return _row(self.pledged, window, calendar)


def _row(rows: Mapping[str, int], window: str, calendar: Calendar) -> int | None:
    if window != ALL:
        return rows.get(window)
    if TOTAL in rows:
        return rows[TOTAL]
    phases = [rows[phase.name] for phase in calendar.phases if phase.name in rows]
    return sum(phases) if phases else None


def percent(reached: int, target: int | None) -> int | None:
    """Hundredths of a percent, half up: 3,061 of 7,500 is 4081. None without a target."""
    return half_up(reached * 10_000, target) if target else None
