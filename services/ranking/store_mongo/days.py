"""Every unit's figures at the end of each of the last days, in MongoDB: what movement is measured against."""

from collections.abc import Collection as Many
from collections.abc import Sequence
from datetime import date
from typing import Final

from pymongo import ReplaceOne

from services.ranking.domain.movement import Kept
from services.ranking.store_mongo.finding import find_in_parts
from shared.mongo import Database, Document, Index, Session

DAYS: Final = "days"
KEPT_SECONDS: Final = 10 * 86_400
INDEXES = (
    Index(DAYS, (("at", 1),), expire_after_seconds=KEPT_SECONDS),
    Index(DAYS, (("programme", 1), ("day", 1))),
)
_SOME: Final = 1000


async def put(db: Database, programme: str, day: date, rows: Sequence[Kept]) -> None:
    """Write a day's figures; `mark_whole` comes last. Writing one again replaces it."""
    born: Document = {"programme": programme, "day": day.isoformat()}
    for start in range(0, len(rows), _SOME):
        documents = [
            {
                "_id": _id(programme, day, one.window, one.unit),
                **born,
                "unit": one.unit,
                "window": one.window,
                "figures": one.figures,
                "target": one.target,
                "members": one.members,
            }
            for one in rows[start : start + _SOME]
        ]
        stamped = [{**document, "at": None} for document in documents]
        await db[DAYS].bulk_write([ReplaceOne({"_id": d["_id"]}, d, upsert=True) for d in stamped], ordered=False)
    await db[DAYS].update_many({"programme": programme, "day": day.isoformat()}, [{"$set": {"at": "$$NOW"}}])


async def mark_whole(db: Database, session: Session, programme: str, day: date) -> None:
    """Say that a day is stored whole; nobody reads one before."""
    whole = {"$set": {"programme": programme, "day": day.isoformat(), "at": "$$NOW"}}
    await db[DAYS].update_one({"_id": _mark(programme, day)}, [whole], upsert=True, session=session)


async def has(db: Database, programme: str, day: date) -> bool:
    """Whether a day was stored whole."""
    return await db[DAYS].find_one({"_id": _mark(programme, day)}, {"_id": 1}) is not None


async def read(
    db: Database, session: Session, programme: str, day: date, window: str, units: Many[str]
) -> dict[str, Kept]:
    """The figures of units in a window on a day; none when the day is not stored whole."""
    if await db[DAYS].find_one({"_id": _mark(programme, day)}, {"_id": 1}, session=session) is None:
        return {}
    ids = (_id(programme, day, window, unit) for unit in units)
    parts = find_in_parts(db[DAYS], session, "_id", ids)
    return {
        d["unit"]: Kept(d["unit"], d["window"], d["figures"], d["target"], d["members"])
        async for part in parts
        for d in part
    }


def _mark(programme: str, day: date) -> str:
    return f"{programme}/{day.isoformat()}"


def _id(programme: str, day: date, window: str, unit: str) -> str:
    return f"{programme}/{day.isoformat()}/{window}/{unit}"
