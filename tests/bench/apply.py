"""Ranking's apply on the real store against the very operations it issued, replayed without any logic.

Both take the same batches from the same state: the frame and some batches applied before. What the operations left
is compared afterwards, so that a replay that does less than the original is found out.
"""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from pymongo import monitoring

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from services.ranking.handlers import FactsHandler, FrameHandler
from services.ranking.store import GROUP
from services.ranking.store_mongo import INDEXES, MongoStore
from shared.messaging.broker import TopicPartition
from shared.messaging.consumer import Batch, Record
from shared.messaging.partitions import Partitions
from shared.mongo import Document, Mongo, Session
from tests.bench.events import Traffic, frame
from tests.bench.recording import Recorder, Step, replay
from tests.bench.report import Figure

GOAL = 0.4
BEFORE, MEASURED = 3, 5
COMPARED = ("facts", "submitters", "cells", "heads")


class Reading:
    """A group that holds all partitions of one database and applies what it is given, as the reader does."""

    def __init__(self, mongo: Mongo) -> None:
        self.mongo = mongo
        self.partitions = Partitions(mongo, GROUP, "bench")
        self._applier = FactsHandler(MongoStore(mongo))

    async def begin(self, records: Sequence[Sequence[Record]]) -> None:
        """An empty database, its indexes, its partitions claimed, and what came before."""
        await self.mongo.client.drop_database(self.mongo.db.name)
        await self.mongo.ensure_indexes(INDEXES)
        self._applier = FactsHandler(MongoStore(self.mongo))
        await FrameHandler(MongoStore(self.mongo)).apply(Batch(records[0], _nothing, _nothing))
        await self.partitions.claim({place(record) for batch in records[1:] for record in batch})
        for batch in records[1 : BEFORE + 1]:
            await self.take(batch)

    async def take(self, records: Sequence[Record]) -> None:
        """Apply one batch."""
        held = await self.partitions.hold({place(record): record.offset + 1 for record in records})
        await self._applier.apply(Batch(records, held.seal, held.exclude))


async def _nothing(_session: Session) -> None:
    """The frame comes from no partition here."""


def place(record: Record) -> TopicPartition:
    """The partition of a record."""
    return TopicPartition(record.topic, record.partition)


async def apply(state: Path, pairs: int) -> Figure:
    """Events a second in `pairs` alternating runs."""
    with Stack(ports=Ports.free(), state=state) as stack:
        ours, bare = (Mongo(stack.mongo_url, name, app_name="bench") for name in ("bench-ours", "bench-bare"))
        recorder = Recorder()
        monitoring.register(recorder)  # heard by clients made from now on: the two above go unheard
        recorded = Mongo(stack.mongo_url, "bench-recorded", app_name="bench")
        try:
            return await _compare(Reading(ours), Reading(bare), Reading(recorded), recorder, pairs)
        finally:
            recorder.on = False
            for mongo in (ours, bare, recorded):
                mongo.close()


async def _compare(ours: Reading, bare: Reading, recorded: Reading, recorder: Recorder, pairs: int) -> Figure:
    traffic = Traffic()
    batches = [frame(), *(traffic.batch() for _ in range(BEFORE + MEASURED))]
    measured = batches[BEFORE + 1 :]
    await recorded.begin(batches)
    recorder.on = True
    for batch in measured:
        await recorded.take(batch)
    recorder.on = False
    steps = recorder.steps
    taken = []
    for number in range(pairs + 1):
        pair = await _time_ours(ours, batches), await _time_bare(bare, batches, steps)
        await _must_be_equal(ours.mongo, bare.mongo)
        if number:  # the first pair warms both up
            taken.append(pair)
    notes = {"batches": MEASURED, "events a batch": len(measured[0]), "operations": len(steps)}
    return Figure.of_pairs("apply", taken, goal=GOAL, unit="events/s", notes=notes)


async def _time_ours(reading: Reading, batches: Sequence[Sequence[Record]]) -> float:
    await reading.begin(batches)
    await asyncio.sleep(0.2)
    began = time.perf_counter()
    for batch in batches[BEFORE + 1 :]:
        await reading.take(batch)
    return _events(batches) / (time.perf_counter() - began)


async def _time_bare(reading: Reading, batches: Sequence[Sequence[Record]], steps: Sequence[Step]) -> float:
    await reading.begin(batches)
    await asyncio.sleep(0.2)
    began = time.perf_counter()
    await replay(reading.mongo, steps)
    return _events(batches) / (time.perf_counter() - began)


def _events(batches: Sequence[Sequence[Record]]) -> int:
    return sum(len(batch) for batch in batches[BEFORE + 1 :])


async def _must_be_equal(ours: Mongo, bare: Mongo) -> None:
    for collection in COMPARED:
        if await _content(ours, collection) != await _content(bare, collection):
            raise RuntimeError(f"the replay left other {collection} than what it was recorded from")


async def _content(mongo: Mongo, collection: str) -> list[Document]:
    return await mongo.db[collection].find().sort("_id", 1).to_list(None)
