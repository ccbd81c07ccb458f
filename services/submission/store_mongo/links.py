"""Cards that became an account's a short while ago: whatever is written meanwhile may still name them.

An act reads a card in one document and writes an initiative in another. One that read before the link and wrote after
it is found here, until no act can be under way that began before the link.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.submission.domain.authors import LATEST_ACTS, Card
from services.submission.domain.initiative import Change, Initiative
from services.submission.store_mongo.initiatives import MongoInitiatives
from shared.mongo import Database, Document, Session
from shared.refusals import Refusal

LINKS = "links"
AT_ONCE = 200
Relink = Callable[[Initiative, UUID, UUID], Change]


async def note(db: Database, old: Card, account: UUID, session: Session) -> None:
    """Remember the link, in the transaction that makes it."""
    if old.last_event_at is None:
        raise AssertionError("a card that is erased has a time")
    link = {"account": account, "until": old.last_event_at + LATEST_ACTS}
    await db[LINKS].update_one({"_id": old.id}, {"$set": link}, upsert=True, session=session)


async def follow(db: Database, initiatives: MongoInitiatives, now: datetime, relink: Relink) -> int:
    """Put the account in place of the card wherever it is still named; how many initiatives changed."""
    changed, after = 0, None
    while links := await _page(db, after):
        moved, lost = await _follow(initiatives, {link["_id"]: link["account"] for link in links}, relink)
        changed, after = changed + moved, links[-1]["_id"]
        over = [link["_id"] for link in links if link["until"] <= now]
        if over and not lost:
            await db[LINKS].delete_many({"_id": {"$in": over}})
    return changed


async def _page(db: Database, after: UUID | None) -> list[Document]:
    wanted = {} if after is None else {"_id": {"$gt": after}}
    return await db[LINKS].find(wanted).sort("_id", 1).limit(AT_ONCE).to_list(AT_ONCE)


async def _follow(initiatives: MongoInitiatives, account_of: dict[UUID, UUID], relink: Relink) -> tuple[int, int]:
    """How many changed, and how many could not be written now: those are for the next turn."""
    changed = lost = 0
    for initiative in await initiatives.of_people(account_of):
        try:
            for old in sorted(account_of.keys() & set(initiative.people)):
                initiative = await initiatives.save(relink(initiative, old, account_of[old]))  # noqa: PLW2901
            changed += 1
        except Refusal:  # somebody else wrote it, or its events wait: the next turn comes
            lost += 1
    return changed, lost
