"""One moment: what a batch computed from the frame holds only while the frame is still that one."""

import asyncio
from collections.abc import Awaitable, Callable

from services.ranking.domain.frame import Frame
from services.ranking.store import Store, Work
from shared.messaging.consumer import Paused

ATTEMPTS = 5
"""How often a batch begins again because another process changed the frame, before the reader waits a little."""


class FrameMoved(Exception):  # noqa: N818 - an expected outcome: computed again
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


async def must_be_still(work: Work, frame: Frame) -> None:
    """First read of a transaction: FrameMoved when the frame is another, Paused while the log is read anew."""
    head = await work.head()
    if head.resting:
        raise Paused
    if head.version != frame.version:
        raise FrameMoved
