"""The queue's queries."""

from datetime import datetime

from services.review.domain.case import Status
from services.review.store import Count, Queue
from shared.mongo import Collection, Document
from shared.units import Level


def queue_filter(queue: Queue) -> Document:
    """The filter of a queue; every condition is served by one of the indexes beside it."""
    wanted: Document = {}
    if queue.awaiting is not None:
        wanted["awaited.unit"] = {"$in": list(queue.awaiting)}
    else:
        wanted["path"] = {"$in": list(queue.within)}
    if queue.programme is not None:
        wanted["programme"] = queue.programme
    if queue.level is not None:
        wanted["awaited.level"] = queue.level.value
    if queue.status is not None:
        wanted["status"] = queue.status.value
    if queue.waits_since_before is not None:
        wanted["since"] = {"$lte": queue.waits_since_before}
    if queue.due_before is not None:
        wanted["order_at"] = {"$lt": queue.due_before}
    if queue.after is not None:
        due, id_ = queue.after
        wanted["$or"] = [{"order_at": {"$gt": due}}, {"order_at": due, "_id": {"$gt": id_}}]
    return wanted


async def count_cases(cases: Collection, within: tuple[str, ...], now: datetime) -> list[Count]:
    """Cases of these subtrees by status, awaited level and whether they are overdue at `now`."""
    group = {
        "_id": {"status": "$status", "level": "$awaited.level", "overdue": {"$lt": ["$order_at", now]}},
        "cases": {"$sum": 1},
    }
    cursor = cases.aggregate([{"$match": {"path": {"$in": list(within)}}}, {"$group": group}])
    return [_count(row) async for row in cursor]


def _count(row: Document) -> Count:
    key = row["_id"]
    level = key.get("level")
    return Count(Status(key["status"]), Level(level) if level else None, key["overdue"], row["cases"])
