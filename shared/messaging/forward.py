"""After a restore: the log knows more of a service's own aggregates than its store does, and the store catches up.

Otherwise the next act would publish a version that the log has already. To be run while nothing of the service runs.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import structlog

from shared.messaging.consumer import Record
from shared.messaging.isolating import is_of_a_record
from shared.messaging.log import Log
from shared.messaging.outbox import Outbox
from shared.messaging.parsing import where
from shared.mongo import Collection, Document, DuplicateKeyError, Mongo

_log = structlog.get_logger(__name__)

Id = TypeVar("Id", UUID, str)
Forward = Callable[[Any, Document | None, Sequence[Record]], Document]
"""(id, what the store has, records it has not, in order) → the state to write, empty when there is none."""


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What came of some records: documents changed, what refused others, records that can never be applied."""

    changed: int
    collided: Sequence[DuplicateKeyError]
    invalid: int


async def bring_forward(mongo: Mongo, log: Log, outbox: Outbox, forward: Forward, to_id: Callable[[str], Id]) -> int:
    """Apply what a collection's own topic says beyond it; how many documents changed. Repeating it changes nothing.

    A document that cannot be written because another still holds what must be unique is tried once more at the end.
    A record that can never be applied is counted with the log's invalid ones and keeps nothing else back.
    """
    col = mongo.db[outbox.collection]
    changed = 0
    for last in (False, True):
        refused = 0
        for partition in range(outbox.topic.partitions):
            async for records in log.in_parts(outbox.topic, partition):
                caught_up = await catch_up(col, records, forward, to_id)
                changed, refused = changed + caught_up.changed, refused + len(caught_up.collided)
                log.invalid += 0 if last else caught_up.invalid
                if caught_up.collided and last:
                    raise caught_up.collided[0]
        if not refused:
            break
    return changed


async def catch_up(
    col: Collection, records: Iterable[Record], forward: Forward, to_id: Callable[[str], Id]
) -> CaughtUp:
    """Apply records to their documents."""
    by_id: dict[Any, list[Record]] = {}
    invalid = 0
    for record in records:
        try:
            by_id.setdefault(to_id(record.key), []).append(record)
        except Exception as error:  # noqa: BLE001 - a key that names no document of this collection
            invalid += _left_out(record, error)
    known = {doc["_id"]: doc for doc in await col.find({"_id": {"$in": list(by_id)}}).to_list(None)}
    writes = [_write(col, id_, known.get(id_), of_one, forward) for id_, of_one in by_id.items()]
    results = await asyncio.gather(*writes, return_exceptions=True)
    changed, collided = 0, []
    for result, of_one in zip(results, by_id.values(), strict=True):
        if isinstance(result, DuplicateKeyError):
            collided.append(result)
        elif isinstance(result, Exception) and is_of_a_record(result):
            invalid += sum(_left_out(record, result) for record in of_one)
        elif isinstance(result, BaseException):
            raise result
        else:
            changed, invalid = changed + result.changed, invalid + result.invalid
    return CaughtUp(changed, collided, invalid)


def _left_out(record: Record, error: Exception) -> int:
    place = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
    _log.warning("forward.left_out", **place, error=where(error))
    return 1


def _state_after(forward: Forward, id_: Any, doc: Document | None, records: list[Record]) -> tuple[Document, int]:
    """The state to write, and how many records no state can follow: these are left out, one by one."""
    try:
        return forward(id_, doc, records), 0
    except Exception:  # noqa: BLE001 - one of them, whatever it does
        fitting: list[Record] = []
        for record in records:
            try:
                forward(id_, doc, [*fitting, record])
            except Exception as error:  # noqa: BLE001 - this one
                _left_out(record, error)
            else:
                fitting.append(record)
        return forward(id_, doc, fitting) if fitting else {}, len(records) - len(fitting)


async def _write(col: Collection, id_: Any, doc: Document | None, records: list[Record], forward: Forward) -> CaughtUp:
    """What waits in the outbox and is on the log already must not be published again after something newer."""
    have = doc["version"] if doc is not None else 0
    newer = [one for one in records if one.version > have]
    newest = max(one.version for one in records)
    state, invalid = _state_after(forward, id_, doc, newer) if newer else ({}, 0)
    if doc is None:
        if state:
            await col.insert_one({"_id": id_, **state, "revision": 1, "outbox": []})
        return CaughtUp(bool(state), (), invalid)
    change: Document = {"$pull": {"outbox": {"version": {"$lte": newest}}}}
    if state:
        change["$set"] = {**state, "revision": doc["revision"] + 1}
    elif not doc.get("outbox"):
        return CaughtUp(0, (), invalid)
    await col.update_one({"_id": id_}, change)
    return CaughtUp(bool(state), (), invalid)
