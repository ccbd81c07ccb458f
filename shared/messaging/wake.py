"""What wakes a relay: a change stream on its collection. The relay's own sweep backs it up."""

import asyncio
from typing import Any

import structlog

from shared.mongo import Collection, Document, PyMongoError, Session

PAUSE_SECONDS = 0.5
AWAIT_MS = 1000
_HISTORY_LOST = (280, 286)
"""Codes of a change stream that cannot be resumed: it begins anew, and the sweep makes up for the gap."""

WRITTEN: list[Document] = [
    {"$match": {"operationType": {"$in": ["insert", "update", "replace"]}}},
    {"$project": {"_id": 1}},
]

_log = structlog.get_logger(__name__)


class Wake:
    """An event that is set whenever the collection is written to."""

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._db = col.database
        self._client = col.database.client
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
        """A batch of changes at a time: one round trip tells of all, where a stream would hand over each by itself."""
        async with await self._client.start_session() as session:
            cursor = await self._opened(session)
            while True:
                self._token = cursor.get("postBatchResumeToken", self._token)
                if cursor.get("firstBatch") or cursor.get("nextBatch"):
                    self._written.set()
                if not cursor["id"]:
                    return
                more = {"getMore": cursor["id"], "collection": self._col.name, "maxTimeMS": AWAIT_MS}
                cursor = (await self._db.command(more, session=session))["cursor"]

    async def _opened(self, session: Session) -> Document:
        stream: Document = {} if self._token is None else {"resumeAfter": self._token}
        pipeline = [{"$changeStream": stream}, *WRITTEN]
        asked: Document = {"aggregate": self._col.name, "pipeline": pipeline, "cursor": {}}
        cursor: Document = (await self._db.command(asked, session=session))["cursor"]
        return cursor
