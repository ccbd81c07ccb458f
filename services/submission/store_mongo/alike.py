"""Whether the same was just made by the same person. Nobody who makes something else pays for the question.

What is made without a key carries what its request was like, in the minute it came and in the next. A unique index
lets no two documents share one of these, so the insert of a twin, and that alone, is told.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from shared.mongo import Collection, Document, DuplicateKeyError, Index
from shared.web.idempotency import TWIN_WITHIN

LIKENESS = "likeness"
ATTEMPTS = 3


def alike(collection: str) -> Index:
    """The index that tells; what was made with a key is not in it."""
    return Index(collection, ((LIKENESS, 1),), unique=True, partial={LIKENESS: {"$type": "string"}})


async def insert(
    collection: Collection, write: Callable[[Document], Awaitable[None]], likeness: str, at: datetime
) -> UUID | None:
    """`write` with these fields; the id of a twin made at most `TWIN_WITHIN` before, which carries them no longer."""
    minute = int(at.timestamp() // TWIN_WITHIN.total_seconds())
    marks = [f"{likeness}/{minute}", f"{likeness}/{minute + 1}"]
    twin: UUID | None = None
    for _ in range(ATTEMPTS):
        try:
            await write({LIKENESS: marks})
        except DuplicateKeyError as error:
            if LIKENESS not in (error.details or {}).get("keyPattern", {}):
                raise
        else:
            return twin
        async for other in collection.find({LIKENESS: {"$in": marks}}, {"created_at": 1}):
            twin = other["_id"] if at - other["created_at"] <= TWIN_WITHIN else twin
            await collection.update_one({"_id": other["_id"]}, {"$unset": {LIKENESS: ""}})
    await write({})
    return twin
