"""Recording milestones inside the transaction that crosses them: never twice, never lost with a batch."""

from collections.abc import Iterable

from services.ranking.domain.changes import Spot
from services.ranking.domain.frame import Frame
from services.ranking.domain.milestones import reached, spots_of, windows_of
from services.ranking.domain.targets import Target
from services.ranking.store import Store, Work


async def record(work: Work, frame: Frame, touched: Iterable[Spot]) -> None:
    """After the writes: whichever of the touched totals stand at a line that was never crossed before."""
    spots = list(spots_of(touched, frame.programmes))
    if not spots:
        return
    targets = await work.targets({(spot.programme, spot.unit) for spot in spots})
    await _cross(work, frame, spots, targets)


async def record_for(work: Work, frame: Frame, targets: Iterable[Target]) -> None:
    """After targets changed: a lower one may be reached already."""
    known = [target for target in targets if target.programme in frame.programmes]
    spots = [
        Spot(target.programme, target.unit, window)
        for target in known
        for window in windows_of(frame.programmes[target.programme])
    ]
    await _cross(work, frame, spots, known)


async def sweep(store: Store) -> None:
    """Whatever crossed a line by other ways: a rebuild that read on, a calendar that changed."""
    frame = await store.frame()

    async def work(work: Work) -> None:
        if (await work.head()).version == frame.version:
            await record_for(work, frame, await work.all_targets())

    await store.change(work, None)


async def _cross(work: Work, frame: Frame, spots: list[Spot], targets: list[Target]) -> None:
    having = {(target.programme, target.unit) for target in targets}
    asked = [spot for spot in spots if (spot.programme, spot.unit) in having]
    if asked:
        totals = await work.totals_at(frame, asked)
        await work.cross(list(reached(totals, targets, frame.programmes)))
