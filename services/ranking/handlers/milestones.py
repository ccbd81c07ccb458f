"""Recording milestones inside the transaction that crosses them: never twice, never lost with a batch."""

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import Final

from services.ranking.domain.changes import Spot
from services.ranking.domain.frame import Frame
from services.ranking.domain.milestones import reached, spots_of
from services.ranking.domain.targets import Target, joined
from services.ranking.store import RankingTransaction, Store
from shared.runtime.jobs import SomeFailed, each

SWEPT_AT_ONCE: Final = 500


async def record(work: RankingTransaction, frame: Frame, touched: Iterable[Spot]) -> None:
    """After the writes: whichever of the touched totals stand at a line that was never crossed before."""
    spots = [s for s in spots_of(touched, frame.programmes) if frame.tree.resolve(s.unit) == s.unit]
    if not spots:
        return
    await _cross(work, frame, spots)


async def record_for(work: RankingTransaction, frame: Frame, targets: Iterable[Target]) -> None:
    """After targets changed: a lower one may be reached already."""
    units = {(one.programme, frame.tree.resolve(one.unit)) for one in targets if one.programme in frame.programmes}
    spots = [
        Spot(programme, unit, window)
        for programme, unit in sorted(units)
        for window in frame.programmes[programme].calendar.milestone_windows
    ]
    await _cross(work, frame, spots)


async def sweep(store: Store) -> None:
    """Whatever crossed a line by other ways: a rebuild that read on, a calendar that changed.

    Some targets at a time, each programme's in a transaction of its own; when the frame moves, the next sweep goes on.
    """
    failed: list[SomeFailed] = []
    after: str | None = ""
    while after is not None:
        page = await _targets_after(store, after)
        by_programme = [list(targets) for _, targets in groupby(page, key=lambda target: target.programme)]
        try:
            await each(by_programme, partial(_sweep, store), name=lambda targets: targets[0].programme)
        except SomeFailed as error:
            failed.append(error)
        after = f"{page[-1].programme}/{page[-1].unit}" if len(page) == SWEPT_AT_ONCE else None
    if failed:
        raise failed[0]


async def _targets_after(store: Store, name: str) -> list[Target]:
    page: list[Target] = []

    async def read(work: RankingTransaction) -> None:
        page[:] = await work.targets_after(name, SWEPT_AT_ONCE)

    await store.change(read, None)
    return page


async def _sweep(store: Store, targets: list[Target]) -> None:
    frame = await store.frame()

    async def look(work: RankingTransaction) -> None:
        if (await work.head()).version == frame.version:
            await record_for(work, frame, targets)

    await store.change(look, None)


async def _cross(work: RankingTransaction, frame: Frame, spots: list[Spot]) -> None:
    goals = await _goals(work, frame, {(spot.programme, spot.unit) for spot in spots})
    having = {(goal.programme, goal.unit) for goal in goals}
    asked = [spot for spot in spots if (spot.programme, spot.unit) in having]
    if asked:
        totals = await work.totals_at(frame, asked)
        await work.cross(list(reached(totals, goals, frame.programmes)))


async def _goals(work: RankingTransaction, frame: Frame, keys: set[tuple[str, str]]) -> list[Target]:
    """What is asked of these units, with what was merged into them."""
    units: dict[str, list[str]] = {}
    for programme, unit in sorted(keys):
        units.setdefault(programme, []).append(unit)
    asked = [(programme, code) for programme, mine in units.items() for code in frame.tree.with_merged(mine)]
    rows = await work.targets(asked)
    return [
        goal
        for programme, mine in units.items()
        for goal in joined(frame.tree, [row for row in rows if row.programme == programme], mine).values()
    ]
