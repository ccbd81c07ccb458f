"""The revisions of programmes, read once for all who ask at about the same time (docs/adr/0008)."""

import asyncio
import time
from typing import Final

from services.ranking.store import Store

MAX_AGE_SECONDS: Final = 0.05
STALE_SECONDS: Final = 0.25


class Revisions:
    """Each programme's revision, read at most once in `MAX_AGE_SECONDS` whoever asks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[float, str]] = {}
        self._reading: dict[str, asyncio.Task[str]] = {}

    def young(self, programme: str) -> str | None:
        """The revision, when it was read a moment ago; it is read again behind whoever asks, when it is time."""
        known = self._known.get(programme)
        age = time.monotonic() - known[0] if known is not None else STALE_SECONDS
        if known is None or age >= STALE_SECONDS:
            return None
        if age >= MAX_AGE_SECONDS:
            self._begin(programme)
        return known[1]

    async def read(self, programme: str) -> str:
        """The revision, read now; those who ask meanwhile wait for the same read."""
        return await asyncio.shield(self._begin(programme))

    def _begin(self, programme: str) -> "asyncio.Task[str]":
        reading = self._reading.get(programme)
        if reading is None:
            reading = self._reading[programme] = asyncio.create_task(self._read(programme))
            reading.add_done_callback(lambda done: self._ended(programme, done))
        return reading

    def _ended(self, programme: str, done: "asyncio.Task[str]") -> None:
        self._reading.pop(programme, None)
        if not done.cancelled():
            done.exception()  # whoever waited has it; nobody may have

    async def _read(self, programme: str) -> str:
        began_at = time.monotonic()
        revision = str(await self._store.revision(programme))
        self._known[programme] = (began_at, revision)
        return revision
