"""Making a board from what the store reads at one moment."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

from services.ranking.api.asking import BoardQuery, UnknownProgramme, check_window, known_unit
from services.ranking.domain.boards import figures_of, members_of, rows_of
from services.ranking.domain.cells import Cell, direct_of
from services.ranking.domain.filters import Filter
from services.ranking.domain.frame import Frame
from services.ranking.domain.movement import Kept, days_of, ranks_then, with_movement
from services.ranking.domain.order import Row, ranked
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target
from services.ranking.store import Reading, Store
from shared.units import Unit

P = ParamSpec("P")
T = TypeVar("T")

LONG: Final = 500
"""Rows from which a board is put together off the loop; as many take about 10 ms."""


class Mark(NamedTuple):
    """What a board stands at: it is the same while revision and day are. `day` is None where it depends on none."""

    revision: str
    day: date | None = None

    def __str__(self) -> str:
        return self.revision if self.day is None else f"{self.revision}@{self.day.isoformat()}"

    @classmethod
    def read(cls, text: str) -> "Mark":
        """The mark that was written; ValueError for what never was."""
        revision, _, day = text.partition("@")
        return cls(revision, date.fromisoformat(day) if day else None)


@dataclass(frozen=True)
class Board:
    """A whole board at one revision."""

    mark: Mark
    public: bool
    """Whether whoever has no token may see it."""
    head: dict[str, Any]
    """What it is a board of, with the unit's own rows: all with what lies below, and its `direct` part."""
    rows: list[Row]

    @property
    def revision(self) -> str:
        """The revision of its programme."""
        return self.mark.revision


class _Material(NamedTuple):
    """What a board is put together from."""

    query: BoardQuery
    day: date | None
    frame: Frame
    programme: ScoringProgramme
    code: str
    units: list[Unit]
    revision: str
    cells: Mapping[str, Cell]
    targets: Mapping[str, Target]
    then: Mapping[str, Mapping[str, Kept]]


async def make_board(store: Store, query: BoardQuery, day: date | None = None) -> Board:
    """Every row, in order, all read at one moment; `day` is today in Vietnam, for a query that is of a day."""
    async with store.reading() as reading:
        return await board_at(reading, query, day)


async def board_at(reading: Reading, query: BoardQuery, day: date | None = None) -> Board:
    """The board at the moment of `reading`. Whoever shows it asks first whether it is `public`."""
    frame = reading.frame
    programme = frame.programmes.get(query.programme)
    if programme is None:
        raise UnknownProgramme
    check_window(programme, query.window)
    code = known_unit(frame, query.unit or programme.root_unit)
    units = await off_the_loop(len(frame.tree), members_of, frame.tree, code, query.among)
    own = frame.tree.with_merged([code])
    codes = [*own, *(unit.code for unit in units)]
    revision = str(await reading.revision(programme.id))
    cells = await reading.cells(programme.id, query.window, codes)
    targets = await reading.targets(programme.id, codes)
    then = {
        name: await reading.day(programme.id, earlier, query.window, codes[len(own) :])
        for name, earlier in (days_of(day) if query.movement and day else {}).items()
    }
    material = _Material(query, day, frame, programme, code, units, revision, cells, targets, then)
    return await off_the_loop(len(units), _put_together, material)


async def off_the_loop(length: int, work: Callable[P, T], *values: P.args, **named: P.kwargs) -> T:
    """`work(*values)`, in a thread when it goes through many, so that others are answered meanwhile."""
    return work(*values, **named) if length <= LONG else await asyncio.to_thread(work, *values, **named)


def _put_together(of: _Material) -> Board:
    query, programme, frame = of.query, of.programme, of.frame
    rows = ranked(rows_of(of.units, query.window, of.cells, of.targets, programme, frame.members), query.by, programme)
    if query.movement:
        then = {name: ranks_then(of.units, figures, programme, query.by) for name, figures in of.then.items()}
        rows = with_movement(rows, then)
    span = programme.calendar.span(query.window)
    only = Filter(query.registered, of.day if query.behind else None)
    mark = Mark(of.revision, of.day if query.is_of_a_day else None)
    return Board(mark, programme.public, _head(of), only.of(rows, programme, span))


def _head(of: _Material) -> dict[str, Any]:
    query, programme, frame = of.query, of.programme, of.frame
    root = [unit] if (unit := frame.tree.get(of.code)) else []
    own = rows_of(root, query.window, of.cells, of.targets, programme, frame.members)
    return {
        "programme": programme.id,
        "programme_name": programme.name,
        "unit": of.code,
        "among": query.among,
        "by": query.by,
        "window": query.window,
        "revision": of.revision,
        "policy_version": programme.policy.version,
        "recomputing_to": following.policy.version if (following := frame.waiting.get(programme.id)) else None,
        "target_basis": programme.target_basis,
        "total": own[0] if own else None,
        "direct": figures_of(direct_of(frame.tree, of.code, of.cells)),
    }
