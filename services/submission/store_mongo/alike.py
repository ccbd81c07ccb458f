"""Whether the same was just made by the same person: what a request without a key is like, and when it came."""

from datetime import datetime
from uuid import UUID

from shared.mongo import Collection, Index


def alike(collection: str) -> Index:
    """The index that finds them; what was made with a key is not in it."""
    return Index(collection, (("likeness", 1), ("_id", -1)), partial={"likeness": {"$type": "string"}})


async def twin(collection: Collection, id: UUID, likeness: str, since: datetime) -> UUID | None:  # noqa: A002
    """The newest document of this likeness made before that of `id`, and since then: ids are in the order of time."""
    wanted = {"likeness": likeness, "_id": {"$lt": id}}
    found = await collection.find_one(wanted, {"created_at": 1}, sort=[("_id", -1)])
    return found["_id"] if found is not None and found["created_at"] >= since else None
