"""The relay of a compacted topic: one at a time, fenced, so that an old state never lands after a newer one.

Starting the producer fences every earlier one of the same `transactional_id`, and only then is the outbox
read: what a later relay reads includes all that an earlier one may have committed. Events are pulled after
the commit. Nothing is ever aborted here: the producer of a failed turn is thrown away, and the next one's
start aborts what it left open, while an abort of one's own would wait for a broker that is away.
"""

import asyncio
import time

from shared.events.reading import ROLL_KEY
from shared.messaging.broker import AIOKafkaProducer, start_producer
from shared.messaging.lease import LEASE_SECONDS
from shared.messaging.outbox import Outbox
from shared.messaging.relay import BATCH, PENDING, KeptRelay, Relay, in_order, send
from shared.mongo import Document, Mongo

ROLL_SECONDS = 3600.0


class CompactedRelay(Relay):
    """Publishes in transactions, and rolls idle partitions: those are never compacted otherwise."""

    def __init__(
        self,
        mongo: Mongo,
        outbox: Outbox,
        bootstrap: str,
        *,
        lease_seconds: float = LEASE_SECONDS,
        roll_seconds: float = ROLL_SECONDS,
    ) -> None:
        super().__init__(mongo, outbox, bootstrap, lease_seconds=lease_seconds)
        self._transactional_id = f"{mongo.db.name}/{outbox.collection}"
        self._roll_seconds = roll_seconds
        self._rolled: float | None = None

    async def _start_producer(self) -> AIOKafkaProducer:
        return await start_producer(self._bootstrap, self._transactional_id)

    async def _sweep(self, producer: AIOKafkaProducer) -> int:
        if self._rolled is None or time.monotonic() - self._rolled >= self._roll_seconds:
            await self._roll(producer)
        docs = await self._col.find(PENDING, {"outbox": 1}).limit(BATCH).to_list(BATCH)
        if not docs:
            return 0
        events = [(doc["_id"], event) for doc in docs for event in in_order(doc)]
        await producer.begin_transaction()
        await self._send_all(producer, [event for _, event in events])
        await producer.commit_transaction()
        await self._pull([(document, event["id"]) for document, event in events])
        return len(events)

    async def _send_all(self, producer: AIOKafkaProducer, events: list[Document]) -> None:
        """Order holds within a transaction: an idempotent producer keeps each partition's sequence."""
        acks = [await send(producer, self.outbox.topic.name, event) for event in events]
        await asyncio.gather(*acks)

    async def _roll(self, producer: AIOKafkaProducer) -> None:
        """One null record a partition, so that its open segment closes and is compacted."""
        name, key = self.outbox.topic.name, ROLL_KEY.encode()
        await producer.begin_transaction()
        acks = [await producer.send(name, None, key=key, partition=n) for n in range(self.outbox.topic.partitions)]
        await asyncio.gather(*acks)
        await producer.commit_transaction()
        self._rolled = time.monotonic()


def make_relay(mongo: Mongo, outbox: Outbox, bootstrap: str) -> Relay:
    """The relay that suits the outbox's topic."""
    kind = CompactedRelay if outbox.topic.is_compacted else KeptRelay
    return kind(mongo, outbox, bootstrap)
