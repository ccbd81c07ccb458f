"""Making a board from what the store reads at one moment."""

from dataclasses import dataclass
from typing import Any

from services.ranking.api.asking import BoardQuery, check_window, known_unit, visible
from services.ranking.domain.boards import figures_of, members_of, rows_of
from services.ranking.domain.cells import direct_of
from services.ranking.domain.movement import days_of, ranks_then, with_movement
from services.ranking.domain.order import Row, ranked
from services.ranking.domain.programme import Programme
from services.ranking.store import Reading, Store
from shared.access import Caller
from shared.units import Unit


@dataclass(frozen=True)
class Board:
    """A whole board at one revision."""

    revision: str
    head: dict[str, Any]
    """What it is a board of, with the unit's own rows: all with what lies below, and its `direct` part."""
    rows: list[Row]


async def make_board(store: Store, query: BoardQuery, caller: Caller | None) -> Board:
    """Every row, in order, all read at one moment."""
    async with store.reading() as reading:
        return await board_at(reading, query, caller)


async def board_at(reading: Reading, query: BoardQuery, caller: Caller | None) -> Board:
    """The board at the moment of `reading`."""
    frame = reading.frame
    programme = visible(frame, query.programme, caller)
    check_window(programme, query.window)
    code = known_unit(frame, query.unit or programme.root_unit)
    units = members_of(frame.tree, code, query.among)
    codes = [*frame.tree.with_merged([code]), *(unit.code for unit in units)]
    revision = await reading.revision(programme.id)
    cells = await reading.cells(programme.id, query.window, codes)
    targets = await reading.targets(programme.id, codes)
    root = [unit] if (unit := frame.tree.get(code)) else []
    own = rows_of(root, query.window, cells, targets, programme, frame.members)
    head = {
        "programme": programme.id,
        "programme_name": programme.name,
        "unit": code,
        "among": query.among,
        "by": query.by,
        "window": query.window,
        "revision": str(revision),
        "policy_version": programme.policy.version,
        "recomputing_to": following.policy.version if (following := frame.following.get(programme.id)) else None,
        "target_basis": programme.target_basis,
        "total": own[0] if own else None,
        "direct": figures_of(direct_of(frame.tree, code, cells)),
    }
    rows = ranked(rows_of(units, query.window, cells, targets, programme, frame.members), query.by)
    if query.moved_on is not None:
        rows = await _moved(reading, query, programme, units, rows)
    span = programme.calendar.span(query.window)
    return Board(str(revision), head, query.only.of(rows, programme.target_basis, span))


async def _moved(
    reading: Reading, query: BoardQuery, programme: Programme, units: list[Unit], rows: list[Row]
) -> list[Row]:
    """The rows with how far each moved since the stored days."""
    then = {}
    for name, day in days_of(query.moved_on).items() if query.moved_on else ():
        kept = await reading.day(programme.id, day, query.window, [unit.code for unit in units])
        then[name] = ranks_then(units, kept, programme, query.by)
    return with_movement(rows, then)
