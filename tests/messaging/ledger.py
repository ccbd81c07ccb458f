"""A small service to read with: the newest version of each key, and one total moved by differences.

The total is exact only if every version counts once, in the face of repeats, errors and rebalances.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from uuid import uuid4

from deploy.topics import create_topics
from shared.events import reading
from shared.events.envelope import CloudEvent, EventData
from shared.events.topics import Kept, Topic
from shared.messaging import outbox
from shared.messaging.broker import start_producer
from shared.messaging.consumer import Batch, Consumer
from shared.mongo import Document, Mongo, Session
from tests.patience import patience

COUNTED = "vn.sangkien.test.counted.v1"


class CountedData(EventData):
    amount: int


def topic_named(name: str, partitions: int = 6, kept: Kept = Kept.FOR_EVER) -> Topic:
    """Declare a topic to this process's readers."""
    topic = Topic(name, partitions, kept, CountedData, "/test", (COUNTED,))
    reading.EVENT_TOPICS = (*(t for t in reading.EVENT_TOPICS if t.name != name), topic)  # type: ignore[attr-defined]
    reading._by_name.cache_clear()
    return topic


async def new_topic(bootstrap: str, partitions: int = 6, kept: Kept = Kept.FOR_EVER) -> Topic:
    topic = topic_named(f"test.{uuid4().hex[:10]}.v1", partitions, kept)
    await create_topics(bootstrap, [topic])
    return topic


def counted(topic: Topic, key: str, version: int, amount: int) -> Document:
    data = CountedData(version=version, amount=amount)
    return outbox.entry(topic, type=COUNTED, subject=key, data=data, at=datetime.now(UTC))


async def produce(bootstrap: str, topic: Topic, entries: Sequence[Document]) -> list[tuple[int, int]]:
    """Publish in order; the (partition, offset) of each."""
    producer = await start_producer(bootstrap)
    try:
        sent = [await producer.send(topic.name, e["body"], key=e["key"].encode()) for e in entries]
        return [(place.partition, place.offset) for place in await asyncio.gather(*sent)]
    finally:
        await producer.stop()


async def _nothing() -> None:
    return None


class Ledger:
    """`before_seal` runs inside each transaction, just before its end."""

    def __init__(self, mongo: Mongo, before_seal: Callable[[], Awaitable[None]] = _nothing) -> None:
        self.mongo = mongo
        self.before_seal = before_seal
        self.attempts = 0

    def consumer(self, topic: Topic, group: str, max_records: int = 100) -> Consumer:
        return Consumer(group, (topic,), self.apply, max_records=max_records)

    async def apply(self, batch: Batch) -> None:
        self.attempts += 1
        newest: dict[str, CountedData] = {}
        for record in batch.records:
            assert isinstance(record.event, CloudEvent)
            assert isinstance(record.event.data, CountedData)
            newest[record.key] = record.event.data
        facts = {d["_id"]: d async for d in self.mongo.db["facts"].find({"_id": {"$in": list(newest)}})}
        moved = {key: data for key, data in newest.items() if data.version > facts.get(key, {"version": 0})["version"]}
        change = sum(data.amount - facts.get(key, {"amount": 0})["amount"] for key, data in moved.items())

        async def work(session: Session) -> None:
            for key, data in moved.items():
                fact = {"$set": {"version": data.version, "amount": data.amount}}
                await self.mongo.db["facts"].update_one({"_id": key}, fact, upsert=True, session=session)
            await self.mongo.db["cells"].update_one(
                {"_id": "total"}, {"$inc": {"amount": change}}, upsert=True, session=session
            )
            await self.before_seal()
            await batch.seal(session)

        await self.mongo.transaction(work)

    async def total(self) -> int:
        cell = await self.mongo.db["cells"].find_one({"_id": "total"})
        return int(cell["amount"]) if cell else 0

    async def facts(self) -> dict[str, int]:
        return {d["_id"]: d["version"] async for d in self.mongo.db["facts"].find()}


async def eventually(condition: Callable[[], Awaitable[bool]], seconds: float = 25.0) -> None:
    """Wait until the condition holds; AssertionError when it does not in time."""
    async with asyncio.timeout(patience(seconds)):
        while not await condition():  # noqa: ASYNC110 - what is waited for is in the store
            await asyncio.sleep(0.05)
