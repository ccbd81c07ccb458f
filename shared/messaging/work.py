"""One batch in hand: what of it can be applied, what is invalid, what of that is already set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shared.messaging.broker import ConsumerRecord, TopicPartition
from shared.messaging.consumer import Record
from shared.messaging.parsing import ERROR_LENGTH, REFUSED, Fault, parse

Place = tuple[str, int, int]
"""Topic, partition, offset."""


class Abandoned(Exception):  # noqa: N818 - an expected outcome: whoever reads next gets the batch again
    """The partitions are going, or we are: the batch is dropped uncommitted."""


@dataclass(slots=True)
class BatchInHand:
    """The records of one poll, each parsed on its own, once."""

    raw: dict[Place, ConsumerRecord] = field(default_factory=dict)
    good: dict[Place, Record] = field(default_factory=dict)
    faults: dict[Place, Fault] = field(default_factory=dict)
    set_aside: set[Place] = field(default_factory=set)
    attempts: int = 0
    tried: set[Place] | None = None
    """Those that were applied in parts so far; None while the batch is applied whole."""
    failure: str | None = None
    """Where the last attempt failed in a way that is not the store's; None when it did not."""

    @classmethod
    def of(cls, records: Sequence[ConsumerRecord]) -> "BatchInHand":
        """Parse; a record that says nothing (a roll) is neither good nor faulty."""
        work = cls()
        for raw in records:
            place = place_of(raw)
            work.raw[place] = raw
            parsed = parse(raw)
            if isinstance(parsed, Fault):
                work.faults[place] = parsed
            elif parsed is not None:
                work.good[place] = parsed
        return work

    def refuse(self, record: Record, error: str, *, reason: str = REFUSED) -> bool:
        """Take out what was found inapplicable; False when it is not among the good ones."""
        place = (record.topic, record.partition, record.offset)
        if self.good.pop(place, None) is None:
            return False
        self.faults[place] = Fault(reason, error[:ERROR_LENGTH])
        return True

    @property
    def offsets(self) -> dict[TopicPartition, int]:
        """Where each partition goes on once all of this is done."""
        return offsets_after(self.raw)

    @property
    def outcomes(self) -> Iterable[tuple[str, bool]]:
        """(topic, is valid) of each record that was judged, for the ratio guard."""
        judged = self.raw.keys() if self.tried is None else self.tried | self.faults.keys()
        return [(place[0], place not in self.faults) for place in self.raw if place in judged]


def place_of(raw: ConsumerRecord | Record) -> Place:
    """Where a record lies."""
    return (raw.topic, raw.partition, raw.offset)


def offsets_after(places: Iterable[Place]) -> dict[TopicPartition, int]:
    """Where the partitions of these records go on after them."""
    return {TopicPartition(topic, partition): offset + 1 for topic, partition, offset in sorted(places)}
