"""Initiatives in MongoDB: one document each, its events in its `outbox`."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.submission import published
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.refusals import ReceiptTaken
from services.submission.domain.showcase import Shown, shown
from services.submission.initiative_store import Query
from services.submission.store_mongo import alike
from services.submission.store_mongo.documents import first_document, first_of, initiative_document, initiative_of
from services.submission.store_mongo.units import MongoUnits
from shared.events.submissions import SUBMISSIONS
from shared.messaging import outbox
from shared.messaging.outbox import Outbox
from shared.mongo import Document, DuplicateKeyError, Index, Mongo, Session
from shared.paths import PATH, Placed
from shared.refusals import AlreadyMade
from shared.web.idempotency import FirstAnswer

INITIATIVES = "initiatives"
OUTBOX = Outbox(INITIATIVES, SUBMISSIONS)
PLACED = Placed(INITIATIVES, "unit", (("created_at", -1), ("_id", -1)))
INDEXES = (
    Index(INITIATIVES, (("people", 1), ("created_at", -1), ("_id", -1))),
    Index(INITIATIVES, (("unit", 1), ("created_at", -1), ("_id", -1))),
    PLACED.index,
    alike.alike(INITIATIVES),
    Index(INITIATIVES, (("receipt", 1),), unique=True, partial={"receipt": {"$type": "string"}}),
    Index(INITIATIVES, (("receipt", 1), ("_id", 1))),
    Index(
        INITIATIVES,
        (("programme", 1), ("shown_since", -1), ("_id", -1)),
        partial={"shown_since": {"$type": "date"}},
    ),
)
AT_ONCE = 100
_FORGOTTEN: Document = {"first": None, "likeness": None}
_WITHOUT = {"outbox": 0, "first": 0, "request_part": 0, "likeness": 0, alike.NEWEST: 0}


class MongoInitiatives:
    """See `initiative_store.Initiatives`."""

    def __init__(self, mongo: Mongo, units: MongoUnits) -> None:
        self._mongo = mongo
        self._units = units
        self._col = mongo.db[INITIATIVES]

    async def create(self, change: Change, first: FirstAnswer, likeness: str | None = None) -> UUID | None:
        """Write a new one with the answer to it, and tell its twin; raises AlreadyMade or ReceiptTaken."""
        made = change.initiative
        state = {**await self._document(made), **first_document(first)}
        entries = published.of_initiative(change)

        async def write(marks: Document) -> None:
            await outbox.insert(self._col, made.id, {**state, **marks}, entries)

        try:
            if likeness is not None:
                return await alike.insert(self._col, write, made.id, likeness, made.created_at)
            await write({})
        except DuplicateKeyError as error:
            raise (ReceiptTaken if _is_of_the_receipt(error) else AlreadyMade) from None
        return None

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when it was made; None when it never was."""
        doc = await self._col.find_one({"_id": id}, {"first": 1, "request_part": 1})
        return None if doc is None else first_of(doc)

    async def save(self, change: Change, session: Session | None = None) -> Initiative:
        """Write a changed one and return it at its new revision; raises Stale or ReceiptTaken."""
        made = change.initiative
        entries = published.of_initiative(change)
        try:
            await outbox.update(self._col, made.id, made.revision, await self._document(made), entries, session)
        except DuplicateKeyError as error:
            if not _is_of_the_receipt(error):
                raise
            raise ReceiptTaken from None
        return replace(made, revision=made.revision + 1)

    async def without_receipt(self, after: UUID | None, limit: int) -> list[Initiative]:
        """Those that have no receipt's code, in the order of their ids."""
        wanted: Document = {"receipt": None} if after is None else {"receipt": None, "_id": {"$gt": after}}
        docs = await self._col.find(wanted, _WITHOUT).sort("_id", 1).limit(limit).to_list(limit)
        return [initiative_of(doc) for doc in docs]

    async def _document(self, initiative: Initiative) -> Document:
        """With the path of its unit, by which it is found below others."""
        tree = (await self._units.catalogue()).tree
        return {**initiative_document(initiative), PATH: list(tree.path(initiative.public.unit))}

    async def get(self, id: UUID) -> Initiative | None:  # noqa: A002
        """The initiative with this id."""
        doc = await self._col.find_one({"_id": id}, _WITHOUT)
        return None if doc is None else initiative_of(doc)

    async def get_many(self, ids: Iterable[UUID]) -> list[Initiative]:
        """Those of these ids that exist."""
        docs = await self._col.find({"_id": {"$in": list(ids)}}, _WITHOUT).to_list(None)
        return [initiative_of(doc) for doc in docs]

    async def of_person(self, person: UUID, session: Session) -> list[Initiative]:
        """Every initiative of which `person` is an author or which they entered."""
        docs = await self._col.find({"people": person}, _WITHOUT, session=session).to_list(None)
        return [initiative_of(doc) for doc in docs]

    async def of_people(self, people: Iterable[UUID]) -> list[Initiative]:
        """Every initiative of any of these, each once."""
        docs = await self._col.find({"people": {"$in": list(people)}}, _WITHOUT).to_list(None)
        return [initiative_of(doc) for doc in docs]

    async def authored_by(self, person: UUID, until: datetime) -> AsyncIterator[Initiative]:
        """Every initiative of which `person` is an author and that was made by then, some at a time."""
        wanted: Document = {"people": person, "content.authors.id": person, "created_at": {"$lte": until}}
        async for doc in self._col.find(wanted, _WITHOUT).batch_size(AT_ONCE):
            yield initiative_of(doc)

    async def erase(self, initiative: Initiative, *, request: bool) -> None:
        """Write what is left of it, and forget the `request` that made it, whose answer said all; raises Stale."""
        state = await self._document(initiative) | (_FORGOTTEN if request else {})
        await outbox.update(self._col, initiative.id, initiative.revision, state, ())

    async def find(self, query: Query) -> list[Initiative]:
        """A page of what the query asks for, newest first."""
        tree = (await self._units.catalogue()).tree
        below = None if query.units is None else await self._units.paths.below(PLACED, query.units, tree)
        cursor = self._col.find(_filter(query, below), _WITHOUT).sort([("created_at", -1), ("_id", -1)])
        return [initiative_of(doc) for doc in await cursor.limit(query.limit).to_list(query.limit)]

    async def shown(self, programme: str, after: tuple[datetime, UUID] | None, limit: int) -> list[Shown]:
        """What a programme shows, the newest first."""
        wanted: Document = {"programme": programme, "shown_since": {"$type": "date"}}
        if after is not None:
            at, id_ = after
            wanted["$or"] = [{"shown_since": {"$lt": at}}, {"shown_since": at, "_id": {"$lt": id_}}]
        cursor = self._col.find(wanted, _WITHOUT).sort([("shown_since", -1), ("_id", -1)]).limit(limit)
        found = (shown(initiative_of(doc)) for doc in await cursor.to_list(limit))
        return [one for one in found if one is not None]

    async def save_judged(self, changes: Sequence[Change], seal: Callable[[Session], Awaitable[None]]) -> None:
        """Write what decisions changed, in one transaction that ends with `seal`; raises Stale."""

        async def work(session: Session) -> None:
            for change in changes:
                await self.save(change, session)
            await seal(session)

        await self._mongo.transaction(work)


def _is_of_the_receipt(error: DuplicateKeyError) -> bool:
    return "receipt" in (error.details or {}).get("keyPattern", {})


def _filter(query: Query, below: Document | None) -> Document:
    clauses: list[Document] = []
    if query.person is not None:
        clauses.append({"people": query.person})
    if below is not None:
        clauses.append(below)
    if query.programmes is not None:
        clauses.append({"programme": {"$in": list(query.programmes)}})
    if query.status is not None:
        clauses.append({"status": query.status})
    if not query.drafts:
        clauses.append({"content_version": {"$gt": 0}})
    clauses += [{"folded": {"$regex": re.escape(word)}} for word in query.words]
    if query.after is not None:
        at, id_ = query.after
        clauses.append({"$or": [{"created_at": {"$lt": at}}, {"created_at": at, "_id": {"$lt": id_}}]})
    return {"$and": clauses} if clauses else {}
