"""Applying a batch of facts: one transaction that brings facts, days and cells from one moment to the next."""

from services.ranking.domain.approvals import FreshApproval, fresh_approvals
from services.ranking.domain.cells import roll_up
from services.ranking.domain.changes import Changes, add_days, windows_attended
from services.ranking.domain.contribution import Contribution, contribution_of
from services.ranking.domain.dailies import daily_totals
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame
from services.ranking.handlers.milestones import record
from services.ranking.handlers.moment import at_one_moment, must_be_still
from services.ranking.handlers.news import Arrived
from services.ranking.store import RankingTransaction, Store, Writes
from shared.messaging.consumer import Batch, Paused


class FactsHandler:
    """Applies batches to a store. What a batch repeats or what is older changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def apply(self, batch: Batch) -> None:
        """All effects of a batch, or none; Paused while the cells of a programme it changes are made anew."""
        arrived = Arrived(batch)

        async def once(frame: Frame) -> None:
            async def work(work: RankingTransaction) -> None:
                await must_be_still(work, frame)
                await _count(work, frame, arrived)

            await self._store.change(work, batch)

        await at_one_moment(self._store, once)


async def _count(work: RankingTransaction, frame: Frame, arrived: Arrived) -> None:
    """New facts replace old ones; cells move by the difference of their contributions.

    What is told of a programme that is counted anew waits, and what came with it; other programmes go on.
    """
    writes = Writes()
    changes = Changes()
    known = await work.facts(frame.generation, arrived.initiatives)
    for initiative in arrived.initiatives:
        before = known.get(initiative) or Facts(initiative)
        after = before.learn(arrived.submissions.get(initiative), arrived.judgements.get(initiative))
        if after is not before:
            if after.submission is not None and after.submission.programme in frame.waiting:
                raise Paused
            writes.facts.append(after)
            changes.replace(_contribution(before, frame), _contribution(after, frame))
            changes.attend(before, after)
            _tell(writes, frame, fresh_approvals(before, after, arrived.moments[initiative]), after)
    await _enrol(work, frame, changes, writes)
    writes.cells = roll_up(changes.leaves, frame.paths)
    writes.dailies = daily_totals(changes.dailies, frame.paths)
    writes.programmes |= changes.programmes | writes.approvals.keys()
    await work.write(frame, writes)
    await record(work, frame, writes.cells)


def _tell(writes: Writes, frame: Frame, fresh: list[FreshApproval], facts: Facts) -> None:
    if fresh and facts.submission is not None and facts.submission.programme in frame.programmes:
        writes.approvals.setdefault(facts.submission.programme, []).extend(fresh)


def _contribution(facts: Facts, frame: Frame) -> Contribution | None:
    submission = facts.submission
    return contribution_of(facts, frame.programmes.get(submission.programme)) if submission else None


async def _enrol(work: RankingTransaction, frame: Frame, changes: Changes, writes: Writes) -> None:
    """Authors' days move, and with them the windows in which they count as submitters."""
    moves = {who: days for who, days in changes.days.items() if any(days.values())}
    held = await work.days(frame.generation, moves)
    for who, days in moves.items():
        before = held.get(who, {})
        after = writes.days[who] = add_days(before, days)
        programme = frame.programmes.get(who.programme)
        changes.enter(who, windows_attended(before, programme), windows_attended(after, programme))
