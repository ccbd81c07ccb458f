"""A programme's cells made anew beside those that boards show, then swapped in (design §4).

Facts rest while a programme's next version waits (`Frame.waiting`), so what is read here cannot change; units may
move meanwhile, and a still newer version may come. Both are noticed at the swap, which is one transaction.
"""

import asyncio

import structlog

from services.ranking.domain.changes import Days, Membership
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame, FrameNews
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.handlers.moment import must_not_rest
from services.ranking.recount.table import Table
from services.ranking.store import RankingTransaction, Store, Writes
from shared.messaging.consumer import Paused
from shared.runtime.jobs import each

_log = structlog.get_logger(__name__)


class Moved(Exception):  # noqa: N818 - an expected outcome: rolled up, or counted, again
    """The frame is another than the one the cells were made for."""


async def recompute(store: Store) -> None:
    """Bring every programme that waits to be shown onto the boards; Paused while the log is being read anew.

    One that cannot be counted comes again the next time, after the others had their turn: SomeFailed tells of it.
    """
    while waiting := sorted((await store.frame()).waiting):
        await each(waiting, lambda programme: _recompute(store, programme), leaving=(Paused,))


async def _recompute(store: Store, programme: str) -> None:
    frame = await store.frame()
    wanted = frame.waiting.get(programme)
    if wanted is None:
        return
    _log.info("recompute.begins", programme=programme, policy=wanted.policy.version)
    table = await _table(store, frame, wanted)
    while (frame := await store.frame()).waiting.get(programme) == wanted:
        generation = await store.new_generation()
        windows = table.cells(frame.paths)
        while cells := await asyncio.to_thread(next, windows, None):
            await store.put_cells(generation, cells)
        await store.put_dailies(generation, await asyncio.to_thread(table.dailies, frame.paths))
        try:
            await _show(store, frame, wanted, generation)
        except Moved:
            continue
        await store.drop_cells(programme, before=generation)
        _log.info("recompute.done", programme=programme, policy=wanted.policy.version)
        return
    _log.info("recompute.superseded", programme=programme, policy=wanted.policy.version)


async def _table(store: Store, frame: Frame, wanted: ScoringProgramme) -> Table:
    table = Table(wanted)
    async for some in store.facts_of(frame.generation, wanted.id):
        await asyncio.to_thread(_add, table, some)
    async for people in store.days_of(frame.generation, wanted.id):
        await asyncio.to_thread(_enrol, table, people)
    return table


def _add(table: Table, some: list[Facts]) -> None:
    for facts in some:
        table.add(facts)


def _enrol(table: Table, people: list[tuple[Membership, Days]]) -> None:
    for who, days in people:
        table.enrol(who.home_unit, days)


async def _show(store: Store, frame: Frame, wanted: ScoringProgramme, generation: int) -> None:
    """The swap: whatever else counts, or changes what counting depends on, loses to it or makes it lose."""
    shown = frame.showing(wanted, generation)

    async def work(work: RankingTransaction) -> None:
        head = await must_not_rest(work)
        if head.version != frame.version:
            raise Moved
        await work.learn(shown, FrameNews(programmes=(wanted,)))
        await work.write(shown, Writes(programmes={wanted.id}))

    await store.change(work, None, alone=True)
