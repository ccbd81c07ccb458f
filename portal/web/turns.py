"""Of one visitor so many pages are made at once, and further ones wait: a flood delays its sender alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

WAIT_SECONDS: Final = 7.0
"""Of the ten that a page may take: most of those who come at once are served so, and nobody waits for nothing."""


class NoTurn(Exception):  # noqa: N818 - says what is so
    """So many of this visitor's pages are before it that its turn does not come in time."""


class _Queue(asyncio.Semaphore):
    """The pages of one visitor; `members` are made or wait."""

    members = 0


class Turns:
    """Nobody is remembered who asks for nothing."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}

    def __len__(self) -> int:
        return len(self._queues)

    @asynccontextmanager
    async def turn(self, visitor: str, most: int, give_way: Callable[[], None]) -> AsyncIterator[None]:
        """One of the `most` at once; whoever has to wait gives way first. Raises NoTurn."""
        queue = self._queues.setdefault(visitor, _Queue(most))
        queue.members += 1
        try:
            if queue.locked():
                give_way()
            await _in_time(queue)
            try:
                yield
            finally:
                queue.release()
        finally:
            queue.members -= 1
            if not queue.members:
                del self._queues[visitor]


async def _in_time(queue: _Queue) -> None:
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await queue.acquire()
    except TimeoutError:
        raise NoTurn from None
