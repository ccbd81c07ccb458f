"""A batch without a broker or a store, for the tests of handlers."""

from collections.abc import Sequence

from shared.events.reading import AnyEvent, Tombstone
from shared.events.topics import Topic
from shared.messaging.consumer import Batch, Record
from shared.mongo import Session


class FakeBatch(Batch):
    """A batch whose seal does nothing but count."""

    def __init__(self, records: Sequence[Record]) -> None:
        super().__init__(records, self._count_seal, self._count_exclusion)
        self.sealed = 0
        self.excluded = 0

    async def _count_seal(self, _session: Session) -> None:
        self.sealed += 1

    async def _count_exclusion(self, _session: Session) -> None:
        self.excluded += 1


def record(topic: Topic, event: AnyEvent | Tombstone, *, offset: int = 0, partition: int = 0) -> Record:
    """The event as a reader would hand it over."""
    return Record(topic.name, partition, offset, event.subject, event)
