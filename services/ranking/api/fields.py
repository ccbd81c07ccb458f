"""Whom a unit's standing compares it with, in all their windows: those under the same parent, those of its level."""

from collections.abc import Collection, Mapping

from services.ranking.api.making import off_the_loop
from services.ranking.api.ranks import Field, Ranks
from services.ranking.domain.boards import CHILDREN, members_of
from services.ranking.domain.changes import Figures, Spot
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target
from services.ranking.store import Reading
from shared.units import Level, Unit


class FieldRanks:
    """A field, and the ranks in it by window; a window that nobody has figures in is all zeros."""

    def __init__(
        self,
        field: Field,
        programme: ScoringProgramme,
        totals: Mapping[str, Mapping[str, Figures]],
        targets: Mapping[str, Target],
        only: Collection[str] | None,
    ) -> None:
        self.field = field
        self._programme, self._targets, self._only = programme, targets, only
        self._by_window = {window: self._ranks(window, figures) for window, figures in totals.items()}

    @property
    def weight(self) -> int:
        """Rows of all windows."""
        return max(1, len(self.field) * len(self._by_window))

    def has(self, window: str) -> bool:
        """Whether units are compared in this window."""
        return self._only is None or window in self._only

    def at(self, window: str) -> Ranks:
        """The ranks in one window."""
        ranks = self._by_window.get(window)
        if ranks is None:
            ranks = self._by_window[window] = self._ranks(window, {})
        return ranks

    def _ranks(self, window: str, totals: Mapping[str, Figures]) -> Ranks:
        goals = {code: goal for code, target in self._targets.items() if (goal := self._goal(target, window))}
        return Ranks(self.field, totals, goals, self._programme)

    def _goal(self, target: Target, window: str) -> int | None:
        return target.of(window, self._programme.calendar)


async def beside(reading: Reading, programme: ScoringProgramme, unit: Unit) -> FieldRanks:
    """The units under the same parent, in all windows; a unit without one stands alone."""
    tree = reading.frame.tree
    units = members_of(tree, tree.resolve(unit.parent), CHILDREN) if unit.parent else []
    units = units if unit in units else [*units, unit]
    codes = [one.code for one in units]
    totals = await reading.totals(programme.id, codes)
    targets = await reading.targets(programme.id, codes)
    return await off_the_loop(len(totals), _ranks, reading, programme, units, totals, targets, None)


async def of_level(reading: Reading, programme: ScoringProgramme, level: Level) -> FieldRanks:
    """The programme's units of a level, in its whole and its phases."""
    frame = reading.frame
    units = await off_the_loop(len(frame.tree), members_of, frame.tree, programme.root_unit, level.value)
    codes = [unit.code for unit in units]
    windows = programme.calendar.milestone_windows
    totals = await reading.totals(programme.id, codes, windows)
    targets = await reading.targets(programme.id, codes)
    return await off_the_loop(len(units), _ranks, reading, programme, units, totals, targets, windows)


def _ranks(
    reading: Reading,
    programme: ScoringProgramme,
    units: list[Unit],
    totals: Mapping[Spot, Figures],
    targets: Mapping[str, Target],
    only: Collection[str] | None,
) -> FieldRanks:
    by_window: dict[str, dict[str, Figures]] = {}
    for spot, figures in totals.items():
        by_window.setdefault(spot.window, {})[spot.unit] = figures
    return FieldRanks(Field(units, reading.frame.members), programme, by_window, targets, only)
