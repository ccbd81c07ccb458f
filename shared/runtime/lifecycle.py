"""Bringing a service's background parts up, watching them, and stopping them in the right order.

What is below may be away at any time, at the start too: the service waits for it, unready, and says so.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol

import structlog
from tenacity import AsyncRetrying, RetryCallState, wait_exponential

from shared.events.topics import Topic, dead_letters_of
from shared.masking import masked
from shared.messaging.compacted_relay import make_relay
from shared.messaging.consumer import Consumer
from shared.messaging.dead_letters import DEAD_LETTERS, count_waiting
from shared.messaging.guard import Guard
from shared.messaging.outbox import Outbox
from shared.messaging.partitions import PARTITIONS
from shared.messaging.reader import Reader
from shared.messaging.topics_check import differences
from shared.mongo import Index
from shared.runtime import metrics
from shared.runtime.health import beat_check
from shared.runtime.held import Service
from shared.runtime.jobs import Job, JobRunner

GAUGES_EVERY_SECONDS = 5.0
TOPICS_EVERY_SECONDS = 60.0

_log = structlog.get_logger(__name__)


class Part(Protocol):
    """A reader, a relay, a job's runner or a worker."""

    async def start(self) -> None:
        """Begin, in the background."""

    async def stop(self) -> None:
        """Finish what is under way, then end."""


