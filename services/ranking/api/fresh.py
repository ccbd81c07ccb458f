"""The newest approvals as boards tell of them: by a list, and on their stream."""

from datetime import datetime
from typing import Annotated, Any, NamedTuple

from fastapi import Query, Request

from services.ranking.api.asking import BoardQuery, known_unit, visible
from services.ranking.api.making import Board
from services.ranking.domain.approvals import FreshApproval, FreshApprovals
from services.ranking.store import Store
from shared.units import Level, UnitTree
from shared.web.auth import MaybePerson
from shared.web.openapi import problem_responses
from shared.web.routing import Router
from shared.web.schemas import CleanText, ResponseBody
from shared.web.values import AS_DIGITS

router = Router(tags=["boards"])

CLUSTER = "cluster"


class FreshApprovalOut(ResponseBody):
    """One approval; `title` is null where the initiative is confidential."""

    number: int
    unit: str
    unit_name: str
    kind: str
    level: Level
    at: datetime
    title: str | None


class FreshApprovalsOut(ResponseBody):
    """The newest approvals, newest first, and how many the programme has had since they are counted."""

    programme: str
    unit: str
    count: int
    missed: int
    items: list[FreshApprovalOut]


@router.get(
    "/boards/{programme}/approved", summary="What was approved last", responses=problem_responses(401, 404, 422)
)
async def list_fresh_approvals(
    request: Request,
    programme: CleanText,
    caller: MaybePerson,
    unit: Annotated[CleanText | None, Query(max_length=100, description="Default: the programme's unit.")] = None,
    after: Annotated[int, Query(ge=0, le=2**53, description="Only those of a higher number."), AS_DIGITS] = 0,
) -> FreshApprovalsOut:
    """At most 64 of a programme are kept; `missed` says how many came after `after` and are no longer there."""
    store: Store = request.app.state.service.store
    frame = await store.frame()
    shown = visible(frame, programme, caller)
    code = known_unit(frame, unit or shown.root_unit)
    fresh = (await store.fresh_approvals(programme)).within([code], frame.tree)
    return FreshApprovalsOut(
        programme=programme,
        unit=code,
        count=fresh.count,
        missed=fresh.missed(after) if after else 0,
        items=[FreshApprovalOut(**row(one, frame.tree)) for one in reversed(fresh.after(after))],
    )


def row(one: FreshApproval, tree: UnitTree) -> dict[str, Any]:
    """One approval as it is told, of the unit that stands for its own now."""
    unit = tree.get(tree.resolve(one.unit))
    return {
        "number": one.number,
        "unit": unit.code if unit else one.unit,
        "unit_name": unit.name if unit else one.unit,
        "kind": one.kind,
        "level": one.level,
        "at": one.at,
        "title": one.title,
    }


class Told(NamedTuple):
    """Approvals that a board tells of, and the tree that names their units."""

    fresh: FreshApprovals
    tree: UnitTree


async def told_of(store: Store, query: BoardQuery, board: Board) -> Told:
    """The newest approvals of whatever the board compares; read after the board, so that none of before lacks."""
    tree = (await store.frame()).tree
    units = {row["unit"] for row in board.rows} if query.among == CLUSTER else {board.head["unit"]}
    return Told((await store.fresh_approvals(query.programme)).within(units, tree), tree)


def event_data(told: Told, number: int) -> dict[str, Any] | None:
    """What a listener is told who knows all up to `number`; None when there is nothing to tell."""
    rows = [row(one, told.tree) for one in told.fresh.after(number)]
    missed = told.fresh.missed(number)
    return {"missed": missed, "approved": rows} if rows or missed else None
