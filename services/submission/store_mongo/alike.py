"""Whether the same was just made by the same person. Nobody who makes something else pays for the question.

What is made without a key carries what its request was like, in the minute it came and in the next. A unique index
lets no two documents share one of these, so the insert of a twin, and that alone, is told.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from shared.mongo import Collection, Document, DuplicateKeyError, Index
from shared.web.idempotency import TWIN_WITHIN

LIKENESS = "likeness"
NEWEST = "newest_alike"
"""Of the document that carries the marks: which one was made last under them, and when."""


def alike(collection: str) -> Index:
    """The index that tells; what was made with a key is not in it."""
    return Index(collection, ((LIKENESS, 1),), unique=True, partial={LIKENESS: {"$type": "string"}})


async def insert(
    collection: Collection, write: Callable[[Document], Awaitable[None]], id_: UUID, likeness: str, at: datetime
) -> UUID | None:
    """`write` with these fields; the id of a twin made at most `TWIN_WITHIN` before, which alone carries them."""
    minute = int(at.timestamp() // TWIN_WITHIN.total_seconds())
    marks = [f"{likeness}/{minute}", f"{likeness}/{minute + 1}"]
    try:
        await write({LIKENESS: marks})
    except DuplicateKeyError as error:
        if LIKENESS not in (error.details or {}).get("keyPattern", {}):
            raise
    else:
        return None
    await write({})
    return await _before(collection, marks, id_, at)


async def _before(collection: Collection, marks: list[str], id_: UUID, at: datetime) -> UUID | None:
    """Who was made last under these marks. One document carries them on, so all who come at once queue there."""
    newest: Document = {LIKENESS: marks, NEWEST: {"id": id_, "at": at}}
    before: Document | None = None
    with suppress(DuplicateKeyError):  # two carry one mark each: their makers were not alike to each other
        before = await collection.find_one_and_update(
            {LIKENESS: {"$in": marks, "$type": "string"}}, {"$set": newest}, {"created_at": 1, NEWEST: 1}
        )
    if before is None:
        return None
    twin = before.get(NEWEST) or {"id": before["_id"], "at": before["created_at"]}
    found: UUID | None = twin["id"] if at - twin["at"] <= TWIN_WITHIN else None
    return found
