"""From the outboxes to the broker: each document's events in version order, then pulled out (design §2, *Writing*).

A crash anywhere publishes again with the same id, never less. `KeptRelay` serves topics kept for ever: a
late repeat is harmless, so a lease is for economy only. Compacted topics: `compacted_relay`.
"""

import asyncio
import contextlib
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from shared.messaging.broker import AIOKafkaProducer, KafkaError, discard_producer, start_producer
from shared.messaging.lease import LEASE_SECONDS, Lease
from shared.messaging.metrics import PUBLISHED, RELAY_FAILURES
from shared.messaging.outbox import Outbox
from shared.messaging.wake import Wake
from shared.mongo import Document, Mongo, PyMongoError

BATCH = 1000
SWEEP_SECONDS = 1.0
GATHER_SECONDS = 0.02
"""How long a woken relay waits for more to come: fewer, larger turns, which the store and the API beside it feel."""
PAUSE_SECONDS = 0.5
STOP_SECONDS = 10.0
PENDING: Document = {"outbox.at": {"$gt": datetime.fromtimestamp(0, UTC)}}
"""Documents with events waiting; served by the sparse index on `outbox.at`, which holds no others."""

_log = structlog.get_logger(__name__)


class Relay(ABC):
    """Publishes one collection's outboxes; `beat` (monotonic seconds) moves with every turn of its loop."""

    def __init__(self, mongo: Mongo, outbox: Outbox, bootstrap: str, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self.outbox = outbox
        self.name = outbox.collection
        self.beat = time.monotonic()
        self._bootstrap = bootstrap
        self._col = mongo.db[outbox.collection]
        self._lease = Lease(mongo.db, f"relay/{outbox.collection}", seconds=lease_seconds)
        self._renew_every = lease_seconds / 3
        self._renew_at = float("-inf")
        self._wake = Wake(self._col)
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._producer: AIOKafkaProducer | None = None
        self._log = _log.bind(topic=outbox.topic.name, collection=outbox.collection)

    async def start(self) -> None:
        """Begin; neither the broker nor the store has to be there."""
        self._tasks = [asyncio.create_task(self._wake.run()), asyncio.create_task(self._run())]

    async def stop(self, timeout: float = STOP_SECONDS) -> None:  # noqa: ASYNC109 - the deployment's grace
        """Publish what is out, then leave; what cannot be sent in time waits for the next start."""
        if not self._tasks:
            return
        self._stopping = True
        self._wake.set()
        watch, run = self._tasks
        await asyncio.wait([run], timeout=timeout)
        for task in (watch, run):
            task.cancel()
        await asyncio.gather(watch, run, return_exceptions=True)
        self._tasks = []
        await self._drop_producer()
        with contextlib.suppress(PyMongoError):
            await self._lease.release()

    async def backlog(self) -> tuple[int, float]:
        """How many documents have events waiting, and the age of the oldest in seconds."""
        count = await self._col.count_documents(PENDING)
        oldest = await self._col.find_one(PENDING, {"outbox": 1}, sort=[("outbox.at", 1)])
        waiting = [e["at"] for e in (oldest or {}).get("outbox", ())]
        if not waiting:
            return count, 0.0
        return count, max(0.0, (datetime.now(UTC) - min(waiting)).total_seconds())

    @abstractmethod
    async def _sweep(self, producer: AIOKafkaProducer) -> int:
        """Publish what is pending now and pull it out; how many events that was."""

    async def _start_producer(self) -> AIOKafkaProducer:
        return await start_producer(self._bootstrap)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            self.beat = time.monotonic()
            last = self._stopping
            try:
                more = await self._turn()
            except Exception as error:  # noqa: BLE001 - whatever it is, the events wait and are tried again
                await self._failed(error)
                more = 0
            if last and not more:
                return
            if not more and await self._wake.wait(SWEEP_SECONDS):
                await asyncio.sleep(GATHER_SECONDS)

    async def _failed(self, error: Exception) -> None:
        RELAY_FAILURES.labels(self.outbox.topic.name).inc()
        self._renew_at = float("-inf")  # whoever was fenced takes the lease before reading again
        expected = isinstance(error, PyMongoError | KafkaError | TimeoutError)
        self._log.warning("relay.failed", error=type(error).__name__, detail=str(error)[:200], exc_info=not expected)
        await self._drop_producer()
        await asyncio.sleep(PAUSE_SECONDS)

    async def _turn(self) -> int:
        if not await self._holds():
            await self._drop_producer()
            return 0
        if self._producer is None:
            self._producer = await self._start_producer()
        return await self._sweep(self._producer)

    async def _holds(self) -> bool:
        """Whether the lease is ours; asked of the store only when a third of it has passed."""
        now = time.monotonic()
        if now >= self._renew_at:
            held = await self._lease.hold()
            self._renew_at = now + self._renew_every if held else float("-inf")
        return self._lease.held

    async def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await discard_producer(producer)

    async def _pull(self, done: Sequence[tuple[object, str]]) -> None:
        """Take what is acknowledged out of the outboxes: one write a batch."""
        if not done:
            return
        await self._col.update_many(
            {"_id": {"$in": list({document for document, _ in done})}},
            {"$pull": {"outbox": {"id": {"$in": [event for _, event in done]}}}},
        )
        PUBLISHED.labels(self.outbox.topic.name).inc(len(done))


class KeptRelay(Relay):
    """For topics kept for ever: version v+1 of a document leaves only when v is acknowledged."""

    async def _sweep(self, producer: AIOKafkaProducer) -> int:
        cursor = self._col.find(PENDING, {"outbox": 1}).batch_size(BATCH)
        pulling: asyncio.Task[None] | None = None
        count = 0
        try:
            while docs := await cursor.to_list(BATCH):
                done, failure = await self._publish(producer, docs)
                if pulling is not None:
                    await pulling
                pulling = asyncio.create_task(self._pull(done))
                count += len(done)
                self.beat = time.monotonic()
                if failure is not None:
                    raise failure
                if not await self._holds():
                    break
        finally:
            if pulling is not None:
                await pulling
        return count

    async def _publish(
        self, producer: AIOKafkaProducer, docs: Sequence[Document]
    ) -> tuple[list[tuple[object, str]], BaseException | None]:
        """What was acknowledged, and the first failure; a document's later versions wait for its earlier ones."""
        left = {doc["_id"]: in_order(doc) for doc in docs}
        done: list[tuple[object, str]] = []
        failure: BaseException | None = None
        while left:
            first = [(document, events.pop(0)) for document, events in left.items()]
            acks = [await self._send(producer, event) for _, event in first]
            for (document, event), ack in zip(first, await asyncio.gather(*acks, return_exceptions=True), strict=True):
                if isinstance(ack, BaseException):
                    left[document] = []
                    failure = failure or ack
                else:
                    done.append((document, event["id"]))
            left = {document: events for document, events in left.items() if events}
        return done, failure

    async def _send(self, producer: AIOKafkaProducer, event: Document) -> "asyncio.Future[object]":
        try:
            return await send(producer, self.outbox.topic.name, event)
        except KafkaError as error:
            failed: asyncio.Future[object] = asyncio.get_running_loop().create_future()
            failed.set_exception(error)
            return failed


def in_order(doc: Document) -> list[Document]:
    """A document's waiting events by version."""
    return sorted(doc["outbox"], key=lambda event: event["version"])


async def send(producer: AIOKafkaProducer, topic: str, event: Document) -> "asyncio.Future[object]":
    """Hand an event to the producer; the future is its acknowledgement."""
    headers = [(name, value.encode()) for name, value in event["headers"].items()]
    acknowledged: asyncio.Future[object] = await producer.send(
        topic, event["body"], key=event["key"].encode(), headers=headers
    )
    return acknowledged
