"""Applying what counting depends on: the tree moves totals, programmes are shown or wait, targets are replaced."""

from services.ranking.domain.cells import Cell
from services.ranking.domain.frame import Frame, FrameNews
from services.ranking.domain.tree import concerned, move_totals, moved
from services.ranking.handlers.milestones import record, record_for
from services.ranking.handlers.moment import at_one_moment, must_be_still
from services.ranking.handlers.news import Arrived
from services.ranking.store import RankingTransaction, Store, Writes
from shared.messaging.consumer import Batch


class FrameHandler:
    """Applies units, programmes and targets. A change of the tree or of a programme excludes batches of facts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def apply(self, batch: Batch) -> None:
        """All effects of a batch, or none."""
        arrived = Arrived(batch)

        async def once(frame: Frame) -> None:
            news = frame.news_of(arrived.units, arrived.programmes)

            async def work(work: RankingTransaction) -> None:
                await must_be_still(work, frame)
                present = await _learn(work, frame, news) if news else frame
                await _set_targets(work, present, arrived)

            await self._store.change(work, batch, alone=bool(news))

        await at_one_moment(self._store, once)


async def _learn(work: RankingTransaction, old: Frame, news: FrameNews) -> Frame:
    """Totals move with their units. A programme whose cells would differ follows; others are shown at once."""
    sorted_out = await _sorted_out(work, old, news)
    new = old.learn(sorted_out)
    writes = Writes(programmes=set(new.programmes))
    codes = {unit.code for unit in sorted_out.units}
    if moving := moved(old.paths, new.paths, codes):
        units = concerned(old.paths, new.paths, moving)
        totals = await work.totals(old, units)
        moves = move_totals(old.paths, new.paths, moving, totals)
        writes.cells = {spot: Cell(total=figures) for spot, figures in moves.items()}
        writes.dailies = move_totals(old.paths, new.paths, moving, await work.dailies(old, units))
    await work.learn(new, sorted_out)
    await work.write(new, writes)
    await record(work, new, writes.cells)
    return new


async def _sorted_out(work: RankingTransaction, frame: Frame, news: FrameNews) -> FrameNews:
    shown, following = [], []
    for programme in news.programmes:
        same = programme.scores_as(frame.programmes.get(programme.id))
        if same or not await work.has_facts(frame.generation, programme.id):
            shown.append(programme)
        else:
            following.append(programme)
    return FrameNews(news.units, tuple(shown), tuple(following))


async def _set_targets(work: RankingTransaction, frame: Frame, arrived: Arrived) -> None:
    if not arrived.targets:
        return
    versions = {
        (t.programme, t.unit): t.version for t in await work.targets((t.programme, t.unit) for t in arrived.targets)
    }
    newer = [t for t in arrived.targets if t.version > versions.get((t.programme, t.unit), 0)]
    await work.write(frame, Writes(targets=newer, programmes={target.programme for target in newer}))
    await record_for(work, frame, newer)
