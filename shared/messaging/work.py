"""One batch in hand: what of it can be applied, what is invalid, what of that is already set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from shared.events import AUTHORS
from shared.events.reading import read
from shared.messaging.broker import ConsumerRecord, TopicPartition
from shared.messaging.consumer import Record

ERROR_LENGTH = 500

Place = tuple[str, int, int]
"""Topic, partition, offset."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a record can never be applied: `reason` is a word (unreadable, refused), `error` a sentence."""

    reason: str
    error: str


@dataclass(slots=True)
class Work:
    """The records of one poll, each parsed on its own, once."""

    raw: dict[Place, ConsumerRecord] = field(default_factory=dict)
    good: dict[Place, Record] = field(default_factory=dict)
    faults: dict[Place, Fault] = field(default_factory=dict)
    set_aside: set[Place] = field(default_factory=set)
    attempts: int = 0

    @classmethod
    def of(cls, records: Sequence[ConsumerRecord]) -> "Work":
        """Parse; a record that says nothing (a roll) is neither good nor faulty."""
        work = cls()
        for raw in records:
            place = place_of(raw)
            work.raw[place] = raw
            try:
                record = parse(raw)
            except ValueError as error:
                work.faults[place] = Fault("unreadable", describe(error, personal=raw.topic == AUTHORS.name))
            else:
                if record is not None:
                    work.good[place] = record
        return work

    def refuse(self, record: Record, reason: str) -> bool:
        """Take out what a handler found inapplicable; False when it is not among the good ones."""
        place = (record.topic, record.partition, record.offset)
        if self.good.pop(place, None) is None:
            return False
        self.faults[place] = Fault("refused", reason[:ERROR_LENGTH])
        return True

    @property
    def offsets(self) -> dict[TopicPartition, int]:
        """Where each partition goes on once all of this is done."""
        return {TopicPartition(topic, partition): offset + 1 for topic, partition, offset in sorted(self.raw)}

    @property
    def outcomes(self) -> Iterable[tuple[str, bool]]:
        """(topic, is valid) of each record, for the ratio guard."""
        return [(place[0], place not in self.faults) for place in self.raw]


def place_of(raw: ConsumerRecord) -> Place:
    """Where a record lies."""
    return (raw.topic, raw.partition, raw.offset)


def parse(raw: ConsumerRecord) -> Record | None:
    """A record as handlers see it, or None when it says nothing. ValueError when it can never be read."""
    event = read(raw.topic, raw.key, raw.value, dict(raw.headers))
    return None if event is None else Record(raw.topic, raw.partition, raw.offset, raw.key.decode(), event)


def describe(error: ValueError, *, personal: bool) -> str:
    """What is wrong, never the value itself; of personal data only the field and the kind of mistake."""
    if not isinstance(error, ValidationError):
        return type(error).__name__ if personal else str(error)[:ERROR_LENGTH]
    found: list[Any] = error.errors(include_url=False, include_input=False, include_context=False)
    text = "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'record'}: {item['type'] if personal else item['msg']}" for item in found
    )
    return text[:ERROR_LENGTH]
