"""Reading in batches: effects first, then offsets (design §2, *batches*).

A batch's effects are one transaction of the service's handler, sealed with the partitions' epochs; its
offsets are committed after it. Invalid records go to the dead letters, transient errors are tried again in
place, and partitions are let go only between attempts.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import uuid4

import structlog
from faststream.kafka import KafkaBroker
from faststream.kafka.subscriber.usecase import BatchSubscriber

from shared.messaging.applier import Applier
from shared.messaging.broker import ConsumerRebalanceListener, KafkaError, TopicPartition, make_broker, subscribe
from shared.messaging.consumer import Consumer
from shared.messaging.guard import Guard
from shared.messaging.lag import LagAge
from shared.messaging.parsing import where
from shared.messaging.partitions import Partitions
from shared.messaging.work import Abandoned, Work
from shared.mongo import Mongo

CONNECT_PAUSE_SECONDS = 1.0
COMMIT_SECONDS = 15.0
STOP_SECONDS = 40.0
ABANDONED_SECONDS = 0.02
FAILED_SECONDS = 1.0
LAG_SECONDS = 5.0

_ENDING = (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError)
"""What ends a task or the process, and goes through."""

_log = structlog.get_logger(__name__)


class Reader(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka carries no types
    """One member of a consumer group; `beat` (monotonic seconds) moves with every turn of its loop."""

    def __init__(
        self, service: str, bootstrap: str, mongo: Mongo, consumer: Consumer, guard: Guard | None = None
    ) -> None:
        self.group = consumer.group
        self._beat = time.monotonic()
        self._bootstrap = bootstrap
        self._consumer = consumer
        self._log = _log.bind(group=consumer.group)
        self._giving_up = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False
        self._unconnected: str | None = None
        self._in_hand: dict[TopicPartition, int] = {}
        self._lag_age = LagAge()
        self._settled = True
        self._applier = Applier(
            service,
            mongo,
            consumer,
            Partitions(mongo, consumer.group, str(uuid4())),
            self._giving_up,
            guard or Guard(),
        )
        self._broker: KafkaBroker | None = None
        self._subscriber: BatchSubscriber | None = None
        self._connecting: asyncio.Task[None] | None = None

    @property
    def beat(self) -> float:
        """When (monotonic seconds) the loop last turned; a batch that is told to wait is a turn too."""
        return max(self._beat, self._applier.rested_at)

    @property
    def stopped_reason(self) -> str | None:
        """Why nothing is applied: no broker yet, or too many records are invalid; None when all is well."""
        return self._unconnected or self._applier.stopped_reason

    @property
    def failing_since(self) -> float | None:
        """Since when (monotonic seconds) the batch in hand has been failing, or None."""
        return self._applier.failing_since

    async def start(self) -> None:
        """Begin; the broker does not have to be there."""
        self._connecting = asyncio.create_task(self._connect(), name=f"reader {self.group}")

    async def stop(self) -> None:
        """Finish the batch in hand if it can be, commit it, and leave the group."""
        self._stopping = True
        self._giving_up.set()
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._broker is not None:
            try:
                await asyncio.wait_for(self._broker.stop(), STOP_SECONDS)
            except Exception as error:  # noqa: BLE001 - the process leaves anyway; the group finds out
                self._log.warning("reader.stop_failed", error=repr(error)[:200])
        self._broker = self._subscriber = None

    @property
    def lag_age(self) -> float:
        """For how many seconds the oldest record that is not applied has waited, as far as `lag` was asked."""
        return self._lag_age.seconds

    async def lag(self) -> int:
        """Records not applied yet: end less position, since transactions leave markers between offsets."""
        reading = self._subscriber.consumer if self._subscriber is not None else None
        if reading is None:
            return 0
        async with asyncio.timeout(LAG_SECONDS):
            mine = reading.assignment()
            ends = await reading.end_offsets(mine) if mine else {}
            places = {tp: self._in_hand[tp] if tp in self._in_hand else await reading.position(tp) for tp in mine}
        self._lag_age.note(ends, places)
        return sum(max(0, ends[tp] - places[tp]) for tp in mine)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:  # noqa: ARG002 - aiokafka's signature
        """Hold the rebalance till the batch is done: aiokafka would go on behind the handler's back."""
        self._giving_up.set()
        await self._idle.wait()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Claim what came, at the next attempt: the store may be away just now."""
        self._applier.to_claim = frozenset(assigned)
        if not self._stopping:
            self._giving_up.clear()
        self._log.info("reader.assigned", partitions=len(assigned))

    async def _connect(self) -> None:
        while True:
            broker = make_broker(self._bootstrap)
            try:
                self._subscriber = self._subscribe(broker)
                self._broker = broker
                await broker.start()
            except Exception as error:  # noqa: BLE001 - no broker yet: waited for
                self._log.warning("reader.waiting_for_broker", error=repr(error)[:200])
                self._unconnected = f"the broker does not answer: {type(error).__name__}"
                self._broker = self._subscriber = None
                with contextlib.suppress(Exception):
                    await broker.stop()
                self._beat = time.monotonic()
                await asyncio.sleep(CONNECT_PAUSE_SECONDS)
            else:
                self._unconnected = None
                return

    def _subscribe(self, broker: KafkaBroker) -> BatchSubscriber:
        """FastStream's subscriber, with its two habits fenced: it hides empty polls, and it swallows errors."""
        subscriber = subscribe(broker, self._consumer, self)
        subscriber(self._handle)
        poll, consume = subscriber.get_msg, subscriber.consume

        async def beating(consumer: Any) -> Any:
            self._beat = time.monotonic()
            return await poll(consumer)

        async def fenced(msg: Any) -> None:
            await self._must_be_settled(msg, consume)

        subscriber.get_msg = beating  # type: ignore[method-assign]  # every turn of the loop, empty ones too
        subscriber.consume = fenced  # type: ignore[method-assign]
        return subscriber

    async def _must_be_settled(
        self, records: Sequence[Any], consume: Callable[[Sequence[Any]], Awaitable[Any]]
    ) -> None:
        """Poll a batch again unless `_handle` has settled it, whatever ended it.

        FastStream ends a failed handler, or one it never came to, in silence and polls on: the next batch would be
        committed past this one.
        """
        self._settled = False
        try:
            await consume(records)
        except _ENDING:
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of a library's is no Exception, and ends no reader
            self._failing(error)
        finally:
            if not self._settled:
                self._failing(None)
                self._go_back(records)
        if self.failing_since is not None:
            await self._rest(FAILED_SECONDS)

    async def _handle(self, records: Sequence[Any]) -> None:
        began = time.monotonic()
        self._idle.clear()
        done = abandoned = False
        try:
            await self._apply(records)
            done = True
        except Abandoned:
            self._log.info("reader.abandoned")
            abandoned = True
        except Exception as error:
            self._failing(error)
            raise
        finally:
            if not done:
                self._go_back(records)
            self._settled = True
            self._in_hand = {}
            self._idle.set()
        if abandoned:
            await asyncio.sleep(ABANDONED_SECONDS)
        elif len(records) < self._consumer.max_records // 2:
            await self._rest(began + self._consumer.pace - time.monotonic())

    def _failing(self, error: BaseException | None) -> None:
        """Note that a batch ended in a way nobody foresaw; None when nobody ever saw it."""
        self._log.error("reader.failed", error=None if error is None else where(error))
        self._applier.failing_since = self._applier.failing_since or time.monotonic()

    def _go_back(self, records: Sequence[Any]) -> None:
        """What is not done comes first again: the poll moved on, and no later batch may be committed past it."""
        reading = self._subscriber.consumer if self._subscriber is not None else None
        if reading is None:
            return
        first: dict[TopicPartition, int] = {}
        for record in records:
            tp = TopicPartition(record.topic, record.partition)
            first[tp] = min(record.offset, first.get(tp, record.offset))
        for tp in first.keys() & reading.assignment():
            reading.seek(tp, first[tp])

    async def _rest(self, seconds: float) -> None:
        """Let a trickle become a batch, or a fault pass; a rebalance or a stop does not wait for it."""
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._giving_up.wait(), seconds)

    async def _apply(self, records: Sequence[Any]) -> None:
        if self._broker is None or self._subscriber is None or self._subscriber.consumer is None:
            raise Abandoned
        if self._giving_up.is_set():
            raise Abandoned  # between a batch that was let go and the end of it all, nothing is begun
        reading = self._subscriber.consumer
        work = Work.of(records)
        for topic, partition, offset in sorted(work.raw, reverse=True):
            self._in_hand[TopicPartition(topic, partition)] = offset
        if not work.offsets.keys() <= reading.assignment():
            raise Abandoned
        await self._applier.until_applied(self._broker, work)
        await self._commit(reading, work.offsets)

    async def _commit(self, reading: Any, offsets: dict[TopicPartition, int]) -> None:
        mine = reading.assignment()
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                await reading.commit({tp: offset for tp, offset in offsets.items() if tp in mine})
        except (KafkaError, TimeoutError) as error:
            self._log.info("reader.commit_lost", error=type(error).__name__)  # read again, harmless
