"""After a restore: the log knows more of a service's own aggregates than its store does, and the store catches up.

Otherwise the next act would publish a version that the log has already. To be run while nothing of the service runs.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from shared.messaging.consumer import Record
from shared.messaging.log import Log
from shared.messaging.outbox import Outbox
from shared.mongo import Collection, Document, DuplicateKeyError, Mongo

Id = TypeVar("Id", UUID, str)
Forward = Callable[[Any, Document | None, Sequence[Record]], Document]
"""(id, what the store has, records it has not, in order) → the state to write, empty when there is none."""


async def bring_forward(mongo: Mongo, log: Log, outbox: Outbox, forward: Forward, to_id: Callable[[str], Id]) -> int:
    """Apply what a collection's own topic says beyond it; how many documents changed. Repeating it changes nothing.

    A document that cannot be written because another still holds what must be unique is tried once more at the end.
    """
    col = mongo.db[outbox.collection]
    changed = 0
    for last in (False, True):
        refused = 0
        for partition in range(outbox.topic.partitions):
            async for some in log.in_parts(outbox.topic, partition):
                written, collided = await catch_up(col, some, forward, to_id)
                changed, refused = changed + written, refused + len(collided)
                if collided and last:
                    raise collided[0]
        if not refused:
            break
    return changed


async def catch_up(
    col: Collection, told: Iterable[Record], forward: Forward, to_id: Callable[[str], Id]
) -> tuple[int, list[DuplicateKeyError]]:
    """Apply records to their documents; how many changed, and what refused others."""
    by_id: dict[Any, list[Record]] = {}
    for one in told:
        by_id.setdefault(to_id(one.key), []).append(one)
    known = {doc["_id"]: doc for doc in await col.find({"_id": {"$in": list(by_id)}}).to_list(None)}
    writes = [_write(col, id_, known.get(id_), records, forward) for id_, records in by_id.items()]
    results = await asyncio.gather(*writes, return_exceptions=True)
    collided: list[DuplicateKeyError] = []
    for result in results:
        if isinstance(result, DuplicateKeyError):
            collided.append(result)
        elif isinstance(result, BaseException):
            raise result
    return sum(result is True for result in results), collided


async def _write(col: Collection, id_: Any, doc: Document | None, records: list[Record], forward: Forward) -> bool:
    """What waits in the outbox and is on the log already must not be published again after something newer."""
    have = doc["version"] if doc is not None else 0
    newer = [one for one in records if one.version > have]
    newest = max(one.version for one in records)
    state = forward(id_, doc, newer) if newer else {}
    if doc is None:
        if state:
            await col.insert_one({"_id": id_, **state, "revision": 1, "outbox": []})
        return bool(state)
    change: Document = {"$pull": {"outbox": {"version": {"$lte": newest}}}}
    if state:
        change["$set"] = {**state, "revision": doc["revision"] + 1}
    elif not doc.get("outbox"):
        return False
    await col.update_one({"_id": id_}, change)
    return bool(state)
