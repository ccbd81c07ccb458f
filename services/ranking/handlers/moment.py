"""One moment: what a batch computed from the frame holds only while the frame is still that one."""

import asyncio
from collections.abc import Awaitable, Callable

from services.ranking.domain.frame import Frame
from services.ranking.store import Head, RankingTransaction, Rest, Store
from shared.messaging.consumer import Paused
from shared.messaging.partitions import EpochLost

ATTEMPTS = 5
"""How often a batch begins again because another process changed the frame, before the reader waits a little."""


class FrameMoved(EpochLost):
    """Another process changed tree or programmes after this batch read them."""


async def at_one_moment(store: Store, once: Callable[[Frame], Awaitable[None]]) -> None:
    """Run `once` with the present frame, again when it moved meanwhile."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await once(await store.frame())
        except FrameMoved:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(0.01 * attempt)
        else:
            return


async def must_not_rest(work: RankingTransaction) -> Head:
    """The head; Paused while the log is read anew. A pause that ran out ends here, and with it the rebuild it was for.

    Until somebody writes, a rebuild that was held up may still take its pause up again.
    """
    head = await work.head()
    if head.rest is Rest.LASTS:
        raise Paused
    if head.rest is Rest.RAN_OUT:
        await work.end_rest()
    return head


async def must_be_still(work: RankingTransaction, frame: Frame) -> None:
    """First read of a transaction: FrameMoved when the frame is another, Paused while the log is read anew."""
    head = await must_not_rest(work)
    if head.version != frame.version:
        raise FrameMoved
