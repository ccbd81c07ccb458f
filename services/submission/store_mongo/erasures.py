"""People who had themselves erased a short while ago: the texts that were theirs alone go as well.

The card's own transaction leaves the mark. Once is at once; the second time, when no act can be under way any more that
began before, finds what was added meanwhile, unless they are back by then. What they enter after that is not looked at.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.submission.domain.authors import LATEST_ACTS, Card
from services.submission.domain.erasing import is_theirs_alone
from services.submission.domain.initiative import Initiative
from services.submission.store_mongo.initiatives import MongoInitiatives
from services.submission.store_mongo.supplements import MongoSupplements
from shared.mongo import Database, Document, Index, Session
from shared.refusals import Stale

CARDS, ERASURES = "authors", "erasures"
INDEXES = (Index(ERASURES, (("due", 1),)),)
AT_ONCE = 100
Forget = Callable[[Initiative, UUID], Initiative]


async def note(db: Database, erased: Card, session: Session) -> None:
    """Remember whose texts go, in the transaction that erases the card."""
    if erased.last_event_at is None:
        raise AssertionError("a card that is erased has a time")
    at = erased.last_event_at
    mark = {"at": at, "due": at, "until": at + LATEST_ACTS}
    await db[ERASURES].update_one({"_id": erased.id}, {"$set": mark}, upsert=True, session=session)


async def note_all(db: Database, now: datetime) -> None:
    """After a restore: whoever is erased by now, whose texts the backup may have brought back."""
    async for card in db[CARDS].find({"erased": True}, {"_id": 1}):
        mark = {"$set": {"at": now, "due": now, "until": now}}
        await db[ERASURES].update_one({"_id": card["_id"]}, mark, upsert=True)


async def follow(
    db: Database, initiatives: MongoInitiatives, supplements: MongoSupplements, now: datetime, forget: Forget
) -> int:
    """Erase what is due; how many initiatives lost something. It bears being cut short: what is gone stays gone."""
    changed = 0
    for mark in await db[ERASURES].find({"due": {"$lte": now}}).sort("due", 1).limit(AT_ONCE).to_list(AT_ONCE):
        is_first, is_last = mark["due"] == mark["at"], now >= mark["until"]
        if is_first or not await _is_back(db, mark["_id"]):
            lost, whole = await _forget(mark, initiatives, supplements, forget)
            changed += lost
            if not whole:
                continue
        await _done(db, mark, is_last=is_last)
    return changed


async def _is_back(db: Database, person: UUID) -> bool:
    return await db[CARDS].find_one({"_id": person, "erased": False}, {"_id": 1}) is not None


async def _done(db: Database, mark: Document, *, is_last: bool) -> None:
    """One turn of it; a mark that was left anew meanwhile is another one."""
    same = {"_id": mark["_id"], "until": mark["until"]}
    if is_last:
        await db[ERASURES].delete_one(same)
    else:
        await db[ERASURES].update_one(same, {"$set": {"due": mark["until"]}})


async def _forget(
    mark: Document, initiatives: MongoInitiatives, supplements: MongoSupplements, forget: Forget
) -> tuple[int, bool]:
    """How many initiatives lost something, and whether that was all; one written meanwhile has its turn later."""
    lost, whole, person = 0, True, mark["_id"]
    async for initiative in initiatives.authored_by(person, mark["at"]):
        alone = is_theirs_alone(initiative, person)
        gone = await supplements.erase(initiative.id) if alone and initiative.supplement else 0
        after = forget(initiative, person)
        try:
            if after is not initiative:
                await initiatives.erase(after, request=alone)
        except Stale:
            whole = False
        else:
            lost += bool(gone or after is not initiative)
    return lost, whole
