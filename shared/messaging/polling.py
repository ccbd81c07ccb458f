"""One member of a consumer group, as FastStream makes it. Its habits are fenced here and nowhere else.

It hides empty polls, so the loop's beat is taken at each poll. It ends a handler that fails, or one it never came to,
in silence and polls on: the next batch would be committed past this one. So a batch counts as done only when `apply`
has returned; whatever else ends it, its partitions go back to its first records.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from faststream.kafka import KafkaBroker
from faststream.kafka.subscriber.usecase import BatchSubscriber

from shared.messaging.broker import ConsumerRecord, KafkaError, TopicPartition, make_broker, subscribe
from shared.messaging.consumer import Consumer
from shared.messaging.hand import Hand
from shared.messaging.lag import LagAge
from shared.messaging.parsing import where
from shared.messaging.work import Abandoned

CONNECT_PAUSE_SECONDS = 1.0
COMMIT_SECONDS = 15.0
STOP_SECONDS = 40.0
LAG_SECONDS = 5.0
ABANDONED_SECONDS = 0.02
FAILED_SECONDS = 1.0

_ENDING = (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError)
"""What ends a task or the process, and goes through."""

Batch = Sequence[ConsumerRecord]
Apply = Callable[[KafkaBroker, Batch], Awaitable[None]]
"""Apply a batch and commit it. Abandoned lets it go; anything else is a fault that nobody foresaw."""

_log = structlog.get_logger(__name__)


class Polling:
    """`listener` is aiokafka's for rebalances; `beat` (monotonic seconds) moves with every turn of the loop."""

    def __init__(self, bootstrap: str, consumer: Consumer, listener: Any, hand: Hand, apply: Apply) -> None:
        self.beat = time.monotonic()
        self.unconnected: str | None = None
        self.failing_since: float | None = None
        """Since when (monotonic seconds) batches have ended in ways nobody foresaw, or None."""
        self._bootstrap = bootstrap
        self._consumer = consumer
        self._listener = listener
        self._hand = hand
        self._apply = apply
        self._log = _log.bind(group=consumer.group)
        self._first: dict[TopicPartition, int] = {}
        """Where the batch in hand begins."""
        self._done = self._let_go = False
        self._lag_age = LagAge()
        self._broker: KafkaBroker | None = None
        self._subscriber: BatchSubscriber | None = None

    async def connect(self) -> None:
        """Return when the broker has answered, however long that takes."""
        while True:
            broker = make_broker(self._bootstrap)
            try:
                self._subscriber = self._subscribe(broker)
                self._broker = broker
                await broker.start()
            except Exception as error:  # noqa: BLE001 - no broker yet: waited for
                self._log.warning("reader.waiting_for_broker", error=repr(error)[:200])
                self.unconnected = f"the broker does not answer: {type(error).__name__}"
                self._broker = self._subscriber = None
                with contextlib.suppress(Exception):
                    await broker.stop()
                self.beat = time.monotonic()
                await asyncio.sleep(CONNECT_PAUSE_SECONDS)
            else:
                self.unconnected = None
                return

    async def stop(self) -> None:
        """Leave the group; the batch in hand has been asked for."""
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

    @property
    def is_assigned(self) -> bool:
        """Whether it reads any partition: one of a group's members may have none."""
        return self._reading is not None and bool(self._reading.assignment())

    async def lag(self) -> int:
        """Records not applied yet: end less position, since transactions leave markers between offsets."""
        reading = self._reading
        if reading is None:
            return 0
        async with asyncio.timeout(LAG_SECONDS):
            mine = reading.assignment()
            ends = await reading.end_offsets(mine) if mine else {}
            places = {tp: self._first[tp] if tp in self._first else await reading.position(tp) for tp in mine}
        self._lag_age.note(ends, places)
        return sum(max(0, ends[tp] - places[tp]) for tp in mine)

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Commit what is applied; a commit that is lost is read again, harmlessly."""
        if self._reading is None:
            return
        mine = self._reading.assignment()
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                await self._reading.commit({tp: offset for tp, offset in offsets.items() if tp in mine})
        except (KafkaError, TimeoutError) as error:
            self._log.info("reader.commit_lost", error=type(error).__name__)

    @property
    def _reading(self) -> Any:
        return self._subscriber.consumer if self._subscriber is not None else None

    def _subscribe(self, broker: KafkaBroker) -> BatchSubscriber:
        subscriber = subscribe(broker, self._consumer, self._listener)
        subscriber(self._handle)
        poll, consume = subscriber.get_msg, subscriber.consume

        async def beating(consumer: Any) -> Any:
            self.beat = time.monotonic()
            return await poll(consumer)

        async def fenced(msg: Any) -> None:
            await self._must_be_done(msg, consume)

        subscriber.get_msg = beating  # type: ignore[method-assign]  # every turn of the loop, empty ones too
        subscriber.consume = fenced  # type: ignore[method-assign]
        return subscriber

    async def _must_be_done(self, records: Batch, consume: Callable[[Batch], Awaitable[Any]]) -> None:
        began = time.monotonic()
        self._done = self._let_go = False
        self._first = _first_of(records)
        with self._hand.holding():
            try:
                await consume(records)
            except _ENDING:
                raise
            except BaseException as error:  # noqa: BLE001 - a panic of a library's is no Exception, and ends no reader
                self._note(error)
            finally:
                if not self._done:
                    self._go_back()
                self._first = {}
        await self._rest(began, len(records))

    async def _handle(self, records: Batch) -> None:
        """What FastStream calls, if it comes to it."""
        broker = self._broker_to_begin_with()
        if broker is None:
            self._let_go = True
            return
        try:
            await self._apply(broker, records)
            self._done = True
        except Abandoned:
            self._log.info("reader.abandoned")
            self._let_go = True
        except Exception as error:
            self._note(error)
            raise

    def _broker_to_begin_with(self) -> KafkaBroker | None:
        """None while nothing may be begun: between a batch that was let go and the end, or without its partitions."""
        ours = self._reading is not None and self._first.keys() <= self._reading.assignment()
        return self._broker if ours and not self._hand.is_asked else None

    def _go_back(self) -> None:
        """The poll moved on, and no later batch may be committed past this one."""
        if self._reading is not None:
            for tp in self._first.keys() & self._reading.assignment():
                self._reading.seek(tp, self._first[tp])

    async def _rest(self, began: float, count: int) -> None:
        """Let a trickle become a batch, or a fault pass; a rebalance or a stop does not wait for it."""
        if self._done:
            self.failing_since = None
            if count < self._consumer.max_records // 2:
                await self._hand.asked_within(max(0.0, began + self._consumer.pace - time.monotonic()))
        elif self._let_go:
            await asyncio.sleep(ABANDONED_SECONDS)
        else:
            self.failing_since = self.failing_since or began
            await self._hand.asked_within(FAILED_SECONDS)

    def _note(self, error: BaseException) -> None:
        self._log.error("reader.failed", error=where(error))


def _first_of(records: Batch) -> dict[TopicPartition, int]:
    first: dict[TopicPartition, int] = {}
    for record in records:
        tp = TopicPartition(record.topic, record.partition)
        first[tp] = min(record.offset, first.get(tp, record.offset))
    return first
