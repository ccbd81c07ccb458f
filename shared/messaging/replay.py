"""Replaying a dead letter: the original is read where it lies, and the service's own handler applies it.

Nothing is put back on another's topic. Handlers are idempotent by version, so a record that is no longer
the newest changes nothing.
"""

import asyncio
from collections.abc import Sequence

import structlog

from shared.messaging.broker import ConsumerRecord, TopicPartition, make_plain_consumer
from shared.messaging.consumer import Batch, Consumer, Paused, Record
from shared.messaging.dead_letters import REPLAYED, InvalidRecord, settle, waiting_letter
from shared.messaging.isolating import is_of_a_record
from shared.messaging.parsing import Fault, parse, where
from shared.messaging.partitions import EpochLost, hold_aside
from shared.mongo import Document, Mongo
from shared.refusals import Refusal, Stale, Text

_log = structlog.get_logger(__name__)

READ_SECONDS = 15.0
ATTEMPTS = 10
PAUSE_SECONDS = 0.2


class OriginalGone(Refusal):
    """The original is no longer in its topic: compacted away by a newer one, or erased."""

    slug = "dead-letter-original-gone"
    title = Text("Bản ghi gốc không còn trong hàng đợi", "The original record is no longer in its topic")


class StillInvalid(Refusal):
    """The service still cannot apply the record."""

    slug = "dead-letter-still-invalid"
    title = Text("Bản ghi vẫn không hợp lệ", "The record is still invalid")


class ReplayPaused(Refusal):
    """Applying rests while scores are counted afresh."""

    slug = "dead-letter-paused"
    status = 503
    title = Text(
        "Điểm đang được tính lại, hãy thử lại khi tính xong", "Scores are being counted afresh; try again afterwards"
    )


class ReplayBusy(Refusal):
    """Batches of the same partition came between, again and again."""

    slug = "dead-letter-busy"
    status = 503
    title = Text("Hệ thống đang bận, hãy thử lại sau", "The partition is busy; try again later")


async def replay(bootstrap: str, mongo: Mongo, consumers: Sequence[Consumer], letter: str, *, by: str) -> Document:
    """Apply a letter's record again and note who asked for it; returns the note.

    Raises NotFound, LetterSettled, OriginalGone, StillInvalid, ReplayPaused or ReplayBusy; the letter then stays as
    it was.
    """
    doc = await waiting_letter(mongo.db, letter)
    record = _readable(await _original(bootstrap, doc))
    if record is not None:
        for consumer in consumers:
            if consumer.group == doc["group"]:
                await apply_aside(mongo, consumer, record)
    return await settle(mongo.db, letter, REPLAYED, by)


async def _original(bootstrap: str, doc: Document) -> ConsumerRecord:
    reader = make_plain_consumer(bootstrap)
    place = TopicPartition(doc["topic"], doc["partition"])
    await reader.start()
    try:
        reader.assign([place])
        reader.seek(place, doc["offset"])
        raw = await asyncio.wait_for(reader.getone(place), READ_SECONDS)
    except TimeoutError:
        raise OriginalGone from None
    finally:
        await reader.stop()
    if raw.offset != doc["offset"]:
        raise OriginalGone
    return raw


def _readable(raw: ConsumerRecord) -> Record | None:
    parsed = parse(raw)
    if isinstance(parsed, Fault):
        why = parsed.error
        raise StillInvalid(Text(f"Bản ghi vẫn không đọc được: {why}", f"It still cannot be read: {why}"))
    return parsed


async def apply_aside(mongo: Mongo, consumer: Consumer, record: Record) -> None:
    """Let the handler apply one record, bound to its partition as a batch would be."""
    place = TopicPartition(record.topic, record.partition)
    for _ in range(ATTEMPTS):
        held = await hold_aside(mongo, consumer.group, place)
        try:
            return await consumer.apply(Batch([record], held.seal, held.exclude))
        except Paused:
            raise ReplayPaused from None
        except (EpochLost, Stale):
            await asyncio.sleep(PAUSE_SECONDS)
        except InvalidRecord as error:
            raise _still_refused(error.reason) from None
        except Exception as error:
            if not is_of_a_record(error):
                raise
            _log.warning("replay.failed", group=consumer.group, exc_info=True)
            raise _still_refused(where(error)) from None
    raise ReplayBusy


def _still_refused(why: str) -> StillInvalid:
    return StillInvalid(Text(f"Bản ghi vẫn bị từ chối: {why}", f"It is still refused: {why}"))
