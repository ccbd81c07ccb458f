"""Applying one batch: tried again in place until its effects are committed, or given up uncommitted."""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from uuid import uuid4

import structlog
from faststream.kafka import KafkaBroker
from opentelemetry import propagate, trace
from opentelemetry.trace import Link

from shared.events.reading import Tombstone
from shared.messaging.broker import TopicPartition
from shared.messaging.consumer import Batch, Consumer, Paused, Record
from shared.messaging.dead_letters import DeadLetters, InvalidRecord
from shared.messaging.guard import Guard, TooManyInvalid
from shared.messaging.hand import Hand
from shared.messaging.isolating import apply_in_parts, is_of_a_record
from shared.messaging.metrics import APPLIED, BATCH_SECONDS, RETRIES
from shared.messaging.parsing import where
from shared.messaging.partitions import EpochLost, Held, NotOurs, Partitions
from shared.messaging.work import Abandoned, BatchInHand, offsets_after, place_of
from shared.mongo import Mongo

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
RESTING_SECONDS = 0.2
"""How often a batch asks again whether applying goes on."""
MOST_LINKS = 32

_log = structlog.get_logger(__name__)
_tracer = trace.get_tracer("sangkien.messaging")


class BatchApplier:
    """Knows nothing of polls and offsets; a failing batch is let go when `hand` is asked for it."""

    def __init__(
        self,
        service: str,
        mongo: Mongo,
        consumer: Consumer,
        hand: Hand,
        guard: Guard,
    ) -> None:
        self.to_claim: frozenset[TopicPartition] = frozenset()
        self.stopped_reason: str | None = None
        self.failing_since: float | None = None
        self.rested_at = float("-inf")
        """When (monotonic seconds) a batch was last told to wait: the loop turns, though it polls nothing."""
        self._consumer = consumer
        self._partitions = Partitions(mongo, consumer.group, str(uuid4()))
        self._hand = hand
        self._guard = guard
        self._letters = DeadLetters(mongo.db, service, consumer.group)
        self._log = _log.bind(group=consumer.group)

    async def until_applied(self, broker: KafkaBroker, work: BatchInHand) -> None:
        """Return once the effects are committed and the dead letters sent; Abandoned when given up before."""
        began, pause = time.monotonic(), FIRST_PAUSE_SECONDS
        while not await self._attempt(broker, work):
            resting = time.monotonic() - self.rested_at < RESTING_SECONDS
            if await self._hand.asked_within(RESTING_SECONDS if resting else pause):
                raise Abandoned
            pause = FIRST_PAUSE_SECONDS if resting else min(pause * 2, LONGEST_PAUSE_SECONDS)
        self.stopped_reason = self.failing_since = None
        self._guard.remember(work.outcomes)
        APPLIED.labels(self._consumer.group).inc(len(work.good))
        BATCH_SECONDS.labels(self._consumer.group).observe(time.monotonic() - began)

    async def _attempt(self, broker: KafkaBroker, work: BatchInHand) -> bool:
        work.attempts += 1
        try:
            await self._once(broker, work)
        except NotOurs:
            raise Abandoned from None
        except Abandoned:
            raise
        except TooManyInvalid as error:
            self.stopped_reason = str(error)
            self._note(error, work)
        except Paused:
            self.rested_at = time.monotonic()
            self.stopped_reason = self.failing_since = None
        except EpochLost:
            self._log.debug("reader.epoch_lost")
        except Exception as error:  # noqa: BLE001 - tried again, never skipped; in parts when it fails alike again
            work.failure = where(error) if is_of_a_record(error) else None
            self._note(error, work)
        else:
            return True
        return False

    async def _once(self, broker: KafkaBroker, work: BatchInHand) -> None:
        if self.to_claim:
            claimed = self.to_claim
            await self._partitions.claim(claimed)
            if self.to_claim is claimed:
                self.to_claim = frozenset()
        held = await self._partitions.hold(work.offsets)
        self._guard.check(work.outcomes)
        await self._letters.set_aside(broker, work)
        while work.good and not await self._applied(broker, work, held):
            self._guard.check(work.outcomes)
            await self._letters.set_aside(broker, work)

    async def _applied(self, broker: KafkaBroker, work: BatchInHand, held: Held) -> bool:
        """Whether the handler took all the good ones; if not, it refused one, which is good no longer."""
        try:
            await self._apply(list(work.good.values()), held)
        except InvalidRecord as error:
            if not work.refuse(error.record, error.reason):
                raise
            return False
        except Exception as error:
            if not is_of_a_record(error) or where(error) != work.failure:
                raise
            await self._apply_in_parts(broker, work)
        return True

    async def _apply(self, records: Sequence[Record], held: Held) -> None:
        with _span(self._consumer.group, records):
            await self._consumer.apply(Batch(records, held.seal, held.exclude))

    async def _apply_in_parts(self, broker: KafkaBroker, work: BatchInHand) -> None:
        """What fails alike twice, and not by the store, is a record's doing: it alone is set aside."""
        tried = work.tried = work.tried or set()

        async def apply(part: Sequence[Record]) -> None:
            if self._hand.is_asked:
                raise Abandoned
            places = [place_of(record) for record in part]
            await self._apply(part, await self._partitions.hold(offsets_after(places)))
            tried.update(places)

        async def set_aside(record: Record, reason: str, error: str) -> None:
            if not work.refuse(record, error, reason=reason):
                raise LookupError(reason)
            self._guard.check(work.outcomes)
            await self._letters.set_aside(broker, work)

        await apply_in_parts(list(work.good.values()), apply, set_aside)

    def _note(self, error: Exception, work: BatchInHand) -> None:
        self.failing_since = self.failing_since or time.monotonic()
        RETRIES.labels(self._consumer.group).inc()
        self._log.warning(
            "reader.tried_in_vain",
            attempt=work.attempts,
            records=len(work.raw),
            error=type(error).__name__,
            detail=self.stopped_reason or where(error),
            exc_info=work.attempts == 1,
        )


def _span(group: str, records: Sequence[Record]) -> AbstractContextManager[trace.Span]:
    """One span a batch, linked to the traces its events came from."""
    parents = {r.event.traceparent for r in records if not isinstance(r.event, Tombstone) and r.event.traceparent}
    links = []
    for parent in list(parents)[:MOST_LINKS]:
        context = propagate.extract({"traceparent": parent})
        links.append(Link(trace.get_current_span(context).get_span_context()))
    return _tracer.start_as_current_span(f"apply {group}", links=links, attributes={"records": len(records)})
