"""What wakes a relay: a change stream on its collection. The relay's own sweep backs it up."""

import asyncio
from typing import Any

import structlog

from shared.mongo import Collection, Document, PyMongoError

PAUSE_SECONDS = 0.5
AWAIT_MS = 1000
_HISTORY_LOST = (280, 286)
"""Codes of a change stream that cannot be resumed: it begins anew, and the sweep makes up for the gap."""

_log = structlog.get_logger(__name__)


class Wake:
    """An event that is set whenever the collection is written to."""

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._written = asyncio.Event()
        self._token: Any = None

    def set(self) -> None:
        """Wake now."""
        self._written.set()

    def clear(self) -> None:
        """Forget the writes that are about to be looked at."""
        self._written.clear()

    async def wait(self, seconds: float) -> bool:
        """Whether a write came within `seconds`."""
        try:
            await asyncio.wait_for(self._written.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def run(self) -> None:
        """Follow the collection until cancelled, through every outage of the store."""
        while True:
            try:
                await self._follow()
            except PyMongoError as error:
                _log.warning("wake.failed", collection=self._col.name, error=type(error).__name__)
                if getattr(error, "code", None) in _HISTORY_LOST:
                    self._token = None
                await asyncio.sleep(PAUSE_SECONDS)

    async def _follow(self) -> None:
        written: list[Document] = [
            {"$match": {"operationType": {"$in": ["insert", "update", "replace"]}}},
            {"$project": {"_id": 1}},
        ]
        async with self._col.watch(written, resume_after=self._token, max_await_time_ms=AWAIT_MS) as stream:
            while True:
                change = await stream.try_next()
                self._token = stream.resume_token
                if change is not None:
                    self._written.set()
