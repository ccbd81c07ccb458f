"""From a record's bytes to an event."""

from dataclasses import dataclass
from functools import lru_cache

from pydantic import TypeAdapter

from shared.events import EVENT_TOPICS
from shared.events.envelope import CloudEvent, EventData
from shared.events.folding import MOST
from shared.events.topics import Topic

ROLL_KEY = "~roll"
"""Key of the null records that keep an idle compacted partition being compacted; readers pass over them."""

VERSION_HEADER = "version"


class Unreadable(ValueError):  # noqa: N818 - a verdict on a record
    """What a record can never be read for, in words that hold nothing of it."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A null record: the person behind `subject` is erased, cards up to `version` with them."""

    subject: str
    version: int


AnyEvent = CloudEvent[EventData]


def read(topic: str, key: bytes | None, value: bytes | None, headers: dict[str, bytes]) -> AnyEvent | Tombstone | None:
    """The event of a record, a tombstone, or None for a record that says nothing.

    Raises ValueError when a field is missing or unreadable, the state unknown, or the publisher another than the
    topic's owner; bytes made for it may raise anything (`shared.messaging.parsing`).
    """
    if value is None:
        if key is None or key == ROLL_KEY.encode():
            return None
        return Tombstone(key.decode(), _version_in(headers))
    declared = _by_name()[topic]
    event = _adapter(declared).validate_json(value)
    if event.source != declared.source:
        msg = f"its source may not publish on {topic}"
        raise Unreadable(msg)
    if key is None or key.decode() != event.subject:
        msg = "the record's key is not the event's subject"
        raise Unreadable(msg)
    return event


def _version_in(headers: dict[str, bytes]) -> int:
    version = int(headers.get(VERSION_HEADER, b"0"))
    if not 0 <= version <= MOST:
        msg = "no tombstone has such a version"
        raise Unreadable(msg)
    return version


@lru_cache
def _by_name() -> dict[str, Topic]:
    return {topic.name: topic for topic in EVENT_TOPICS}


@lru_cache
def _adapter(topic: Topic) -> TypeAdapter[AnyEvent]:
    return TypeAdapter(CloudEvent[topic.data])  # type: ignore[name-defined]
