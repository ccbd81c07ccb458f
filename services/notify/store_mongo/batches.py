"""One batch of news in one transaction: read what is known, write what follows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pymongo import InsertOne, ReplaceOne, UpdateOne

from services.notify.domain.absorb import BatchNews, Known, Writes
from services.notify.domain.contacts import Leader, leaders_of, led_by
from services.notify.domain.messages import Message
from services.notify.domain.milestones import Milestone
from services.notify.store_mongo import documents
from services.notify.store_mongo.indexes import CONTACTS, INITIATIVES, MESSAGES, MILESTONES, PLACED, PROGRAMMES, TREE
from shared.appointments.kept import APPOINTMENTS
from shared.appointments.terms import terms_of
from shared.mongo import Database, Document, Session
from shared.paths import PATH, Paths
from shared.unit_store import UNITS, UnitStore, raised, unit_of
from shared.units import UnitTree

Operation = InsertOne[Document] | ReplaceOne[Document] | UpdateOne
_AT_ONCE: Final = 500


async def read(db: Database, news: BatchNews, session: Session) -> Known:
    """What is kept of all that the news names, with the messages of its initiatives and people."""
    initiatives = await _by_id(db, INITIATIVES, news.initiative_ids, session)
    contacts = await _by_id(db, CONTACTS, news.person_ids, session)
    units = await _by_id(db, UNITS, news.unit_codes, session)
    programmes = await _by_id(db, PROGRAMMES, news.programme_ids, session)
    messages = await _messages(db, news, session)
    return Known(
        initiatives={found["_id"]: documents.to_initiative(found) for found in initiatives},
        messages=messages,
        contacts={found["_id"]: documents.to_contact(found, found["_id"]) for found in contacts},
        units={found["_id"]: unit_of(found) for found in units},
        programmes={found["_id"]: documents.to_programme(found) for found in programmes},
    )


async def read_initiative(db: Database, initiative_id: UUID | None, session: Session) -> Known:
    """What is kept of one initiative, with its messages."""
    initiatives = await _by_id(db, INITIATIVES, [initiative_id], session)
    found = await db[MESSAGES].find({"initiative_id": initiative_id}, session=session).to_list(None)
    return Known(
        initiatives={item["_id"]: documents.to_initiative(item) for item in initiatives},
        messages={item["_id"]: documents.to_message(item) for item in found},
    )


async def write(db: Database, writes: Writes, session: Session, tree: UnitTree) -> None:
    """Everything that changed; messages with the paths of their units in `tree`, and marks where it is another now.

    A concurrent change of the same document makes the transaction run again.
    """
    await _replace(db, INITIATIVES, [documents.of_initiative(item) for item in writes.initiatives], session)
    await _replace(db, CONTACTS, [documents.of_contact(item) for item in writes.contacts], session)
    await _replace(db, PROGRAMMES, [documents.of_programme(item) for item in writes.programmes], session)
    if writes.units:
        await Paths(db, (PLACED,)).leave_marks(tree, writes.units, session)
        await UnitStore(db).put(writes.units, await raised(db[TREE], "tree", session), session)
    await _insert_missing(db, MILESTONES, [documents.of_milestone(item) for item in writes.milestones], session)
    operations: list[Operation] = [InsertOne(_placed(message, tree)) for message in writes.new_messages]
    operations += [_changed(message, tree) for message in writes.messages]
    await _bulk(db, MESSAGES, operations, session)


async def insert_messages(db: Database, messages: Sequence[Message], session: Session, tree: UnitTree) -> None:
    """New messages; one that exists stays as it is."""
    await _insert_missing(db, MESSAGES, [_placed(message, tree) for message in messages], session)


async def due_milestones(db: Database, now: datetime, session: Session) -> list[Milestone]:
    """Those to be decided on, oldest first, some at a time."""
    wanted = {"told": None, "due_at": {"$lte": now}}
    found = await db[MILESTONES].find(wanted, session=session).sort("due_at", 1).limit(_AT_ONCE).to_list(None)
    return [documents.to_milestone(document) for document in found]


async def of_units(db: Database, due: Sequence[Milestone], session: Session) -> list[Milestone]:
    """All milestones of the units of these."""
    wanted = {"unit": {"$in": sorted({one.unit for one in due})}}
    found = await db[MILESTONES].find(wanted, session=session).to_list(None)
    return [documents.to_milestone(document) for document in found]


async def leaders(db: Database, units: Iterable[str], now: datetime, session: Session) -> list[Leader]:
    """Everyone who leads a unit as their card says, and who leads one of `units` by appointment."""
    wanted = {"appointments.unit": {"$in": sorted(set(units))}}
    found = await db[APPOINTMENTS].find(wanted, {"appointments": 1}, session=session).to_list(None)
    appointed = {one["_id"]: led_by(terms_of(one["appointments"]), now) for one in found}
    by_card = await db[CONTACTS].find({"leads": {"$gt": ""}}, session=session).to_list(None)
    others = await _by_id(db, CONTACTS, appointed.keys() - {one["_id"] for one in by_card}, session)
    return leaders_of((documents.to_contact(one, one["_id"]) for one in (*by_card, *others)), appointed)


async def decide_on(db: Database, milestones: Sequence[Milestone], session: Session) -> None:
    """Write milestones as decided. Two processes that decide on one collide, and the later one begins again."""
    await _replace(db, MILESTONES, [documents.of_milestone(item) for item in milestones], session)


def _placed(message: Message, tree: UnitTree) -> Document:
    return {**documents.of_message(message), PATH: list(tree.path(message.unit))}


def _changed(message: Message, tree: UnitTree) -> Operation:
    document = _placed(message, tree)
    document.pop("_id")
    document["revision"] = message.revision + 1
    return UpdateOne({"_id": message.id}, {"$set": document})


async def _messages(db: Database, news: BatchNews, session: Session) -> dict[UUID, Message]:
    asked: list[Document] = []
    if news.initiative_ids:
        asked.append({"initiative_id": {"$in": list(news.initiative_ids)}})
    if news.person_ids:
        asked.append({"person_id": {"$in": list(news.person_ids)}})
    if not asked:
        return {}
    found = await db[MESSAGES].find({"$or": asked}, session=session).to_list(None)
    return {document["_id"]: documents.to_message(document) for document in found}


async def _by_id(db: Database, collection: str, ids: Iterable[Any], session: Session) -> list[Document]:
    wanted = list(ids)
    if not wanted:
        return []
    return await db[collection].find({"_id": {"$in": wanted}}, session=session).to_list(None)


async def _insert_missing(db: Database, collection: str, found: list[Document], session: Session) -> None:
    operations: list[Operation] = [
        UpdateOne({"_id": item["_id"]}, {"$setOnInsert": item}, upsert=True) for item in found
    ]
    await _bulk(db, collection, operations, session)


async def _replace(db: Database, collection: str, found: list[Document], session: Session) -> None:
    operations: list[Operation] = [ReplaceOne({"_id": item["_id"]}, item, upsert=True) for item in found]
    await _bulk(db, collection, operations, session)


async def _bulk(db: Database, collection: str, operations: list[Operation], session: Session) -> None:
    if operations:
        await db[collection].bulk_write(operations, ordered=False, session=session)
