"""Targets, and what was merged into them (design §4)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from shared.calendar import ALL, Calendar
from shared.events.targets import TargetData
from shared.units import UnitTree

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Target:
    """A unit's own row: what was assigned, and what it set itself beyond."""

    programme: str
    unit: str
    version: int
    assigned: Mapping[str, int] = field(default_factory=dict)
    pledged: Mapping[str, int] = field(default_factory=dict)
    includes_merged: bool = False
    """Whether the targets of units merged into this one are part of it already."""
    merged: tuple["Target", ...] = ()
    """Targets of units merged into this one, which add to its own."""

    @classmethod
    def told(cls, data: TargetData) -> "Target":
        """The target of a `targets` event."""
        return cls(data.programme, data.unit, data.version, data.assigned, data.pledged, data.includes_merged)

    def of(self, window: str, calendar: Calendar) -> int | None:
        """The assigned target of a window: `all` takes the total, else the phases' sum; other windows their row."""
        return self._sum(lambda target: _row(target.assigned, window, calendar))

    def pledge(self, window: str, calendar: Calendar) -> int | None:
        """What the unit pledged for a window."""
        return self._sum(lambda target: _row(target.pledged, window, calendar))

    @property
    def windows(self) -> frozenset[str]:
        """The windows it names."""
        return frozenset(window for target in (self, *self.merged) for window in target.assigned if window != TOTAL)

    def _sum(self, row: Callable[["Target"], int | None]) -> int | None:
        rows = [number for target in (self, *self.merged) if (number := row(target)) is not None]
        return sum(rows) if rows else None


def joined(tree: UnitTree, rows: Iterable[Target], units: Iterable[str]) -> dict[str, Target]:
    """The targets of units of one programme, by unit, from the rows of `tree.with_merged(units)`."""
    by_code = {row.unit: row for row in rows}
    found: dict[str, Target] = {}
    for unit in units:
        own = by_code.get(unit)
        merged = tuple(by_code[code] for code in tree.merged(unit) if code in by_code)
        if own is not None and (own.includes_merged or not merged):
            found[unit] = own
        elif own is not None or merged:
            found[unit] = replace(own or Target(merged[0].programme, unit, 0), merged=merged)
    return found


def _row(rows: Mapping[str, int], window: str, calendar: Calendar) -> int | None:
    if window != ALL:
        return rows.get(window)
    if TOTAL in rows:
        return rows[TOTAL]
    phases = [rows[name] for name in calendar.milestone_windows if name in rows]
    return sum(phases) if phases else None
