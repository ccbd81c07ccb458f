"""The batch in hand: there is one or there is none, and it may be asked for before it is done."""

import asyncio
import contextlib
from collections.abc import Iterator


class Hand:
    """Whoever has to let go (a rebalance, a stop) asks, and waits until the hand is empty; the holder listens."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def is_asked(self) -> bool:
        """Whether what is in hand should be let go, and nothing new be taken."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Have what is in hand let go at the next chance."""
        self._asked.set()

    def take_again(self) -> None:
        """Take batches again."""
        self._asked.clear()

    async def emptied(self) -> None:
        """Return when nothing is in hand."""
        await self._empty.wait()

    async def asked_within(self, seconds: float) -> bool:
        """Rest for so long, or until asked; whether it was."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._asked.wait(), seconds)
        return self._asked.is_set()

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """For as long as a batch is in hand."""
        self._empty.clear()
        try:
            yield
        finally:
            self._empty.set()
