"""GET /standings/{programme}/{unit}: where a unit stands in every window."""

from collections.abc import Mapping

from fastapi import APIRouter, Request

from services.ranking.api.asking import known_unit, visible
from services.ranking.domain.boards import CHILDREN, members_of, rows_of
from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Spot
from services.ranking.domain.order import METRICS, Row, ranked
from services.ranking.domain.programme import Programme
from services.ranking.domain.targets import Target
from services.ranking.domain.windows import ALL
from services.ranking.schemas import StandingOut, WindowOut
from services.ranking.store import Store
from shared.units import Unit
from shared.web.auth import MaybeCaller
from shared.web.openapi import problem_responses

router = APIRouter(tags=["standings"])

_NOT_OF_A_WINDOW = ("unit", "name", "closed", "rank")


@router.get("/standings/{programme}/{unit}", responses=problem_responses(401, 404))
async def standing(request: Request, programme: str, unit: str, caller: MaybeCaller) -> StandingOut:
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
    return StandingOut(
        programme=programme,
        unit=code,
        name=mine.name if mine else code,
        revision=str(revision),
        among=len(units),
        windows=[_window(name, code, units, cells, targets, found) for name in names],
    )


def _names(programme: Programme, cells: Mapping[Spot, Cell], target: Target | None, code: str) -> list[str]:
    """The programme's own windows first, then those in which the unit has figures or targets, in time."""
    own = [ALL, *(phase.name for phase in programme.calendar.phases)]
    others = {spot.window for spot in cells if spot.unit == code}
    others |= {window for window in (target.assigned if target else ()) if window != "total"}
    return [*own, *sorted(others - set(own))]


def _window(
    window: str,
    code: str,
    units: list[Unit],
    cells: Mapping[Spot, Cell],
    targets: Mapping[str, Target],
    programme: Programme,
) -> WindowOut:
    at_window = {spot.unit: cell for spot, cell in cells.items() if spot.window == window}
    rows = rows_of(units, window, at_window, targets, programme)
    mine = next(row for row in rows if row["unit"] == code)
    ranks = {by: _rank(rows, by, code) for by in METRICS}
    target = targets.get(code)
    reached = mine["approved" if programme.target_basis == "approved" else "registered"]
    goal = mine["target"]
    return WindowOut(
        window=window,
        pledged=target.pledge(window, programme.calendar) if target else None,
        missing=max(0, goal - reached) if goal is not None else None,
        ranks=ranks,
        **{name: value for name, value in mine.items() if name not in _NOT_OF_A_WINDOW},
    )


def _rank(rows: list[Row], by: str, code: str) -> int | None:
    rank: int | None = next(row["rank"] for row in ranked(map(dict, rows), by) if row["unit"] == code)
    return rank
