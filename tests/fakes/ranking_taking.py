"""Ranking's two readers and its recomputation, without a broker: what a mixed batch of records leads to."""

from collections.abc import Sequence

from services.ranking.handlers import FRAME_TOPICS, FactsHandler, FrameHandler
from services.ranking.recount import recompute
from services.ranking.store import Store
from shared.messaging.consumer import Record
from tests.fakes.batch import FakeBatch

_FRAME = frozenset(topic.name for topic in FRAME_TOPICS)


def parted(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Those the frame's reader gets, and those the facts' reader gets."""
    return [r for r in records if r.topic in _FRAME], [r for r in records if r.topic not in _FRAME]


async def take(store: Store, records: Sequence[Record]) -> None:
    """Apply a batch as far as each reader is concerned, the frame's first; cells are made anew in between."""
    framing, counting = parted(records)
    if framing:
        await FrameHandler(store).apply(FakeBatch(framing))
        await recompute(store)
    if counting:
        await FactsHandler(store).apply(FakeBatch(counting))
