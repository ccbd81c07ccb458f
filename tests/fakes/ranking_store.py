"""Ranking's store in memory, with the same transactions: all or nothing, and reads that see their own writes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from datetime import date
from typing import cast

from services.ranking.domain.approvals import MOST, FreshApproval, FreshApprovals
from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Days, Figures, Membership, Spot
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame, FrameNews
from services.ranking.domain.milestones import Milestone
from services.ranking.domain.movement import Kept
from services.ranking.domain.targets import Target, joined
from services.ranking.store import Head, RankingTransaction, Reading, Revision, Writes
from shared.messaging.consumer import Batch
from shared.mongo import Session
from shared.units import UnitTree

NO_SESSION = cast("Session", None)


class MemoryState:
    """Everything kept; copied at the start of a transaction."""

    def __init__(self) -> None:
        self.frame = Frame()
        self.facts: dict[tuple[int, str], Facts] = {}
        self.days: dict[tuple[int, Membership], Days] = {}
        self.cells: dict[tuple[int, Spot], Cell] = {}
        self.targets: dict[tuple[str, str], Target] = {}
        self.revisions: dict[tuple[int, str], int] = {}
        self.milestones: frozenset[Milestone] = frozenset()
        self.dailies: dict[tuple[int, Spot], Figures] = {}
        self.approvals: dict[str, tuple[int, tuple[FreshApproval, ...]]] = {}
        self.stored_days: dict[tuple[str, date], Sequence[Kept]] = {}

    def facts_of(self, generation: int, programme: str) -> list[Facts]:
        return [
            facts
            for (g, _), facts in self.facts.items()
            if g == generation and facts.submission and facts.submission.programme == programme
        ]

    def copied(self) -> "MemoryState":
        other = copy(self)
        other.facts, other.days = dict(self.facts), dict(self.days)
        other.cells, other.approvals = dict(self.cells), dict(self.approvals)
        other.dailies = dict(self.dailies)
        other.targets, other.revisions = dict(self.targets), dict(self.revisions)
        return other


class MemoryWork:
    def __init__(self, state: MemoryState) -> None:
        self.state = state

    async def head(self) -> Head:
        return Head(self.state.frame.version)

    async def facts(self, generation: int, initiatives: Collection[str]) -> dict[str, Facts]:
        return {i: self.state.facts[generation, i] for i in initiatives if (generation, i) in self.state.facts}

    async def has_facts(self, generation: int, programme: str) -> bool:
        return bool(self.state.facts_of(generation, programme))

    async def days(self, generation: int, memberships: Collection[Membership]) -> dict[Membership, Days]:
        return {who: self.state.days[generation, who] for who in memberships if (generation, who) in self.state.days}

    async def totals(self, frame: Frame, units: Collection[str]) -> dict[Spot, Figures]:
        return {
            spot: dict(cell.total)
            for (g, spot), cell in self.state.cells.items()
            if g == frame.generation_of(spot.programme) and spot.unit in units
        }

    async def dailies(self, frame: Frame, units: Collection[str]) -> dict[Spot, Figures]:
        return {
            spot: dict(days)
            for (g, spot), days in self.state.dailies.items()
            if g == frame.generation_of(spot.programme) and spot.unit in units
        }

    async def totals_at(self, frame: Frame, spots: Collection[Spot]) -> dict[Spot, Figures]:
        found = {spot: self.state.cells.get((frame.generation_of(spot.programme), spot)) for spot in spots}
        return {spot: dict(cell.total) for spot, cell in found.items() if cell}

    async def end_rest(self) -> None:
        pass

    async def targets_after(self, name: str, most: int) -> list[Target]:
        by_name = {f"{programme}/{unit}": target for (programme, unit), target in self.state.targets.items()}
        return [by_name[one] for one in sorted(by_name) if one > name][:most]

    async def cross(self, milestones: Sequence[Milestone]) -> None:
        self.state.milestones |= set(milestones)

    async def targets(self, keys: Iterable[tuple[str, str]]) -> list[Target]:
        return [self.state.targets[key] for key in keys if key in self.state.targets]

    async def write(self, frame: Frame, writes: Writes) -> None:
        generation = frame.generation
        for facts in writes.facts:
            self.state.facts[generation, facts.initiative] = facts
        for who, days in writes.days.items():
            self.state.days[generation, who] = days
        for target in writes.targets:
            self.state.targets[target.programme, target.unit] = target
        for spot, cell in writes.cells.items():
            place = (frame.generation_of(spot.programme), spot)
            kept = self.state.cells.get(place, Cell())
            self.state.cells[place] = Cell(_moved(kept.direct, cell.direct), _moved(kept.total, cell.total))
        for spot, days_of in writes.dailies.items():
            place = (frame.generation_of(spot.programme), spot)
            self.state.dailies[place] = _moved(self.state.dailies.get(place, {}), days_of)
        for programme, fresh in writes.approvals.items():
            count, newest = self.state.approvals.get(programme, (0, ()))
            self.state.approvals[programme] = (count + len(fresh), (*newest, *fresh)[-MOST:])
        for programme in writes.programmes:
            key = (frame.generation_of(programme), programme)
            self.state.revisions[key] = self.state.revisions.get(key, 0) + 1

    async def learn(self, frame: Frame, news: FrameNews) -> None:
        self.state.frame = frame


class MemoryReading:
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    @property
    def frame(self) -> Frame:
        return self._state.frame

    async def revision(self, programme: str) -> Revision:
        generation = self.frame.generation_of(programme)
        return Revision(generation, self._state.revisions.get((generation, programme), 0))

    async def cells(self, programme: str, window: str, units: Collection[str]) -> dict[str, Cell]:
        found = await self.windows(programme, units)
        return {spot.unit: cell for spot, cell in found.items() if spot.window == window}

    async def windows(self, programme: str, units: Collection[str]) -> dict[Spot, Cell]:
        return {
            spot: cell
            for (g, spot), cell in self._state.cells.items()
            if g == self.frame.generation_of(programme) and spot.programme == programme and spot.unit in units
        }

    async def totals(
        self, programme: str, units: Collection[str], windows: Collection[str] | None = None
    ) -> dict[Spot, Figures]:
        found = await self.windows(programme, units)
        return {s: c.total for s, c in found.items() if c.total and (windows is None or s.window in windows)}

    async def dailies(self, programme: str, unit: str, months: Collection[str]) -> dict[str, Figures]:
        generation = self.frame.generation_of(programme)
        spots = {month: (generation, Spot(programme, unit, month)) for month in months}
        return {month: self._state.dailies[key] for month, key in spots.items() if key in self._state.dailies}

    async def targets(self, programme: str, units: Collection[str]) -> dict[str, Target]:
        return joined(self.frame.tree, [t for (p, _), t in self._state.targets.items() if p == programme], units)

    async def day(self, programme: str, day: date, window: str, units: Collection[str]) -> dict[str, Kept]:
        found = self._state.stored_days.get((programme, day), ())
        return {one.unit: one for one in found if one.window == window and one.unit in units}

    async def offsets(self) -> dict[str, int]:
        return {}

    async def facts(self, initiative: str) -> Facts | None:
        return self._state.facts.get((self.frame.generation, initiative))


class MemoryStore:
    """A `services.ranking.store.Store` for tests."""

    def __init__(self) -> None:
        self.state = MemoryState()
        self._counter = 1
        self._listeners: list[asyncio.Queue[str]] = []

    async def frame(self) -> Frame:
        return self.state.frame

    async def tree(self) -> UnitTree:
        return self.state.frame.tree

    async def change(
        self, work: Callable[[RankingTransaction], Awaitable[None]], batch: Batch | None, *, alone: bool = False
    ) -> None:
        attempt = self.state.copied()
        if alone and batch is not None:
            await batch.exclude(NO_SESSION)
        await work(MemoryWork(attempt))
        if batch is not None:
            await batch.seal(NO_SESSION)
        changed = [p for (g, p), n in attempt.revisions.items() if n != self.state.revisions.get((g, p), 0)]
        self.state = attempt
        for listener in self._listeners:
            for programme in changed:
                listener.put_nowait(programme)

    async def facts_of(self, generation: int, programme: str) -> AsyncIterator[list[Facts]]:
        yield self.state.facts_of(generation, programme)

    async def days_of(self, generation: int, programme: str) -> AsyncIterator[list[tuple[Membership, Days]]]:
        found = self.state.days.items()
        yield [(who, days) for (g, who), days in found if g == generation and who.programme == programme]

    async def new_generation(self) -> int:
        self._counter += 1
        return self._counter

    async def put_cells(self, generation: int, cells: Mapping[Spot, Cell]) -> None:
        self.state.cells.update({(generation, spot): cell for spot, cell in cells.items()})

    async def put_dailies(self, generation: int, dailies: Mapping[Spot, Figures]) -> None:
        self.state.dailies.update({(generation, spot): dict(days) for spot, days in dailies.items()})

    async def drop_cells(self, programme: str, *, before: int) -> None:
        gone = [key for key in self.state.cells if key[1].programme == programme and key[0] < before]
        for key in gone:
            del self.state.cells[key]

    async def has_day(self, programme: str, day: date) -> bool:
        return (programme, day) in self.state.stored_days

    async def put_day(self, programme: str, day: date, kept: Sequence[Kept]) -> None:
        self.state.stored_days[programme, day] = kept

        async def rise(work: RankingTransaction) -> None:
            await work.write(self.state.frame, Writes(programmes={programme}))

        await self.change(rise, None)

    async def fresh_approvals(self, programme: str) -> FreshApprovals:
        return FreshApprovals.numbered(*self.state.approvals.get(programme, (0, ())))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        yield MemoryReading(self.state)

    async def revision(self, programme: str) -> Revision:
        return await MemoryReading(self.state).revision(programme)

    async def changes(self) -> AsyncIterator[str]:
        listener: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.append(listener)
        try:
            while True:
                yield await listener.get()
        finally:
            self._listeners.remove(listener)


def _moved(kept: Figures, by: Figures) -> Figures:
    return {name: kept.get(name, 0) + by.get(name, 0) for name in kept.keys() | by.keys()}
