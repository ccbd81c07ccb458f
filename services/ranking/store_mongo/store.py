"""Ranking's store on MongoDB."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from services.ranking.domain.frame import Frame
from services.ranking.store import Reading, Revision, Work
from services.ranking.store_mongo import codecs
from services.ranking.store_mongo.collections import FRAME, HEADS, PROGRAMMES, UNITS
from services.ranking.store_mongo.reading import MongoReading
from services.ranking.store_mongo.work import MongoWork
from shared.messaging.consumer import Batch
from shared.mongo import Document, Mongo, Session
from shared.units import UnitTree

WATCHED: Final[list[Document]] = [
    {"$match": {"operationType": {"$in": ["insert", "update", "replace"]}}},
    {"$project": {"documentKey": 1, "operationType": 1}},
]


class MongoStore:
    """Facts, cells and frame of one ranking database."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo
        self._db = mongo.db
        self._frame = Frame()

    async def frame(self) -> Frame:
        """The present frame; read as a whole only when its version changed."""
        head = await self._db[HEADS].find_one({"_id": FRAME})
        if _is_other(self._frame, head):
            async with await self._mongo.client.start_session(snapshot=True) as session:
                await self._load(session)
        return self._frame

    async def tree(self) -> UnitTree:
        """The tree of the present frame."""
        return (await self.frame()).tree

    async def change(self, work: Callable[[Work], Awaitable[None]], batch: Batch, *, alone: bool = False) -> None:
        """Run `work` as one transaction that `batch` seals."""

        async def sealed(session: Session) -> None:
            if alone:
                await batch.exclude(session)
            await work(MongoWork(self._db, session))
            await batch.seal(session)

        await self._mongo.transaction(sealed)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """Reads of one moment; the frame's version is its first read."""
        async with await self._mongo.client.start_session(snapshot=True) as session:
            yield MongoReading(self._db, session, await self._load(session))

    async def revision(self, programme: str) -> Revision:
        """The programme's present revision."""
        generation = self._frame.generation
        ids = [FRAME, f"{generation}/{programme}"]
        heads = {d["_id"]: d for d in await self._db[HEADS].find({"_id": {"$in": ids}}).to_list(None)}
        if FRAME in heads and heads[FRAME]["generation"] != generation:
            async with self.reading() as reading:
                return await reading.revision(programme)
        return Revision(generation, heads[ids[1]]["revision"] if ids[1] in heads else 0)

    async def changes(self) -> AsyncIterator[str]:
        """Programmes as their revisions rise."""
        async with self._db[HEADS].watch(WATCHED, max_await_time_ms=1000) as stream:
            async for change in stream:
                _, _, programme = str(change["documentKey"]["_id"]).partition("/")
                if programme:
                    yield programme

    async def _load(self, session: Session) -> Frame:
        head = await self._db[HEADS].find_one({"_id": FRAME}, session=session)
        if not _is_other(self._frame, head):
            return self._frame
        if head is None:
            return Frame()
        units = await self._db[UNITS].find(session=session).to_list(None)
        programmes = await self._db[PROGRAMMES].find(session=session).to_list(None)
        frame = Frame.of(
            version=head["version"],
            generation=head["generation"],
            units=(codecs.unit_of(unit) for unit in units),
            programmes=(codecs.programme_of(programme) for programme in programmes),
        )
        if frame.version > self._frame.version:
            self._frame = frame
        return frame


def _is_other(frame: Frame, head: Document | None) -> bool:
    return (head["version"] if head else 0) != frame.version
