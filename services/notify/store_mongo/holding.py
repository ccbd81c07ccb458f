"""The hold after a restore, on MongoDB: one document, and what it keeps from being mailed."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from services.notify.domain.hold import HELD_BACK, Hold
from services.notify.domain.messages import MessageState
from services.notify.store_mongo.indexes import HOLD, MESSAGES
from shared.mongo import Database, Document

TO_DO = [MessageState.HELD.value, MessageState.QUEUED.value, MessageState.SENDING.value]
_DECIDED_AT: Document = {"$toDate": "$about.decided_at"}
"""Messages keep the decision as JSON; its times as text do not sort within one second."""


async def held(db: Database) -> Hold | None:
    """The hold of the last restore, released or not."""
    found = await db[HOLD].find_one({"_id": HOLD}, {"_id": 0})
    return Hold(**found) if found else None


async def begin(db: Database, before: datetime) -> None:
    """Hold what was decided before; replaces an earlier hold."""
    await db[HOLD].replace_one({"_id": HOLD}, asdict(Hold(before)), upsert=True)


async def release(db: Database, mail: bool, by: UUID, at: datetime) -> bool:
    """Note the release; False when nothing is held, or it was released before."""
    done = {"$set": {"mail": mail, "released_by": by, "released_at": at}}
    return (await db[HOLD].update_one({"_id": HOLD, "mail": None}, done)).matched_count == 1


async def free(db: Database) -> Document:
    """Which messages may be mailed now, as a condition."""
    hold = await held(db)
    if hold is None or not hold.binds:
        return {}
    return {"$or": [{"$expr": {"$gte": [_DECIDED_AT, hold.before]}}, {"resends.0": {"$exists": True}}]}


async def recorded(db: Database, hold: Hold) -> int:
    """How many messages rest."""
    return int(await db[MESSAGES].count_documents(_older(hold)))


async def give_up(db: Database) -> int:
    """What was released without mail is given up; it may be resent one by one. How many that was."""
    hold = await held(db)
    if hold is None or hold.mail is not False:
        return 0
    failed = {"state": MessageState.FAILED.value, "reason": HELD_BACK, "lease": None}
    done = await db[MESSAGES].update_many(_older(hold), {"$set": failed, "$inc": {"revision": 1}})
    return int(done.modified_count)


def _older(hold: Hold) -> Document:
    """Those that would be mailed, or wait for a contact, were it not for the hold."""
    return {
        "state": {"$in": [*TO_DO, MessageState.WAITING.value]},
        "$expr": {"$lt": [_DECIDED_AT, hold.before]},
        "resends.0": {"$exists": False},
    }
