"""GET /standings/{programme}/{unit}: where a unit stands in every window."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from fastapi import Request

from services.ranking.api.asking import known_unit, visible
from services.ranking.api.board_pages import BoardPages, board_pages
from services.ranking.api.fields import FieldRanks, beside, of_level
from services.ranking.domain.boards import grade_of, row_of
from services.ranking.domain.changes import Figures
from services.ranking.domain.frame import Frame
from services.ranking.domain.grading import class_above
from services.ranking.domain.order import Row
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target
from services.ranking.schemas import NextClassOut, StandingOut, WindowOut
from services.ranking.store import Reading, Store
from shared.units import Level, Unit
from shared.web.auth import MaybePerson
from shared.web.openapi import problem_responses
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(tags=["standings"])

_NOT_OF_A_WINDOW = ("unit", "name", "closed", "rank")


@router.get("/standings/{programme}/{unit}", responses=problem_responses(401, 404))
async def get_standing(request: Request, programme: CleanText, unit: CleanText, caller: MaybePerson) -> StandingOut:
    """Every window with figures, the rank among the units under the same parent, and what is missing."""
    state = request.app.state
    store: Store = state.service.store
    async with store.reading() as reading:
        shown = visible(reading.frame, programme, caller)
        code = known_unit(reading.frame, unit)
        standing = await _standing(reading, board_pages(state), shown, code, state.service.clock.today())
    return StandingOut(
        programme=programme,
        unit=code,
        name=standing.unit.name,
        revision=standing.revision,
        among=len(standing.beside.field),
        windows=[_window(name, standing) for name in standing.windows],
    )


class Standing(NamedTuple):
    """A unit's figures and whom it is ranked among, at one moment."""

    unit: Unit
    programme: ScoringProgramme
    revision: str
    frame: Frame
    totals: Mapping[str, Figures]
    target: Target | None
    beside: FieldRanks
    level: FieldRanks | None
    today: date

    @property
    def windows(self) -> list[str]:
        """The programme's own windows first, then those in which the unit has figures or targets, in time."""
        own = self.programme.calendar.milestone_windows
        others = self.totals.keys() | (self.target.windows if self.target else frozenset())
        return [*own, *sorted(others - set(own))]


async def _standing(
    reading: Reading, pages: BoardPages, programme: ScoringProgramme, code: str, today: date
) -> Standing:
    frame = reading.frame
    unit = frame.tree.get(code) or Unit(code, code, Level.GRASSROOTS)
    revision = str(await reading.revision(programme.id))
    cells = await reading.windows(programme.id, [code])
    target = (await reading.targets(programme.id, [code])).get(code)
    neighbours = await pages.ranks.get(
        (revision, programme.id, "beside", f"{unit.parent}/" if unit.parent else code),
        lambda: beside(reading, programme, unit),
    )
    level = None
    if programme.root_unit in frame.tree.path(code)[1:]:
        key = (revision, programme.id, "level", unit.level.value)
        level = await pages.ranks.get(key, lambda: of_level(reading, programme, unit.level))
    totals = {spot.window: cell.total for spot, cell in cells.items()}
    return Standing(unit, programme, revision, frame, totals, target, neighbours, level, today)


def _window(window: str, standing: Standing) -> WindowOut:
    unit, programme, target = standing.unit, standing.programme, standing.target
    goal = target.of(window, programme.calendar) if target else None
    members = standing.frame.members.of(unit.code)
    mine = row_of(unit, standing.totals.get(window, {}), goal, programme, members)
    reached = programme.reached(mine)
    missing = max(0, goal - reached) if goal is not None else None
    span = programme.calendar.span(window)
    left = span.total - span.elapsed(standing.today) if span else None
    ranks = standing.beside.at(window)
    return WindowOut(
        window=window,
        pledged=target.pledge(window, programme.calendar) if target else None,
        missing=missing,
        days_left=left,
        missing_per_day=_per_day(missing, left),
        **_grading(mine, reached, programme, left),
        ranks=ranks.of(mine),
        ranks_in_cluster=ranks.of(mine, standing.beside.field.of_cluster(unit.cluster)) if unit.cluster else None,
        ranks_in_level=standing.level.at(window).of(mine) if standing.level and standing.level.has(window) else None,
        **{name: value for name, value in mine.items() if name not in _NOT_OF_A_WINDOW},
    )


def _grading(mine: Row, reached: int, programme: ScoringProgramme, left: int | None) -> dict[str, Any]:
    """The class reached, and what is missing to the one above it."""
    classes = programme.policy.classes
    place = grade_of(mine, programme)
    above = class_above(place, classes) if mine["target"] else None
    missing = max(0, above.asks(mine["target"]) - reached) if above else 0
    return {
        "grade": None if place is None else classes[place].name,
        "next_class": NextClassOut(name=above.name, missing=missing, missing_per_day=_per_day(missing, left))
        if above
        else None,
    }


def _per_day(missing: int | None, left: int | None) -> int | None:
    return -(-missing // left) if missing and left else None
