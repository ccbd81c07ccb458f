"""Everything counted again from the log, beside what boards show, then swapped in (design §4).

Applying rests meanwhile: events wait in Kafka and are applied afterwards; those read here already change nothing then.
The pause runs out by itself when a rebuild dies; one that comes back after somebody wrote cannot swap (`resting`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from services.ranking.domain.facts import Facts, Judgement, Submission
from services.ranking.domain.frame import Frame
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target
from services.ranking.recount.attendance import Attendance
from services.ranking.recount.keeping import Keeping
from services.ranking.recount.resting import resting
from services.ranking.recount.table import Table
from shared.events import DECISIONS, PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.events.units import UnitData
from shared.messaging.log import Log
from shared.units import UnitTree

TOPICS: Final = (UNITS, PROGRAMMES, TARGETS, SUBMISSIONS, DECISIONS)
SOME: Final = 1000
"""Documents written at a time."""
UNDER_WAY: Final = 3
"""Writes under way while the next records are read."""


@dataclass(slots=True)
class Counted:
    """What a rebuild came to."""

    generation: int
    events: int = 0
    invalid: int = 0
    initiatives: int = 0
    cells: int = 0


@dataclass(slots=True)
class _Writer:
    """A few writes at once, never more: reading waits for the store instead of filling memory."""

    waiting: set["asyncio.Task[None]"] = field(default_factory=set)

    async def write(self, writing: Awaitable[None]) -> None:
        self.waiting.add(asyncio.ensure_future(writing))
        while len(self.waiting) >= UNDER_WAY:
            await self._some(asyncio.FIRST_COMPLETED)

    async def finish(self) -> None:
        while self.waiting:
            await self._some(asyncio.ALL_COMPLETED)

    async def _some(self, when: str) -> None:
        done, self.waiting = await asyncio.wait(self.waiting, return_when=when)
        for task in done:
            task.result()


async def rebuild(keeping: Keeping, log: Log, progress: Callable[[int, int], None] = lambda *_: None) -> Counted:
    """Read the log whole and swap in what it comes to; `told` hears of records read, and how many there are."""
    token = str(uuid4())
    async with resting(keeping, token) as pause:
        whole = await log.open(TOPICS)
        generation = await keeping.new_generation()
        frame, targets = await _frame(log, generation)
        counted = Counted(generation)
        tables = {id_: Table(programme) for id_, programme in frame.programmes.items()}
        attendance, writer = Attendance(), _Writer()
        for partition in range(SUBMISSIONS.partitions):
            progress(log.seen, whole)
            await _facts(log, partition, keeping, counted, (tables, attendance, writer))
        progress(log.seen, whole)
        for people in attendance.grouped():
            await writer.write(keeping.put_days(generation, people))
            for who, days in people:
                if who.programme in tables:
                    tables[who.programme].enrol(who.home_unit, days)
        for table in tables.values():
            for cells in table.cells(frame.paths):
                counted.cells += len(cells)
                await writer.write(keeping.put_cells(generation, cells))
            await writer.write(keeping.put_dailies(generation, table.dailies(frame.paths)))
        await writer.finish()
        pause.over = True  # adopting asks for the token and takes it away, which the renewal would see as a loss
        await keeping.adopt(frame, targets, token)
        counted.events, counted.invalid = log.seen, log.invalid
    await keeping.forget_before(generation)
    return counted


async def _facts(
    log: Log, partition: int, keeping: Keeping, counted: Counted, into: tuple[dict[str, Table], Attendance, _Writer]
) -> None:
    """One partition of both topics: all that is said of an initiative has the same partition number in either."""
    tables, attendance, writer = into
    submissions = await log.newest(SUBMISSIONS, partition, Submission.of)
    decisions = await log.newest(DECISIONS, partition, Judgement.of)
    some: list[Facts] = []
    for initiative in {**submissions, **decisions}:
        facts = Facts(initiative, submissions.pop(initiative, None), decisions.pop(initiative, None))
        if facts.submission and (table := tables.get(facts.submission.programme)):
            table.add(facts)
        attendance.add(facts)
        some.append(facts)
        if len(some) == SOME:
            await writer.write(keeping.put_facts(counted.generation, some))
            counted.initiatives += len(some)
            some = []
    if some:
        await writer.write(keeping.put_facts(counted.generation, some))
        counted.initiatives += len(some)


async def _frame(log: Log, generation: int) -> tuple[Frame, list[Target]]:
    units = await log.newest(UNITS, 0, UnitData.to_unit)
    programmes = await log.newest(PROGRAMMES, 0, ScoringProgramme.of)
    targets = await log.newest(TARGETS, 0, Target.told)
    return Frame(generation=generation, tree=UnitTree(units.values()), programmes=programmes), list(targets.values())
