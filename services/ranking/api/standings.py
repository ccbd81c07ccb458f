"""GET /standings/{programme}/{unit}: where a unit stands in every window."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from fastapi import Request

from services.ranking.api.asking import known_unit, visible
from services.ranking.domain.boards import CHILDREN, grade_of, members_of, rows_of
from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Spot
from services.ranking.domain.grading import following
from services.ranking.domain.members import Members
from services.ranking.domain.order import METRICS, Row, ranked
from services.ranking.domain.programme import Programme
from services.ranking.domain.targets import Target
from services.ranking.schemas import NextClassOut, StandingOut, WindowOut
from services.ranking.store import Reading, Store
from shared.units import Unit
from shared.web.auth import MaybeCaller
from shared.web.openapi import problem_responses
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(tags=["standings"])

_NOT_OF_A_WINDOW = ("unit", "name", "closed", "rank")


@router.get("/standings/{programme}/{unit}", responses=problem_responses(401, 404))
async def get_standing(request: Request, programme: CleanText, unit: CleanText, caller: MaybeCaller) -> StandingOut:
    """Every window with figures, the rank among the units under the same parent, and what is missing."""
    store: Store = request.app.state.service.store
    async with store.reading() as reading:
        frame = reading.frame
        found = visible(frame, programme, caller)
        code = known_unit(frame, unit)
        mine = frame.tree.get(code)
        parent = mine.parent if mine else None
        beside = members_of(frame.tree, frame.tree.resolve(parent), CHILDREN) if parent else []
        units = beside if mine in beside else [*beside, *([mine] if mine else [])]
        codes = [other.code for other in units]
        revision = await reading.revision(programme)
        cells = await reading.windows(programme, codes)
        targets = await reading.targets(programme, codes)
        names = _names(found, cells, targets.get(code), code)
        peers = members_of(frame.tree, found.root_unit, mine.level) if mine else []
        level = Peers(
            peers,
            {window: await _level_rows(reading, found, window, peers) for window in found.calendar.milestone_windows},
        )
    today = request.app.state.service.clock.today()
    asked = Asking(code, units, found, frame.members, today)
    return StandingOut(
        programme=programme,
        unit=code,
        name=mine.name if mine else code,
        revision=str(revision),
        among=len(units),
        windows=[_window(name, asked, cells, targets, level) for name in names],
    )


class Asking(NamedTuple):
    """Whose standing, among whom, when."""

    code: str
    units: list[Unit]
    programme: Programme
    members: Members
    today: date


class Peers(NamedTuple):
    """The units of a level in a programme, and their rows in its own windows."""

    units: list[Unit]
    rows: Mapping[str, list[Row]]


async def _level_rows(reading: Reading, programme: Programme, window: str, peers: list[Unit]) -> list[Row]:
    codes = [unit.code for unit in peers]
    cells = await reading.cells(programme.id, window, codes)
    targets = await reading.targets(programme.id, codes)
    return rows_of(peers, window, cells, targets, programme, reading.frame.members)


def _names(programme: Programme, cells: Mapping[Spot, Cell], target: Target | None, code: str) -> list[str]:
    """The programme's own windows first, then those in which the unit has figures or targets, in time."""
    own = programme.calendar.milestone_windows
    others = {spot.window for spot in cells if spot.unit == code}
    others |= target.windows if target else frozenset()
    return [*own, *sorted(others - set(own))]


def _window(
    window: str, asked: Asking, cells: Mapping[Spot, Cell], targets: Mapping[str, Target], level: Peers
) -> WindowOut:
    code, units, programme = asked.code, asked.units, asked.programme
    at_window = {spot.unit: cell for spot, cell in cells.items() if spot.window == window}
    rows = rows_of(units, window, at_window, targets, programme, asked.members)
    mine = next(row for row in rows if row["unit"] == code)
    target = targets.get(code)
    reached = programme.reached(mine)
    goal = mine["target"]
    missing = max(0, goal - reached) if goal is not None else None
    span = programme.calendar.span(window)
    left = span.total - span.elapsed(asked.today) if span else None
    return WindowOut(
        window=window,
        pledged=target.pledge(window, programme.calendar) if target else None,
        missing=missing,
        days_left=left,
        missing_per_day=_per_day(missing, left),
        **_grading(mine, reached, programme, left),
        ranks=_ranks(rows, asked),
        ranks_in_cluster=_cluster_ranks(rows, asked),
        ranks_in_level=_ranks(level.rows[window], asked)
        if window in level.rows and _in(level.rows[window], code)
        else None,
        **{name: value for name, value in mine.items() if name not in _NOT_OF_A_WINDOW},
    )


def _grading(mine: Row, reached: int, programme: Programme, left: int | None) -> dict[str, Any]:
    """The class reached, and what is missing to the one above it."""
    classes = programme.policy.classes
    place = grade_of(mine, programme)
    above = following(place, classes) if mine["target"] else None
    missing = max(0, above.asks(mine["target"]) - reached) if above else 0
    return {
        "grade": None if place is None else classes[place].name,
        "next_class": NextClassOut(name=above.name, missing=missing, missing_per_day=_per_day(missing, left))
        if above
        else None,
    }


def _per_day(missing: int | None, left: int | None) -> int | None:
    return -(-missing // left) if missing and left else None


def _cluster_ranks(rows: list[Row], asked: Asking) -> dict[str, int | None] | None:
    clusters = {unit.code: unit.cluster for unit in asked.units}
    mine = clusters[asked.code]
    return None if mine is None else _ranks([row for row in rows if clusters[row["unit"]] == mine], asked)


def _in(rows: list[Row], code: str) -> bool:
    return any(row["unit"] == code for row in rows)


def _ranks(rows: list[Row], asked: Asking) -> dict[str, int | None]:
    boards = {by: ranked(map(dict, rows), by, asked.programme) for by in METRICS}
    return {by: next(row["rank"] for row in board if row["unit"] == asked.code) for by, board in boards.items()}
