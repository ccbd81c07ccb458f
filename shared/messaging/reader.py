"""Reading in batches: effects first, then offsets (design §2, *batches*).

A batch's effects are one transaction of the service's handler, sealed with the partitions' epochs; its
offsets are committed after it. Invalid records go to the dead letters, transient errors are tried again in
place, and partitions are let go only between attempts.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog
from faststream.kafka import KafkaBroker

from shared.messaging.applier import BatchApplier
from shared.messaging.broker import ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from shared.messaging.consumer import Consumer
from shared.messaging.guard import Guard
from shared.messaging.hand import Hand
from shared.messaging.polling import Polling
from shared.messaging.work import BatchInHand
from shared.mongo import Mongo

_log = structlog.get_logger(__name__)


class Reader(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka carries no types
    """One member of a consumer group."""

    def __init__(
        self, service: str, bootstrap: str, mongo: Mongo, consumer: Consumer, guard: Guard | None = None
    ) -> None:
        self.group = consumer.group
        self._log = _log.bind(group=consumer.group)
        self._stopping = False
        self._hand = Hand()
        self._applier = BatchApplier(service, mongo, consumer, self._hand, guard or Guard())
        self._polling = Polling(bootstrap, consumer, self, self._hand, self._apply)
        self._caught_up = consumer.caught_up
        self._connecting: asyncio.Task[None] | None = None

    @property
    def beat(self) -> float:
        """When (monotonic seconds) the loop last turned; a batch that is told to wait is a turn too."""
        return max(self._polling.beat, self._applier.rested_at)

    @property
    def stopped_reason(self) -> str | None:
        """Why nothing is applied: no broker yet, or too many records are invalid; None when all is well."""
        return self._polling.unconnected or self._applier.stopped_reason

    @property
    def failing_since(self) -> float | None:
        """Since when (monotonic seconds) the batch in hand has been failing, or None."""
        return self._applier.failing_since or self._polling.failing_since

    @property
    def lag_age(self) -> float:
        """For how many seconds the oldest record that is not applied has waited, as far as `lag` was asked."""
        return self._polling.lag_age

    async def lag(self) -> int:
        """Records not applied yet."""
        return await self._polling.lag()

    async def caught_up(self, at: datetime) -> None:
        """Tell the consumer that nothing was unread at a moment, if this member reads anything at all."""
        if self._caught_up is not None and self._polling.is_assigned:
            await self._caught_up(at)

    async def start(self) -> None:
        """Begin; the broker does not have to be there."""
        self._connecting = asyncio.create_task(self._polling.connect(), name=f"reader {self.group}")

    async def stop(self) -> None:
        """Finish the batch in hand if it can be, commit it, and leave the group."""
        self._stopping = True
        self._hand.ask()
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        await self._polling.stop()

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:  # noqa: ARG002 - aiokafka's signature
        """Hold the rebalance till the batch is done: aiokafka would go on behind the handler's back."""
        self._hand.ask()
        await self._hand.emptied()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Claim what came, at the next attempt: the store may be away just now."""
        self._applier.to_claim = frozenset(assigned)
        if not self._stopping:
            self._hand.take_again()
        self._log.info("reader.assigned", partitions=len(assigned))

    async def _apply(self, broker: KafkaBroker, records: Sequence[ConsumerRecord]) -> None:
        work = BatchInHand.of(records)
        await self._applier.until_applied(broker, work)
        await self._polling.commit(work.offsets)
