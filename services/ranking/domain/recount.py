"""Counting a programme afresh: every figure of every leaf from facts and days alone, in one pass over each."""

from collections.abc import Iterable
from datetime import date

from services.ranking.domain.changes import Figures, Spot
from services.ranking.domain.contribution import BENEFIT, POINTS, SUBMITTERS, contribution_of
from services.ranking.domain.facts import Facts
from services.ranking.domain.programme import Programme


class Tally:
    """Sums by unit and day first, by window at the end: many initiatives share a day, and a day has many windows."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._days: dict[tuple[str, str], Figures] = {}
        self._people: dict[tuple[str, str], int] = {}
        self._windows: dict[str, tuple[str, ...]] = {}

    def add(self, facts: Facts) -> None:
        """One initiative."""
        counted = contribution_of(facts, self._programme)
        if counted is None:
            return
        self._windows.setdefault(counted.day, counted.windows)
        figures = self._days.setdefault((counted.unit, counted.day), {})
        figures[counted.state] = figures.get(counted.state, 0) + 1
        if counted.points:
            figures[POINTS] = figures.get(POINTS, 0) + counted.points
        if counted.benefit_vnd:
            figures[BENEFIT] = figures.get(BENEFIT, 0) + counted.benefit_vnd

    def enrol(self, home_unit: str, days: Iterable[str]) -> None:
        """One author at one home unit, with the days of their registered initiatives."""
        for window in {window for day in days for window in self._windows_of(day)}:
            place = (home_unit, window)
            self._people[place] = self._people.get(place, 0) + 1

    def leaves(self) -> dict[Spot, Figures]:
        """What every leaf has in every window."""
        found: dict[Spot, Figures] = {}
        for (unit, day), figures in self._days.items():
            for window in self._windows[day]:
                held = found.setdefault(Spot(self._programme.id, unit, window), {})
                for name, amount in figures.items():
                    held[name] = held.get(name, 0) + amount
        for (unit, window), people in self._people.items():
            found.setdefault(Spot(self._programme.id, unit, window), {})[SUBMITTERS] = people
        return found

    def _windows_of(self, day: str) -> tuple[str, ...]:
        if day not in self._windows:
            self._windows[day] = self._programme.calendar.windows_of(date.fromisoformat(day))
        return self._windows[day]
