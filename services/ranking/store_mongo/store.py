"""Ranking's store on MongoDB."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Final

from services.ranking.domain.approvals import FreshApprovals
from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Days, Figures, Membership, Spot
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame
from services.ranking.domain.movement import Kept
from services.ranking.store import FRAME_GROUP, GROUP, RankingTransaction, Reading, Revision, Writes
from services.ranking.store_mongo import approvals, codecs, days
from services.ranking.store_mongo.collections import CELLS, DAILIES, FACTS, FRAME, HEADS, PROGRAMMES, SUBMITTERS
from services.ranking.store_mongo.reading import MongoReading
from services.ranking.store_mongo.rebuilding import in_parts, next_generation
from services.ranking.store_mongo.snapshots import MongoSnapshots
from services.ranking.store_mongo.work import MongoWork
from shared.messaging.consumer import Batch
from shared.messaging.partitions import exclude
from shared.mongo import Document, Mongo, Session
from shared.unit_store import UnitStore
from shared.units import UnitTree

SOME = 500
"""Documents read or written at a time when a whole programme is."""
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
        self._units = UnitStore(mongo.db)
        self.snapshots = MongoSnapshots(mongo)

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

    async def change(
        self, work: Callable[[RankingTransaction], Awaitable[None]], batch: Batch | None, *, alone: bool = False
    ) -> None:
        """Run `work` as one transaction that `batch` seals."""
        excluded = () if not alone else (GROUP,) if batch else (GROUP, FRAME_GROUP)

        async def sealed(session: Session) -> None:
            for group in excluded:
                await exclude(self._db, group, session)
            await work(MongoWork(self._db, session))
            if batch is not None:
                await batch.seal(session)

        await self._mongo.transaction(sealed)

    async def fresh_approvals(self, programme: str) -> FreshApprovals:
        """One document."""
        return await approvals.newest(self._db, programme)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """Reads of one moment; the frame's version is its first read."""
        async with await self._mongo.client.start_session(snapshot=True) as session:
            yield MongoReading(self._db, session, await self._load(session))

    async def revision(self, programme: str) -> Revision:
        """The programme's present revision."""
        generation = self._frame.generation_of(programme)
        ids = [FRAME, f"{generation}/{programme}"]
        heads = {d["_id"]: d for d in await self._db[HEADS].find({"_id": {"$in": ids}}).to_list(None)}
        if _is_other(self._frame, heads.get(FRAME)):
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

    async def facts_of(self, generation: int, programme: str) -> AsyncIterator[list[Facts]]:
        """What is known of every initiative of a programme, some at a time."""
        cursor = self._db[FACTS].find({"generation": generation, "programme": programme}).batch_size(SOME)
        while found := await cursor.to_list(SOME):
            yield [codecs.facts_of(document) for document in found]

    async def days_of(self, generation: int, programme: str) -> AsyncIterator[list[tuple[Membership, Days]]]:
        """The days of every author of a programme, some at a time."""
        cursor = self._db[SUBMITTERS].find({"generation": generation, "programme": programme}).batch_size(SOME)
        while found := await cursor.to_list(SOME):
            yield [(Membership(programme, d["home_unit"], d["author"]), d["days"]) for d in found]

    async def new_generation(self) -> int:
        """A number no generation had before."""
        return await next_generation(self._mongo)

    async def put_cells(self, generation: int, cells: Mapping[Spot, Cell]) -> None:
        """Write cells of a generation that is not shown yet; insertion order is of no account."""
        for some in in_parts(cells):
            await self._db[CELLS].insert_many([codecs.cell_to(generation, *one) for one in some], ordered=False)

    async def put_dailies(self, generation: int, dailies: Mapping[Spot, Figures]) -> None:
        """Write counts by day of a generation that is not shown yet."""
        for some in in_parts(dailies):
            await self._db[DAILIES].insert_many([codecs.daily_to(generation, *one) for one in some], ordered=False)

    async def drop_cells(self, programme: str, *, before: int) -> None:
        """Forget a programme's cells of the generations before one."""
        for name in (CELLS, DAILIES):
            await self._db[name].delete_many({"programme": programme, "generation": {"$lt": before}})

    async def has_day(self, programme: str, day: date) -> bool:
        """Whether a day's figures are stored."""
        return await days.has(self._db, programme, day)

    async def put_day(self, programme: str, day: date, rows: Sequence[Kept]) -> None:
        """Store a day's figures; the programme's revision rises with them, since boards compare with that day."""
        await days.put(self._db, programme, day, rows)

        async def work(session: Session) -> None:
            await days.mark_whole(self._db, session, programme, day)
            frame = await self._load(session)
            await MongoWork(self._db, session).write(frame, Writes(programmes={programme}))

        await self._mongo.transaction(work)

    async def _load(self, session: Session) -> Frame:
        head = await self._db[HEADS].find_one({"_id": FRAME}, session=session)
        if not _is_other(self._frame, head):
            return self._frame
        if head is None:
            return Frame()
        before = self._frame
        is_other_log = head["generation"] != before.generation
        tree = await self._units.tree_at(head["version"], session, afresh=is_other_log)
        programmes = await self._db[PROGRAMMES].find(session=session).sort("_id", 1).to_list(None)
        frame = Frame(
            version=head["version"],
            generation=head["generation"],
            tree=tree,
            programmes={p["_id"]: codecs.programme_of(p["shown"]) for p in programmes if p["shown"]},
            waiting={p["_id"]: codecs.programme_of(p["following"]) for p in programmes if p["following"]},
            cells=dict(head["cells"]),
        )
        if frame.version > self._frame.version:
            self._frame = frame if is_other_log else frame.following_on(before)
        return frame


def _is_other(frame: Frame, head: Document | None) -> bool:
    return (head["version"] if head else 0) != frame.version
