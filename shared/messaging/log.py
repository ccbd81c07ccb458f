"""Reading topics from their beginning, without a group: for a rebuild, and after a restore."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import orjson
import structlog

from shared.events.envelope import EventData
from shared.events.reading import Tombstone
from shared.events.topics import Topic
from shared.messaging.broker import ConsumerRecord, TopicPartition, make_plain_consumer
from shared.messaging.consumer import Record
from shared.messaging.parsing import parse, where

T = TypeVar("T")

_log = structlog.get_logger(__name__)

MOST = 4000
WAIT_MS = 1000
SOME = 1000


class Log:
    """The topics as they are when it is opened; what comes later is left to the live readers.

    `seen` counts records, `invalid` those that can never be read: live readers set these aside, so they count for
    nothing here too.
    """

    def __init__(self, bootstrap: str) -> None:
        self._consumer = make_plain_consumer(bootstrap, fetch_bytes=4 << 20)
        self._ends: dict[TopicPartition, int] = {}
        self.seen = 0
        self.invalid = 0

    async def open(self, topics: tuple[Topic, ...]) -> int:
        """Connect; how many offsets there are to read."""
        await self._consumer.start()
        places = [TopicPartition(topic.name, number) for topic in topics for number in range(topic.partitions)]
        self._ends = await self._consumer.end_offsets(places)
        begins = await self._consumer.beginning_offsets(places)
        self._consumer.assign(places)  # once: each new assignment costs a round of metadata
        self._consumer.pause(*places)
        return int(sum(self._ends[place] - begins[place] for place in places))

    async def newest(self, topic: Topic, partition: int, keep: Callable[[Any], T]) -> dict[str, T]:
        """What `keep` makes of the newest readable state of each key of a partition.

        Only the newest record of a key is read whole; where that one cannot be, the key's others are. A record gives
        way to what is kept of it at once: whole states of a partition would be most of a rebuild's memory.
        """
        held: dict[bytes, ConsumerRecord] = {}
        async for record in self._records(topic, partition):
            if record.value is None or record.key is None:
                continue
            known = held.get(record.key)
            if known is None or _version(record) > _version(known):
                held[record.key] = record
        newest: dict[str, T] = {}
        unreadable: set[bytes] = set()
        while held:
            key, record = held.popitem()
            state = _state(record)
            made = None if state is None else _made(keep, state)
            if made is None:
                unreadable.add(key)
            else:
                newest[key.decode()] = made.of
        if unreadable:
            newest |= await self._others(topic, partition, unreadable, keep)
        return newest

    async def in_parts(self, topic: Topic, partition: int) -> AsyncIterator[list[Record]]:
        """Every readable record of a partition in order, some at a time."""
        some: list[Record] = []
        async for record in self._records(topic, partition):
            parsed = parse(record)
            if not isinstance(parsed, Record):
                self.invalid += parsed is not None
                continue
            some.append(parsed)
            if len(some) == SOME:
                yield some
                some = []
        if some:
            yield some

    async def _others(self, topic: Topic, partition: int, keys: set[bytes], keep: Callable[[Any], T]) -> dict[str, T]:
        """The same of keys whose newest record is invalid: of each the newest that is not."""
        versions: dict[str, int] = {}
        newest: dict[str, T] = {}
        seen = self.seen
        async for record in self._records(topic, partition):
            if record.key not in keys or record.value is None:
                continue
            state = _state(record)
            made = None if state is None else _made(keep, state)
            if state is None or made is None:
                self.invalid += 1
                continue
            name = record.key.decode()
            if state.version > versions.get(name, 0):
                versions[name], newest[name] = state.version, made.of
        self.seen = seen
        return newest

    async def _records(self, topic: Topic, partition: int) -> AsyncIterator[ConsumerRecord]:
        place = TopicPartition(topic.name, partition)
        end = self._ends[place]
        await self._consumer.seek_to_beginning(place)
        self._consumer.resume(place)
        while await self._consumer.position(place) < end:
            got = await self._consumer.getmany(place, timeout_ms=WAIT_MS, max_records=MOST)
            for record in got.get(place, ()):
                if record.offset < end:
                    self.seen += 1
                    yield record
        self._consumer.pause(place)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()


def _version(record: ConsumerRecord) -> int:
    """The version a record claims; -1 for one that has none."""
    try:
        version = orjson.loads(record.value)["data"]["version"]
    except Exception:  # noqa: BLE001 - read whole, it is a fault
        return -1
    return version if type(version) is int else -1


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    of: T


def _made(keep: Callable[[Any], T], state: EventData) -> _Made[T] | None:
    """What is kept of a state; None of one that nothing can be made of, as the live reader found."""
    try:
        return _Made(keep(state))
    except Exception as error:  # noqa: BLE001 - this state's doing; the others are counted all the same
        _log.warning("log.nothing_to_keep", error=where(error))
        return None


def _state(record: ConsumerRecord) -> EventData | None:
    """The state a record carries; None for one that cannot be read or carries none."""
    parsed = parse(record)
    return None if not isinstance(parsed, Record) or isinstance(parsed.event, Tombstone) else parsed.event.data