class Lifecycle:
    """One process's readers, relays, jobs and workers."""

    def __init__(
        self,
        service: Service,
        consumers: Sequence[Consumer],
        jobs: Sequence[Job],
        outboxes: Sequence[Outbox],
        indexes: Sequence[Index],
    ) -> None:
        settings = service.settings
        self._service = service
        self._indexes = own_indexes(indexes, outboxes)
        self._topics = _topics_of(settings.service, consumers, outboxes)
        self.consumers = tuple(consumers)
        work = settings.runs_worker
        where = settings.service, settings.kafka_bootstrap, service.mongo
        bounds = settings.invalid_allowed, settings.invalid_share
        self.readers = [Reader(*where, consumer, Guard(*bounds)) for consumer in consumers if work]
        self.relays = [make_relay(service.mongo, o, settings.kafka_bootstrap) for o in outboxes if work]
        self._jobs = [JobRunner(service.mongo.db, job) for job in jobs if work]
        self._tasks: list[asyncio.Task[None]] = []
        self._starting: str | None = "starting"
        self._topic_differences: list[str] = []
        self._declare_checks()

    def begin(self) -> None:
        """Start everything in the background; returns at once."""
        self._tasks = [asyncio.create_task(self._bring_up(), name="bring up")]
        if self._service.settings.runs_worker:
            self._tasks += [
                asyncio.create_task(self._compare_topics(), name="topics"),
                asyncio.create_task(self._measure(), name="gauges"),
            ]

    async def end(self) -> None:
        """Finish what is under way: batches first, then what they and requests left in the outboxes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        settings = self._service.settings
        try:
            async with asyncio.timeout(settings.stop_seconds):
                first: list[Part] = [*self.readers, *self._service.workers, *self._jobs]
                await _all(part.stop() for part in first)
                await _all(relay.stop() for relay in self.relays)
        except TimeoutError:
            _log.warning("stop.out_of_time", seconds=settings.stop_seconds)
        self._service.mongo.close()

    async def _bring_up(self) -> None:
        await _until_done(lambda: self._service.mongo.ensure_indexes(self._indexes), self._waiting_for("store"))
        parts: list[Part] = [*self.relays, *self.readers, *self._jobs, *self._service.workers]
        for part in parts:
            await _until_done(part.start, self._waiting_for(type(part).__name__))
        self._starting = None
        _log.info("service.started", run=self._service.settings.run)

    def _waiting_for(self, what: str) -> Callable[[RetryCallState], None]:
        def note(state: RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            self._starting = masked(f"waiting for {what}: {error!r}")[:300]
            _log.warning("service.waiting", what=what, error=repr(error)[:300])

        return note

    async def _compare_topics(self) -> None:
        while True:
            with contextlib.suppress(Exception):  # no broker: the outbox and the lag say so
                self._topic_differences = await differences(self._service.settings.kafka_bootstrap, self._topics)
            await asyncio.sleep(1 if self._topic_differences else TOPICS_EVERY_SECONDS)

    async def _measure(self) -> None:
        while True:
            await asyncio.sleep(GAUGES_EVERY_SECONDS)
            with contextlib.suppress(Exception):  # the store or the broker is away: old figures stay
                await self._measure_once()

    async def _measure_once(self) -> None:
        for relay in self.relays:
            waiting, age = await relay.backlog()
            metrics.OUTBOX_WAITING.labels(relay.outbox.collection).set(waiting)
            metrics.OUTBOX_AGE.labels(relay.outbox.collection).set(age)
        metrics.DEAD_LETTERS_WAITING.set(await count_waiting(self._service.mongo.db))
        for reader in self.readers:
            metrics.CONSUMER_BEAT_AGE.labels(reader.group).set(time.monotonic() - reader.beat)
            asked_at, lag = self._service.clock.now(), await reader.lag()
            metrics.CONSUMER_LAG.labels(reader.group).set(lag)
            if not lag:
                await reader.caught_up(asked_at)

    def _declare_checks(self) -> None:
        health, settings = self._service.health, self._service.settings
        health.api["start"] = self._start_check
        health.api["store"] = self._store_check
        if not settings.runs_worker:
            return
        health.worker["topics"] = self._topics_check
        health.worker["outbox"] = self._outbox_check
        health.worker["workers"] = self._workers_check
        for reader in self.readers:
            health.worker[f"reader {reader.group}"] = self._reader_check(reader)
            health.live[f"reader {reader.group}"] = beat_check(lambda r=reader: self._beat(r.beat), 300)  # type: ignore[misc]

    def _beat(self, beat: float) -> float:
        return time.monotonic() if self._starting else beat

    async def _start_check(self) -> str | None:
        return self._starting

    async def _store_check(self) -> str | None:
        async with asyncio.timeout(3):
            await self._service.mongo.ping()
        return None

    async def _topics_check(self) -> str | None:
        return "; ".join(self._topic_differences) or None

    async def _outbox_check(self) -> str | None:
        limit = self._service.settings.stale_after_seconds
        for relay in self.relays:
            waiting, age = await relay.backlog()
            if age > limit:
                return f"{relay.outbox.collection}: {waiting} waiting, the oldest for {age:.0f} s"
        return None

    async def _workers_check(self) -> str | None:
        reasons = [f"{w.name}: {reason}" for w in self._service.workers if (reason := w.ready_reason())]
        return "; ".join(reasons) or None

    def _reader_check(self, reader: Reader) -> Callable[[], Awaitable[str | None]]:
        turning = beat_check(lambda: self._beat(reader.beat), self._service.settings.stale_after_seconds)

        async def check() -> str | None:
            return reader.stopped_reason or self._failing(reader) or await turning() or self._behind(reader)

        return check

    def _failing(self, reader: Reader) -> str | None:
        since = reader.failing_since
        age = 0.0 if since is None else time.monotonic() - since
        return f"a batch has been failing for {age:.0f} s" if age > self._service.settings.stale_after_seconds else None

    def _behind(self, reader: Reader) -> str | None:
        age = reader.lag_age
        return f"records have waited for {age:.0f} s" if age > self._service.settings.stale_after_seconds else None


def own_indexes(indexes: Iterable[Index], outboxes: Iterable[Outbox]) -> list[Index]:
    """A service's indexes, with those of what every service keeps beside."""
    waiting = (Index(outbox.collection, (("outbox.at", 1),), sparse=True) for outbox in outboxes)
    letters = Index(DEAD_LETTERS, (("state", 1), ("at", 1), ("_id", 1)))
    return [*indexes, *waiting, letters, Index(PARTITIONS, (("group", 1),))]


def _topics_of(service: str, consumers: Sequence[Consumer], outboxes: Sequence[Outbox]) -> list[Topic]:
    read = [topic for consumer in consumers for topic in consumer.topics]
    return list(dict.fromkeys([*read, *(outbox.topic for outbox in outboxes), dead_letters_of(service)]))


async def _until_done(act: Callable[[], Awaitable[None]], on_failure: Callable[[RetryCallState], None]) -> None:
    async for attempt in AsyncRetrying(wait=wait_exponential(multiplier=0.2, max=5), after=on_failure):
        with attempt:
            await act()


async def _all(stopping: Iterable[Awaitable[None]]) -> None:
    for result in await asyncio.gather(*stopping, return_exceptions=True):
        if isinstance(result, BaseException):
            _log.warning("stop.failed", error=repr(result)[:300])
