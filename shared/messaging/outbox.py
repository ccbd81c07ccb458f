"""Writing: an aggregate's new state and the events it makes, in one write to one document (design §2).

The events wait in the document's `outbox` array until a relay has published them. Inserts are guarded by
`_id`, updates by the `revision` that was read, so no lock and no second write is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from opentelemetry import propagate
from uuid_utils.compat import uuid7

from shared.events.envelope import CONTENT_TYPE, CloudEvent, EventData
from shared.events.reading import VERSION_HEADER
from shared.events.topics import Topic
from shared.mongo import Collection, Document, Session
from shared.refusals import Refusal, Stale, Text

MOST_WAITING = 100
"""Events of one document; with MOST_WAITING_BYTES what keeps it below the store's 16 MB while the broker is away."""
MOST_WAITING_BYTES = 2_000_000
MOST_BYTES = 900_000
"""Of one event; the broker takes a megabyte, headers and all."""


class TooMuchWaits(Refusal):
    """So many events of one thing wait for the broker that no more can be kept beside them."""

    slug = "too-much-waits"
    status = 503
    title = Text(
        "Còn nhiều thay đổi của mục này đang chờ gửi đi, hãy thử lại sau",
        "Too many changes of this one are still waiting to be passed on; try again later",
    )


class EventTooLarge(Refusal):
    """What was changed is more than one event can carry."""

    slug = "event-too-large"
    status = 413
    title = Text("Nội dung quá lớn, không thể gửi đi", "It is too large to be passed on")


@dataclass(frozen=True, slots=True)
class Outbox:
    """A collection whose documents carry events, and the topic these go to."""

    collection: str
    topic: Topic


def entry(topic: Topic, *, type: str, subject: str, data: EventData, at: datetime) -> Document:  # noqa: A002 - CloudEvents' own word
    """One event, ready to wait in an outbox.

    `at` is already later than the aggregate's previous event (`time_after`). The current trace travels
    with it. Raises EventTooLarge, and ValueError for a type or data the topic does not declare: a mistake in the
    program.
    """
    if topic.data is None or not isinstance(data, topic.data) or type not in topic.types:
        raise ValueError(f"{type} with {data.__class__.__name__} is not declared for {topic.name}")
    event = _event_of(topic.data)(
        id=uuid7(),
        source=topic.source,
        type=type,
        subject=subject,
        time=at,
        traceparent=_traceparent(),
        data=data,
    )
    body = event.model_dump_json(exclude={"traceparent"} if event.traceparent is None else None).encode()
    if len(body) > MOST_BYTES:
        raise EventTooLarge
    return {
        "id": str(event.id),
        "version": data.version,
        "at": event.time,
        "key": subject,
        "body": body,
        "headers": {"content-type": CONTENT_TYPE},
    }


def tombstone_entry(topic: Topic, *, subject: str, version: int, at: datetime) -> Document:
    """A null record that erases `subject` everywhere, with every card up to `version`."""
    if not topic.is_compacted:
        raise ValueError(f"{topic.name} keeps its records; a tombstone means nothing there")
    return {
        "id": str(uuid7()),
        "version": version,
        "at": at,
        "key": subject,
        "body": None,
        "headers": {VERSION_HEADER: str(version)},
    }


async def insert(
    col: Collection,
    id: UUID | str,  # noqa: A002
    state: Document,
    entries: Sequence[Document],
    session: Session | None = None,
) -> None:
    """Write a new aggregate with its first events.

    DuplicateKeyError rises to the caller: with an Idempotency-Key it means *already done*.
    """
    await col.insert_one({"_id": id, **state, "revision": 1, "outbox": list(entries)}, session=session)


async def update(
    col: Collection,
    id: UUID | str,  # noqa: A002
    read_revision: int,
    state: Document,
    entries: Sequence[Document],
    session: Session | None = None,
) -> None:
    """Write what changed of an aggregate that was read at `read_revision`, with the events it makes.

    Raises Stale when the document is at another revision or gone, TooMuchWaits when its outbox is full. An outcome
    the driver could not learn (a time-out) is its own error: read again, never guess.
    """
    change: Document = {"$set": {**state, "revision": read_revision + 1}}
    present: Document = {"_id": id, "revision": read_revision}
    room: Document = {}
    if entries:
        change["$push"] = {"outbox": {"$each": list(entries)}}
        room = _ROOM
    result = await col.update_one({**present, **room}, change, session=session)
    if not result.matched_count:
        full = bool(entries) and await col.find_one(present, {"_id": 1}, session=session) is not None
        raise TooMuchWaits if full else Stale


_ROOM: Document = {
    f"outbox.{MOST_WAITING - 1}": {"$exists": False},
    "$expr": {"$lt": [{"$bsonSize": {"outbox": "$outbox"}}, MOST_WAITING_BYTES]},
}


@lru_cache
def _event_of(data: type[EventData]) -> type[CloudEvent[EventData]]:
    return CloudEvent[data]  # type: ignore[valid-type]


def _traceparent() -> str | None:
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent")
