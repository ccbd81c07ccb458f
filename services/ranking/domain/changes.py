"""Net differences of a batch: what leaves and enters the leaf units' figures, coalesced before anything is written."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from services.ranking.domain.contribution import BENEFIT, POINTS, SUBMITTERS, Contribution, attendance_of
from services.ranking.domain.facts import Facts
from services.ranking.domain.programme import ScoringProgramme


class Spot(NamedTuple):
    """One unit's figures in one window of one programme."""

    programme: str
    unit: str
    window: str


class Membership(NamedTuple):
    """One author at one home unit of one programme; counted by days of registration."""

    programme: str
    home_unit: str
    author: str


Figures = dict[str, int]
"""Figure → its value, or by how much it moves."""

Days = dict[str, int]
"""Day of registration → how many registered initiatives of that day the author has."""


class Changes:
    """Collects differences. Order does not matter: everything in here is a sum."""

    def __init__(self) -> None:
        self.leaves: dict[Spot, Figures] = {}
        self.dailies: dict[Spot, Figures] = {}
        """By leaf and month: how many initiatives of a day and state, as `15_approved`."""
        self.days: dict[Membership, Days] = {}
        self.programmes: set[str] = set()

    def replace(self, old: Contribution | None, new: Contribution | None) -> None:
        """One initiative's contribution gives way to another."""
        if old == new:
            return
        if old is not None:
            self._add(old, -1)
        if new is not None:
            self._add(new, 1)

    def attend(self, before: Facts, after: Facts) -> None:
        """One initiative's authors have a registered day less, or more."""
        for facts, sign in ((before, -1), (after, 1)):
            submission = facts.submission
            if submission is None:
                continue
            for author, home_unit in attendance_of(facts, submission):
                days = self.days.setdefault(Membership(submission.programme, home_unit, author), {})
                days[submission.day] = days.get(submission.day, 0) + sign

    def enter(self, membership: Membership, before: frozenset[str], after: frozenset[str]) -> None:
        """An author begins or ends to count as a submitter in the windows that differ."""
        for windows, sign in ((after - before, 1), (before - after, -1)):
            for window in windows:
                self.add(Spot(membership.programme, membership.home_unit, window), SUBMITTERS, sign)

    def add(self, spot: Spot, figure: str, amount: int) -> None:
        """Move one figure of one leaf."""
        self.programmes.add(spot.programme)
        figures = self.leaves.setdefault(spot, {})
        figures[figure] = figures.get(figure, 0) + amount

    def _add(self, contribution: Contribution, sign: int) -> None:
        self.programmes.add(contribution.programme)
        month = Spot(contribution.programme, contribution.unit, contribution.month)
        daily = self.dailies.setdefault(month, {})
        daily[contribution.of_its_day] = daily.get(contribution.of_its_day, 0) + sign
        for window in contribution.windows:
            figures = self.leaves.setdefault(Spot(contribution.programme, contribution.unit, window), {})
            figures[contribution.state] = figures.get(contribution.state, 0) + sign
            if contribution.points:
                figures[POINTS] = figures.get(POINTS, 0) + sign * contribution.points
            if contribution.benefit_vnd:
                figures[BENEFIT] = figures.get(BENEFIT, 0) + sign * contribution.benefit_vnd


def windows_attended(days: Iterable[str], programme: ScoringProgramme | None) -> frozenset[str]:
    """The windows in which an author with these days counts as a submitter."""
    if programme is None:
        return frozenset()
    calendar = programme.calendar
    return frozenset(window for day in days for window in calendar.windows_of(date.fromisoformat(day)))


def add_days(days: Mapping[str, int], moves: Mapping[str, int]) -> Days:
    """The days after the moves, those that reached 0 left out."""
    added = {day: days.get(day, 0) + moves.get(day, 0) for day in {*days, *moves}}
    return {day: count for day, count in sorted(added.items()) if count}
