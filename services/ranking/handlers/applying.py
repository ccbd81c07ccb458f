"""Applying a batch: one transaction that brings facts, days, cells and frame from one moment to the next."""

import asyncio

from services.ranking.domain.cells import Cell, roll_up
from services.ranking.domain.changes import Changes, add_days, windows_of
from services.ranking.domain.contribution import Contribution, contribution_of
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame, News
from services.ranking.domain.tree import concerned, move_totals, moved
from services.ranking.handlers.news import Arrived
from services.ranking.store import Store, Work, Writes
from shared.messaging.consumer import Batch

ATTEMPTS = 5
"""How often a batch begins again because another process changed the frame, before the reader waits a little."""


class FrameMoved(Exception):  # noqa: N818 - an expected outcome: computed again
    """Another process changed tree or programmes after this batch read them."""


class Applier:
    """Applies batches to a store. What a batch repeats or what is older changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def apply(self, batch: Batch) -> None:
        """All effects of a batch, or none."""
        arrived = Arrived(batch)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._once(arrived, batch, await self._store.frame())
            except FrameMoved:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(0.01 * attempt)
            else:
                return

    async def _once(self, arrived: Arrived, batch: Batch, frame: Frame) -> None:
        news = frame.news_of(arrived.units, arrived.programmes)

        async def work(work: Work) -> None:
            if await work.frame_version() != frame.version:
                raise FrameMoved
            present = await _reframe(work, frame, news) if news else frame
            await _count(work, present, arrived)

        await self._store.change(work, batch, alone=bool(news))


async def _count(work: Work, frame: Frame, arrived: Arrived) -> None:
    """New facts replace old ones; cells move by the difference of their contributions."""
    writes = Writes()
    changes = Changes()
    known = await work.facts(frame.generation, arrived.initiatives)
    for initiative in arrived.initiatives:
        before = known.get(initiative) or Facts(initiative)
        after = before.learn(arrived.submissions.get(initiative), arrived.judgements.get(initiative))
        if after is not before:
            writes.facts.append(after)
            changes.replace(_contribution(before, frame), _contribution(after, frame))
    await _enrol(work, frame, changes, writes)
    await _set_targets(work, arrived, writes)
    writes.cells = roll_up(changes.leaves, frame.paths)
    writes.programmes |= changes.programmes
    await work.write(frame.generation, writes)


def _contribution(facts: Facts, frame: Frame) -> Contribution | None:
    submission = facts.submission
    return contribution_of(facts, frame.programmes.get(submission.programme)) if submission else None


async def _enrol(work: Work, frame: Frame, changes: Changes, writes: Writes) -> None:
    """Authors' days move, and with them the windows in which they count as submitters."""
    moves = {who: days for who, days in changes.days.items() if any(days.values())}
    held = await work.days(frame.generation, moves)
    for who, days in moves.items():
        before = held.get(who, {})
        after = writes.days[who] = add_days(before, days)
        programme = frame.programmes.get(who.programme)
        changes.enter(who, windows_of(before, programme), windows_of(after, programme))


async def _set_targets(work: Work, arrived: Arrived, writes: Writes) -> None:
    if arrived.targets:
        versions = {(t.programme, t.unit): t.version for t in await work.targets(arrived.targets)}
        writes.targets = [t for t in arrived.targets if t.version > versions.get((t.programme, t.unit), 0)]
        writes.programmes |= {target.programme for target in writes.targets}


async def _reframe(work: Work, old: Frame, news: News) -> Frame:
    """Units and programmes change: totals move with their units, a programme's contributions are made anew."""
    new = old.learn(news)
    writes = Writes(programmes=set(new.programmes))
    codes = {unit.code for unit in news.units}
    if moving := moved(old.paths, new.paths, codes):
        totals = await work.totals(old.generation, concerned(old.paths, new.paths, moving))
        moves = move_totals(old.paths, new.paths, moving, totals)
        writes.cells = {spot: Cell(total=figures) for spot, figures in moves.items()}
    await work.learn(new, news)
    await work.write(new.generation, writes)
    for programme in news.programmes:
        if not programme.scores_as(old.programmes.get(programme.id)):
            await _rescore(work, old, new, programme.id)
    return new


async def _rescore(work: Work, old: Frame, new: Frame, programme: str) -> None:
    """Every initiative of a programme counts as its new version says; those that waited for it begin to count."""
    changes, writes = Changes(), Writes()
    was, now = old.programmes.get(programme), new.programmes[programme]
    for facts in await work.facts_of(new.generation, programme):
        changes.replace(contribution_of(facts, was), contribution_of(facts, now))
    enrolled = await work.days_of(new.generation, programme)
    for who in {*enrolled, *changes.days}:
        before = enrolled.get(who, {})
        after = add_days(before, changes.days.get(who, {}))
        if after != before:
            writes.days[who] = after
        changes.enter(who, windows_of(before, was), windows_of(after, now))
    writes.cells = roll_up(changes.leaves, new.paths)
    await work.write(new.generation, writes)
