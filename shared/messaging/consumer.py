"""Reading: what a service declares to listen to, and what its handler is given (design §2, *batches*)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.events.reading import AnyEvent, Tombstone
from shared.events.topics import Topic
from shared.mongo import Session

MAX_RECORDS = 1000


class Paused(Exception):  # noqa: N818 - an expected outcome: the batch waits in place
    """Applying rests for a while (a recomputation is under way): the batch is tried again, and nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record that could be read: where it lies and what it says."""

    topic: str
    partition: int
    offset: int
    key: str
    event: AnyEvent | Tombstone

    @property
    def version(self) -> int:
        """The version of the record's aggregate; what makes a handler idempotent."""
        return self.event.version if isinstance(self.event, Tombstone) else self.event.data.version


class Batch:
    """Records whose effects are one transaction; `seal` is the last thing that transaction does.

    The records of one key come in the order of their topic; nothing is promised between topics.
    """

    def __init__(
        self,
        records: Sequence[Record],
        seal: Callable[[Session], Awaitable[None]],
        exclude: Callable[[Session], Awaitable[None]],
    ) -> None:
        self.records = tuple(records)
        self._seal = seal
        self._exclude = exclude

    def of(self, topic: Topic) -> list[Record]:
        """The records of one topic, in order."""
        return [record for record in self.records if record.topic == topic.name]

    async def seal(self, session: Session) -> None:
        """Bind the transaction to the partitions' epochs and offsets.

        Raises EpochLost when something that excludes batches (a tree change, a new owner) came between the
        reads and this write: let it rise, the reader computes the batch again.
        """
        await self._seal(session)

    async def exclude(self, session: Session) -> None:
        """Make every other batch of this group that is under way lose to this one.

        The first write of a transaction that changes what all batches read (the tree, the generation).
        """
        await self._exclude(session)


@dataclass(frozen=True, slots=True)
class Consumer:
    """A group that listens to topics; `apply` makes a batch's effects.

    `apply` reads what it needs, then runs one transaction that ends with `batch.seal(session)`. It must be
    idempotent by version: a batch may come again. `InvalidRecord` sets one record aside; `Paused` makes the batch
    wait in place, which is no failure; any other exception is taken as transient, and the batch is tried again in
    place. Under a steady trickle a batch is begun at most every `pace` seconds: fewer, larger transactions. A
    record that comes alone never waits. `caught_up` is told now and then of a moment at which nothing was unread.
    """

    group: str
    topics: tuple[Topic, ...]
    apply: Callable[[Batch], Awaitable[None]]
    max_records: int = MAX_RECORDS
    pace: float = 0.05
    caught_up: Callable[[datetime], Awaitable[None]] | None = None
