"""Notify's store on MongoDB: claims and outcomes are single guarded writes, batches one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notify.domain.absorb import BatchNews, Known, NamedProgramme, Writes
from services.notify.domain.contacts import Contact
from services.notify.domain.hold import Hold
from services.notify.domain.messages import Message, MessageState
from services.notify.store import Announcing, MessageFilter
from services.notify.store_mongo import batches, documents, holding
from services.notify.store_mongo.indexes import CONTACTS, MESSAGES, MILESTONES, PLACED, PROGRAMMES, TREE
from shared.access import Scope
from shared.mongo import Document, Mongo, Session
from shared.paths import Paths
from shared.unit_store import UnitStore
from shared.units import UnitTree

_TO_DO = holding.TO_DO
_NOT_OURS = ("_id", "stands", "unit", "revision", "subject", "address", "content")
"""Fields an outcome leaves alone: news may change them, or erase them, while a mail is under way."""


class MongoNotifyStore:
    """See `NotifyStore`."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo
        self._db = mongo.db
        self._units = UnitStore(mongo.db)
        self._paths = Paths(mongo.db, (PLACED,))

    async def change(
        self, news: BatchNews, decide: Callable[[Known], Writes], seal: Callable[[Session], Awaitable[None]]
    ) -> None:
        """One transaction a batch."""
        tree = await self.tree()

        async def work(session: Session) -> None:
            known = await batches.read(self._db, news, session)
            await batches.write(self._db, decide(known), session, tree)
            await seal(session)

        await self._mongo.transaction(work)

    async def anything_due(self, now: datetime) -> bool:
        """One look at the index."""
        due = {"state": {"$in": _TO_DO}, "due_at": {"$lte": now}, **await holding.free(self._db)}
        found = await self._db[MESSAGES].find_one(due, {"_id": 1})
        return found is not None

    async def claim(self, now: datetime, lease: UUID, until: datetime) -> Message | None:
        """One find-and-modify, so two senders never get the same message."""
        found = await self._db[MESSAGES].find_one_and_update(
            {"state": {"$in": _TO_DO}, "due_at": {"$lte": now}, **await holding.free(self._db)},
            {
                "$set": {"state": MessageState.SENDING.value, "lease": lease, "due_at": until},
                "$inc": {"attempts": 1, "revision": 1},
            },
            sort=[("due_at", 1)],
            return_document=True,
        )
        return documents.to_message(found) if found else None

    async def hold_content(self, message: Message) -> bool:
        """Guarded by lease and revision."""
        content = {"address": message.address, "subject": message.subject, "content": message.content}
        result = await self._db[MESSAGES].update_one(
            {"_id": message.id, "lease": message.lease, "revision": message.revision},
            {"$set": content, "$inc": {"revision": 1}},
        )
        return result.matched_count == 1

    async def release(self, message: Message, lease: UUID) -> bool:
        """Guarded by state and lease."""
        return await self._release(message, lease, {})

    async def mark_sent(self, message: Message, lease: UUID, on_fallen: Callable[[Known], Sequence[Message]]) -> bool:
        """A single write where the decision stands; a transaction only where it fell."""
        if await self._release(message, lease, {"stands": True}):
            return True
        tree = await self.tree()

        async def work(session: Session) -> bool:
            if not await self._release(message, lease, {}, session):
                return False
            known = await batches.read_initiative(self._db, message.initiative_id, session)
            await batches.insert_messages(self._db, on_fallen(known), session, tree)
            return True

        return await self._mongo.transaction(work)

    async def await_contact(self, message: Message, lease: UUID, now: datetime) -> bool:
        """Writes the contact too, so that a card arriving at this moment and this write exclude each other."""

        async def work(session: Session) -> bool:
            found = await self._db[CONTACTS].find_one_and_update(
                {"_id": message.person_id},
                {"$set": {"awaited_at": now}},
                upsert=True,
                return_document=True,
                session=session,
            )
            if documents.to_contact(found, message.person_id).email:
                queued = replace(message, state=MessageState.QUEUED, due_at=now)
                return await self._release(queued, lease, {}, session)
            return await self._release(message, lease, {}, session)

        return await self._mongo.transaction(work)

    async def mend_times(self, now: datetime, latest: datetime) -> int:
        """Messages, and milestones that rest."""
        mended = {"$set": {"due_at": now}, "$inc": {"revision": 1}}
        late = {"due_at": {"$gt": latest}}
        messages = await self._db[MESSAGES].update_many({"state": {"$in": _TO_DO}, **late}, mended)
        milestones = await self._db[MILESTONES].update_many({"told": None, **late}, {"$set": {"due_at": now}})
        return int(messages.modified_count + milestones.modified_count)

    async def overdue_contacts(self, now: datetime, limit: int) -> Sequence[Message]:
        """Longest overdue first."""
        wanted = {"state": MessageState.WAITING.value, "due_at": {"$lte": now}}
        found = await self._db[MESSAGES].find(wanted).sort("due_at", 1).limit(limit).to_list(limit)
        return [documents.to_message(document) for document in found]

    async def announce(self, now: datetime, decide: Announcing) -> int:
        """One transaction."""
        tree = await self.tree()

        async def work(session: Session) -> int:
            due = await batches.due_milestones(self._db, now, session)
            if not due:
                return 0
            known = await batches.of_units(self._db, due, session)
            leaders = await batches.leaders(self._db, (tree.resolve(one.unit) for one in due), now, session)
            decided = decide(due, known, leaders)
            await batches.decide_on(self._db, decided.milestones, session)
            await batches.insert_messages(self._db, decided.letters, session, tree)
            return len(decided.letters)

        return await self._mongo.transaction(work)

    async def hold(self, before: datetime) -> None:
        """One document."""
        await holding.begin(self._db, before)

    async def held(self) -> Hold | None:
        """That document."""
        return await holding.held(self._db)

    async def recorded(self, hold: Hold) -> int:
        """One count."""
        return await holding.recorded(self._db, hold)

    async def release_hold(self, *, mail: bool, by: UUID, at: datetime) -> bool:
        """Guarded by its not having been released."""
        return await holding.release(self._db, mail, by, at)

    async def give_up_held(self) -> int:
        """One write."""
        return await holding.give_up(self._db)

    async def replace(self, message: Message) -> bool:
        """Guarded by the revision."""
        document = documents.of_message(message)
        document.pop("_id")
        result = await self._db[MESSAGES].update_one(
            {"_id": message.id, "revision": message.revision},
            {"$set": {**document, "revision": message.revision + 1}},
        )
        return result.matched_count == 1

    async def contact(self, person_id: UUID) -> Contact:
        """By its id."""
        return documents.to_contact(await self._db[CONTACTS].find_one({"_id": person_id}), person_id)

    async def programme(self, programme_id: str) -> NamedProgramme | None:
        """By its id."""
        found = await self._db[PROGRAMMES].find_one({"_id": programme_id})
        return documents.to_programme(found) if found else None

    async def named_programmes(self) -> Sequence[NamedProgramme]:
        """One query; they are few."""
        return [documents.to_programme(found) for found in await self._db[PROGRAMMES].find({}).to_list(None)]

    async def tree(self) -> UnitTree:
        """Kept in memory, and read again when its version moved.

        The version is read first: units newer than it are read once more next time, never missed.
        """
        found = await self._db[TREE].find_one({"_id": "tree"})
        return await self._units.tree_at(found["version"] if found else 0)

    async def follow_tree(self) -> int:
        """After changes of the tree."""
        return await self._paths.follow(await self.tree())

    async def message(self, message_id: UUID) -> Message | None:
        """By its id."""
        found = await self._db[MESSAGES].find_one({"_id": message_id})
        return documents.to_message(found) if found else None

    async def messages(self, wanted: MessageFilter) -> Sequence[Message]:
        """Newest first, without the bodies."""
        below = None if wanted.scopes is None else await self._within(wanted.scopes)
        cursor = self._db[MESSAGES].find(_query(wanted, below), {"content": 0})
        found = await cursor.sort([("created_at", -1), ("_id", -1)]).limit(wanted.limit).to_list(wanted.limit)
        return [documents.to_message(document) for document in found]

    async def _within(self, scopes: frozenset[Scope]) -> list[Document]:
        tree = await self.tree()
        programmes = {scope.programme for scope in scopes}
        clauses = []
        for programme in programmes:
            units = [scope.unit for scope in scopes if scope.programme == programme]
            only = {} if programme is None else {"about.programme": programme}
            clauses.append({**await self._paths.below(PLACED, units, tree), **only})
        return clauses or [{"unit": {"$in": []}}]

    async def certificates(self, person_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Message]:
        """Newest first, without the bodies."""
        announced: Document = {"$or": [{"stands": True}, {"sent_at": {"$ne": None}}]}
        wanted = [{"person_id": person_id, "certificate_code": {"$type": "string"}}, announced]
        if after is not None:
            at, id_ = after
            wanted.append({"$or": [{"created_at": {"$lt": at}}, {"created_at": at, "_id": {"$lt": id_}}]})
        cursor = self._db[MESSAGES].find({"$and": wanted}, {"content": 0}).sort([("created_at", -1), ("_id", -1)])
        return [documents.to_message(document) for document in await cursor.limit(limit).to_list(limit)]

    async def certified(self, code: str) -> Message | None:
        """By its code."""
        found = await self._db[MESSAGES].find_one({"certificate_code": {"$eq": code, "$type": "string"}})
        return documents.to_message(found) if found else None

    async def _release(self, message: Message, lease: UUID, guard: Document, session: Session | None = None) -> bool:
        document = documents.of_message(message)
        changes = {name: value for name, value in document.items() if name not in _NOT_OURS}
        if message.content is None:
            changes["content"] = None
        result = await self._db[MESSAGES].update_one(
            {"_id": message.id, "state": MessageState.SENDING.value, "lease": lease, **guard},
            {"$set": changes, "$inc": {"revision": 1}},
            session=session,
        )
        return result.matched_count == 1


def _query(wanted: MessageFilter, below: list[Document] | None) -> Document:
    allowed: list[Document] = []
    if wanted.person_id is not None:
        allowed.append({"person_id": wanted.person_id})
    allowed += below or ()
    conditions: list[Document] = [{"$or": allowed}] if allowed else []
    if wanted.states:
        conditions.append({"state": {"$in": [state.value for state in wanted.states]}})
    if wanted.initiative_id is not None:
        conditions.append({"initiative_id": wanted.initiative_id})
    if wanted.after is not None:
        at, id_ = wanted.after
        conditions.append({"$or": [{"created_at": {"$lt": at}}, {"created_at": at, "_id": {"$lt": id_}}]})
    return {"$and": conditions} if conditions else {}
