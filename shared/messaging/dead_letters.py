"""Dead letters: records a service can never apply, set aside with the reason so that the rest goes on.

The original goes to the service's dead-letter topic with its coordinates; of `authors` the coordinates
alone, since nothing personal may lie where a tombstone cannot erase it, and of what is too large to be sent again.
A note in the service's own database (`dead_letters`, id = the coordinates) makes them findable without reading Kafka.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from faststream.kafka import KafkaBroker

from shared.events import AUTHORS
from shared.events.envelope import to_millisecond
from shared.events.topics import dead_letters_of
from shared.messaging.broker import ConsumerRecord
from shared.messaging.metrics import SET_ASIDE
from shared.mongo import Database, Document
from shared.refusals import NotFound, Refusal, Text

if TYPE_CHECKING:
    from shared.messaging.consumer import Record
    from shared.messaging.work import BatchInHand, Place

DEAD_LETTERS = "dead_letters"
WAITING, REPLAYED, DISCARDED = "waiting", "replayed", "discarded"

LONGEST_VALUE = 900_000
"""Bytes. A record just below the broker's limit would be refused once its headers are added, again and again."""
LONGEST_KEY = 700
_ID = re.compile(rb"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")

_log = structlog.get_logger(__name__)


class InvalidRecord(Exception):  # noqa: N818 - it is a verdict on a record
    """A handler says that this record can never be applied: it is set aside, the batch goes on without it."""

    def __init__(self, record: "Record", reason: str) -> None:
        super().__init__(reason)
        self.record = record
        self.reason = reason


class LetterSettled(Refusal):
    """The letter was replayed or discarded before."""

    slug = "dead-letter-settled"
    title = Text("Bản ghi này đã được xử lý trước đó", "This dead letter has been settled before")


class DeadLetters:
    """Where one consumer group of a service sets records aside."""

    def __init__(self, db: Database, service: str, group: str) -> None:
        self._db = db
        self._service = service
        self._group = group
        self._topic = dead_letters_of(service).name

    async def set_aside(self, broker: KafkaBroker, work: "BatchInHand") -> None:
        """Publish and note every fault that is not set aside yet; returns when the broker has them all."""
        for place in [place for place in work.faults if place not in work.set_aside]:
            headers = self._headers(work, place)
            raw = work.raw[place]
            await broker.publish(_original(raw), topic=self._topic, key=_key(raw), headers=headers)
            await self._note(place, headers)
            work.set_aside.add(place)
            SET_ASIDE.labels(self._group).inc()
            _log.error("dead_letter", id=letter_id(place), group=self._group, error=headers["error"])

    def _headers(self, work: "BatchInHand", place: "Place") -> dict[str, str]:
        fault, (topic, partition, offset) = work.faults[place], place
        return {
            "reason": fault.reason,
            "error": fault.error,
            "service": self._service,
            "attempts": str(work.attempts),
            "origin_topic": topic,
            "origin_partition": str(partition),
            "origin_offset": str(offset),
            "origin_key": _key(work.raw[place]).decode(errors="replace"),
        }

    async def _note(self, place: "Place", headers: Mapping[str, str]) -> None:
        topic, partition, offset = place
        note: Document = {
            "topic": topic,
            "partition": partition,
            "offset": offset,
            "key": headers["origin_key"],
            "group": self._group,
            "reason": headers["reason"],
            "error": headers["error"],
            "attempts": int(headers["attempts"]),
            "at": to_millisecond(datetime.now(UTC)),
            "state": WAITING,
        }
        await self._db[DEAD_LETTERS].update_one({"_id": letter_id(place)}, {"$setOnInsert": note}, upsert=True)


def _original(raw: ConsumerRecord) -> bytes:
    """What is sent of a record: nothing personal, and nothing that would not fit beside its headers."""
    value: bytes | None = raw.value
    return b"" if raw.topic == AUTHORS.name or value is None or len(value) > LONGEST_VALUE else value


def _key(raw: ConsumerRecord) -> bytes:
    """A record's key, cut to what names an aggregate; of personal data only one that is an id."""
    key: bytes = (raw.key or b"")[:LONGEST_KEY]
    return b"" if raw.topic == AUTHORS.name and not _ID.fullmatch(key) else key


def letter_id(place: "Place") -> str:
    """A letter's id: the coordinates of the original, fit for a path."""
    return "-".join(map(str, place))


async def list_letters(
    db: Database, *, state: str | None = WAITING, after: tuple[datetime, str] | None = None, limit: int = 50
) -> Sequence[Document]:
    """The letters, oldest first; `after` is the (at, _id) of the last one seen, `state` None lists all."""
    query: Document = {} if state is None else {"state": state}
    if after is not None:
        at, last = after
        query["$or"] = [{"at": {"$gt": at}}, {"at": at, "_id": {"$gt": last}}]
    return await db[DEAD_LETTERS].find(query).sort([("at", 1), ("_id", 1)]).to_list(limit)


async def count_waiting(db: Database) -> int:
    """How many letters nobody has settled yet."""
    return await db[DEAD_LETTERS].count_documents({"state": WAITING})


async def waiting_letter(db: Database, letter: str) -> Document:
    """A letter nobody has settled yet. NotFound, or LetterSettled."""
    doc = await db[DEAD_LETTERS].find_one({"_id": letter})
    if doc is None:
        raise NotFound
    if doc["state"] != WAITING:
        raise LetterSettled
    return doc


async def settle(db: Database, letter: str, state: str, by: str) -> Document:
    """Note who settled a letter, how and when. LetterSettled when somebody else was faster."""
    settled: Document = {"state": state, "by": by, "settled_at": to_millisecond(datetime.now(UTC))}
    doc = await db[DEAD_LETTERS].find_one_and_update(
        {"_id": letter, "state": WAITING}, {"$set": settled}, return_document=True
    )
    if doc is None:
        raise LetterSettled
    return doc


async def discard(db: Database, letter: str, *, by: str) -> Document:
    """Say that the record is never to be applied; the note stays. NotFound, or LetterSettled."""
    await waiting_letter(db, letter)
    return await settle(db, letter, DISCARDED, by)
