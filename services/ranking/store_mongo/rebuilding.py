"""What a rebuild writes, and its swap, on MongoDB. See `recount.keeping.Keeping`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Final, TypeVar

from pymongo.write_concern import WriteConcern

from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Days, Figures, Membership, Spot
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame
from services.ranking.domain.targets import Target
from services.ranking.recount.keeping import RebuildOvertaken, RebuildUnderWay
from services.ranking.store import FRAME_GROUP, GROUP
from services.ranking.store_mongo import codecs
from services.ranking.store_mongo.collections import (
    CELLS,
    DAILIES,
    FACTS,
    FRAME,
    HEADS,
    PROGRAMMES,
    SUBMITTERS,
    TARGETS,
)
from shared.messaging.partitions import exclude
from shared.mongo import Document, Mongo, Session
from shared.unit_store import UNITS, UnitStore

T = TypeVar("T")
SOME: Final = 2000
REST_SECONDS: Final = 30
"""How long applying rests unless the pause is renewed."""

_RESTING: Final[Document] = {"$gt": ["$paused_until", "$$NOW"]}


class MongoRebuilding:
    """Beside the present generation, in the same collections.

    Nobody reads a generation before it is adopted, so its writes do not wait for a majority, nor for the journal: the
    swap does, and it counts what is there, in case a change of the primary lost some of it.
    """

    def __init__(self, mongo: Mongo, rest_seconds: int = REST_SECONDS) -> None:
        self._mongo = mongo
        self._db = mongo.db
        self._rest_seconds = rest_seconds
        self._until: Document = {"$dateAdd": {"startDate": "$$NOW", "unit": "second", "amount": rest_seconds}}
        self._put: Counter[str] = Counter()

    async def rest(self, token: str) -> None:
        """Make applying rest; batches under way lose."""
        new: Document = {"version": {"$ifNull": ["$version", 0]}, "generation": {"$ifNull": ["$generation", 1]}}
        ours: Document = {"token": token, "paused_until": self._until, "cells": {"$ifNull": ["$cells", []]}}

        async def work(session: Session) -> None:
            await self._exclude(session)
            head = await self._db[HEADS].find_one({"_id": FRAME, "$expr": _RESTING}, session=session)
            if head is not None and head["token"] != token:
                raise RebuildUnderWay
            await self._db[HEADS].update_one({"_id": FRAME}, [{"$set": {**new, **ours}}], upsert=True, session=session)

        await self._mongo.transaction(work)

    async def rest_on(self, token: str) -> None:
        """Make the pause last. The token tells whether it is ours: whoever writes after it ran out takes it away."""
        ours: Document = {"_id": FRAME, "token": token}
        found = await self._db[HEADS].update_one(ours, [{"$set": {"paused_until": self._until}}])
        if not found.matched_count:
            raise RebuildOvertaken

    @contextmanager
    def apart(self) -> Iterator["MongoRebuilding"]:
        """With connections of its own."""
        mongo = self._mongo.another()
        try:
            yield MongoRebuilding(mongo, self._rest_seconds)
        finally:
            mongo.close()

    async def go_on(self, token: str) -> None:
        """End the pause, when it is still ours."""
        await self._db[HEADS].update_one({"_id": FRAME, "token": token}, {"$unset": {"token": "", "paused_until": ""}})

    async def new_generation(self) -> int:
        """A number no generation had before."""
        return await next_generation(self._mongo)

    async def put_facts(self, generation: int, facts: list[Facts]) -> None:
        """Write facts."""
        await self._insert(FACTS, [codecs.facts_to(generation, one) for one in facts])

    async def put_days(self, generation: int, people: list[tuple[Membership, Days]]) -> None:
        """Write authors' days."""
        await self._insert(SUBMITTERS, [codecs.days_to(generation, who, days) for who, days in people])

    async def put_cells(self, generation: int, cells: Mapping[Spot, Cell]) -> None:
        """Write cells."""
        for some in in_parts(cells):
            await self._insert(CELLS, [codecs.cell_to(generation, spot, cell) for spot, cell in some])

    async def put_dailies(self, generation: int, dailies: Mapping[Spot, Figures]) -> None:
        """Write counts by day."""
        for some in in_parts(dailies):
            await self._insert(DAILIES, [codecs.daily_to(generation, spot, days) for spot, days in some])

    async def adopt(self, frame: Frame, targets: Iterable[Target], token: str) -> None:
        """The swap; it needs the pause, since only while applying rests is the log all there is."""
        programmes = [codecs.programmes_to(frame, programme) for programme in sorted(frame.programmes)]
        rows = [codecs.target_to(target) for target in targets]
        first = [
            {"_id": f"{frame.generation}/{id_}", "generation": frame.generation, "programme": id_, "revision": 1}
            for id_ in sorted(frame.programmes)
        ]

        async def work(session: Session) -> None:
            await self._exclude(session)
            await self._must_be_whole(frame.generation, session)
            ours: Document = {"_id": FRAME, "token": token}
            change: Document = {
                "$inc": {"version": 1},
                "$set": {"generation": frame.generation, "cells": []},
                "$unset": {"token": "", "paused_until": ""},
            }
            head = await self._db[HEADS].find_one_and_update(ours, change, return_document=True, session=session)
            if head is None:
                raise RebuildOvertaken
            await self._db[UNITS].delete_many({}, session=session)
            await UnitStore(self._db).put(frame.tree, head["version"], session)
            for name, documents in ((PROGRAMMES, programmes), (TARGETS, rows)):
                await self._db[name].delete_many({}, session=session)
                if documents:
                    await self._db[name].insert_many(documents, ordered=False, session=session)
            if first:
                await self._db[HEADS].insert_many(first, session=session)

        await self._mongo.transaction(work)

    async def forget_before(self, generation: int) -> None:
        """Delete what older generations left."""
        for name in (FACTS, SUBMITTERS, CELLS, DAILIES, HEADS):
            await self._db[name].delete_many({"generation": {"$lt": generation}, "_id": {"$ne": FRAME}})

    async def _insert(self, collection: str, documents: list[Document]) -> None:
        if documents:
            quick = self._db[collection].with_options(write_concern=WriteConcern(w=1))
            await quick.insert_many(documents, ordered=False)
            self._put[collection] += len(documents)

    async def _must_be_whole(self, generation: int, session: Session) -> None:
        for collection, count in self._put.items():
            documents = await self._db[collection].count_documents({"generation": generation}, session=session)
            if documents != count:
                raise RebuildOvertaken

    async def _exclude(self, session: Session) -> None:
        for group in (GROUP, FRAME_GROUP):
            await exclude(self._db, group, session)


def in_parts(by_spot: Mapping[Spot, T]) -> Iterator[list[tuple[Spot, T]]]:
    """Cells or counts by day, some at a time."""
    left = iter(by_spot.items())
    while some := list(islice(left, SOME)):
        yield some


async def next_generation(mongo: Mongo) -> int:
    """Raise the counter that every generation's number comes from."""
    risen: Document = {"$add": [{"$ifNull": ["$counter", {"$ifNull": ["$generation", 1]}]}, 1]}
    head = await mongo.db[HEADS].find_one_and_update(
        {"_id": FRAME}, [{"$set": {"counter": risen}}], upsert=True, return_document=True
    )
    return int(head["counter"])
