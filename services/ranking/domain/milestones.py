"""Milestones: 50, 80 and 100 % of an assigned target, by phase and over the whole; once reached never retracted."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from services.ranking.domain.boards import figures_of
from services.ranking.domain.changes import Figures, Spot
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target

THRESHOLDS: Final = (50, 80, 100)


class Milestone(NamedTuple):
    """One line that a unit's total crossed."""

    programme: str
    window: str
    unit: str
    threshold: int

    @property
    def id(self) -> UUID:
        """The same whoever finds it, and in every generation."""
        return uuid5(NAMESPACE_URL, f"sangkien/milestone/{self.programme}/{self.window}/{self.unit}/{self.threshold}")


def spots_of(spots: Iterable[Spot], programmes: Mapping[str, ScoringProgramme]) -> Iterator[Spot]:
    """Those among `spots` where a milestone can be crossed."""
    windows = {id_: frozenset(programme.calendar.milestone_windows) for id_, programme in programmes.items()}
    for spot in spots:
        if spot.window in windows.get(spot.programme, ()):
            yield spot


def reached(
    totals: Mapping[Spot, Figures], targets: Iterable[Target], programmes: Mapping[str, ScoringProgramme]
) -> Iterator[Milestone]:
    """Every milestone these totals stand at or above."""
    assigned = {(target.programme, target.unit): target for target in targets}
    for spot, figures in totals.items():
        target = assigned.get((spot.programme, spot.unit))
        programme = programmes.get(spot.programme)
        if target is None or programme is None:
            continue
        reached_by_now = programme.reached(figures_of(figures))
        goal = target.of(spot.window, programme.calendar)
        for threshold in THRESHOLDS:
            if goal and reached_by_now * 100 >= goal * threshold:
                yield Milestone(spot.programme, spot.window, spot.unit, threshold)
