"""Cards in MongoDB; the only collection of this service with personal data."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.submission import published
from services.submission.card_store import CardQuery
from services.submission.domain import authors
from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.authors import Card
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.refusals import MemberNumberTaken
from services.submission.store_mongo import alike, appointee_moves, erasures, links
from services.submission.store_mongo.documents import card_document, card_of, first_document, first_of
from services.submission.store_mongo.initiatives import MongoInitiatives
from services.submission.store_mongo.invitation_documents import forget
from services.submission.store_mongo.units import MongoUnits
from shared.events.authors import AUTHORS
from shared.messaging import outbox
from shared.messaging.outbox import Outbox
from shared.mongo import Document, DuplicateKeyError, Index, Mongo, Session
from shared.paths import PATH, Placed
from shared.refusals import AlreadyMade
from shared.text import same_key
from shared.web.idempotency import FirstAnswer

CARDS = "authors"
OUTBOX = Outbox(CARDS, AUTHORS)
PLACED = Placed(CARDS, "data.home_unit", (("_id", 1),))
INDEXES = (
    PLACED.index,
    Index(
        CARDS,
        (("data.home_unit", 1), ("data.member_number", 1)),
        unique=True,
        partial={"data.member_number": {"$type": "string"}},
    ),
    Index(
        CARDS,
        (("data.home_unit", 1), ("number_key", 1)),
        unique=True,
        partial={"number_key": {"$type": "string"}},
    ),
    Index(CARDS, (("data.home_unit", 1), ("_id", 1))),
    Index(CARDS, (("email", 1),), partial={"email": {"$type": "string"}}),
    alike.alike(CARDS),
)
HOMES_KEPT = 20_000
HOMES_SECONDS = 5.0
_WITHOUT = {"outbox": 0, "first": 0, "request_part": 0, "likeness": 0, alike.NEWEST: 0}


class MongoCards:
    """See `card_store.Cards`."""

    def __init__(self, mongo: Mongo, initiatives: MongoInitiatives, units: MongoUnits) -> None:
        self._mongo = mongo
        self._units = units
        self._col = mongo.db[CARDS]
        self._initiatives = initiatives
        self._homes: OrderedDict[UUID, tuple[float, str]] = OrderedDict()

    async def create(self, card: Card, first: FirstAnswer, likeness: str | None = None) -> UUID | None:
        """Write a new one with the answer to it, and tell its twin; raises AlreadyMade or MemberNumberTaken."""
        state = {**await self._document(card), **first_document(first)}
        entries = published.of_card(card)

        async def write(marks: Document) -> None:
            await outbox.insert(self._col, card.id, {**state, **marks}, entries)

        try:
            if likeness is not None:
                return await alike.insert(self._col, write, card.id, likeness, card.created_at)
            await write({})
        except DuplicateKeyError:
            known = await self._col.find_one({"_id": card.id}, {"_id": 1})
            raise (AlreadyMade if known else MemberNumberTaken) from None
        return None

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when it was made; None when it never was."""
        doc = await self._col.find_one({"_id": id}, {"first": 1, "request_part": 1})
        return None if doc is None else first_of(doc)

    async def save(self, card: Card, session: Session | None = None) -> Card:
        """Write a changed one; raises Stale or MemberNumberTaken."""
        self._homes.pop(card.id, None)
        try:
            await outbox.update(
                self._col, card.id, card.revision, await self._document(card), published.of_card(card), session
            )
        except DuplicateKeyError:
            raise MemberNumberTaken from None
        return replace(card, revision=card.revision + 1)

    async def _document(self, card: Card) -> Document:
        """With the path of its home unit, by which it is found below others."""
        tree = (await self._units.catalogue()).tree
        return {**card_document(card), PATH: None if card.data is None else list(tree.path(card.data.home_unit))}

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, Card]:
        """Those of these that exist, erased or not."""
        docs = await self._col.find({"_id": {"$in": list(ids)}}, _WITHOUT).to_list(None)
        return {doc["_id"]: card_of(doc) for doc in docs}

    async def get(self, id: UUID) -> Card | None:  # noqa: A002
        """The card with this id, erased or not."""
        doc = await self._col.find_one({"_id": id}, _WITHOUT)
        return None if doc is None else card_of(doc)

    async def by_number(self, home_unit: str, member_number: str) -> Card | None:
        """The card with this member number in this unit, however it is spelled."""
        for field, number in (("number_key", same_key(member_number)), ("data.member_number", member_number)):
            wanted = {"data.home_unit": home_unit, field: {"$eq": number, "$type": "string"}}  # the index's own words
            doc = await self._col.find_one(wanted, _WITHOUT)
            if doc is not None:
                return card_of(doc)
        return None

    async def without_account(self, email: str) -> list[Card]:
        """Cards made by proxies that name this e-mail address."""
        return [
            card_of(doc)
            for doc in await self._col.find({"email": {"$eq": email.casefold(), "$type": "string"}}, _WITHOUT).to_list(
                10
            )
        ]

    async def find(self, query: CardQuery) -> list[Card]:
        """A page of what the query asks for, in the order of ids."""
        tree = (await self._units.catalogue()).tree
        clauses: list[Document] = [await self._units.paths.below(PLACED, query.units, tree)]
        clauses += [{"folded": {"$regex": re.escape(word)}} for word in query.words]
        if query.after is not None:
            clauses.append({"_id": {"$gt": query.after}})
        cursor = self._col.find({"$and": clauses}, _WITHOUT).sort("_id", 1).limit(query.limit)
        return [card_of(doc) for doc in await cursor.to_list(query.limit)]

    async def homes(self, ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """Home units of those who have a card: one query for all that are not remembered."""
        wanted, now = list(ids), time.monotonic()
        fresh = {id_: known[1] for id_ in wanted if (known := self._homes.get(id_)) and known[0] > now}
        unknown = [id_ for id_ in wanted if id_ not in fresh]
        if unknown:
            found = self._col.find({"_id": {"$in": unknown}, "erased": False}, {"data.home_unit": 1})
            for doc in await found.to_list(None):
                fresh[doc["_id"]] = doc["data"]["home_unit"]
                self._remember(doc["_id"], doc["data"]["home_unit"], now + HOMES_SECONDS)
        return fresh

    async def names(self, ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """Names of those who have a card that is not erased."""
        found = self._col.find({"_id": {"$in": list(ids)}, "erased": False}, {"data.name": 1})
        return {doc["_id"]: doc["data"]["name"] for doc in await found.to_list(None)}

    async def link(
        self,
        account: Card,
        old: Card,
        relink: Callable[[Initiative], Change],
        judge: Callable[[Appointee], None] | None = None,
    ) -> Card:
        """One transaction; the old card first, since the account's may take over its member number."""
        self._homes.pop(old.id, None)

        async def work(session: Session) -> Card:
            await self.save(old, session)
            await links.note(self._mongo.db, old, account.id, session)
            appointee = await appointee_moves.move(self._mongo.db, old, account.id, session, judge)
            taken = authors.with_leads(account, appointee.leads(_time_of(old)))
            for initiative in await self._initiatives.of_person(old.id, session):
                await self._initiatives.save(relink(initiative), session)
            if taken.revision:
                return await self.save(taken, session)
            entries = published.of_card(taken)
            await outbox.insert(self._col, taken.id, await self._document(taken), entries, session)
            return replace(taken, revision=1)

        return await self._mongo.transaction(work)

    async def erase(self, card: Card) -> Card:
        """One transaction: the shell with its tombstone, the end of its appointments, a mark for its texts."""

        async def work(session: Session) -> Card:
            await appointee_moves.erase(self._mongo.db, card, session)
            await erasures.note(self._mongo.db, card, session)
            await forget(self._mongo.db, card.id, session)
            return await self.save(card, session)

        return await self._mongo.transaction(work)

    async def follow_links(self, now: datetime, relink: links.Relink) -> int:
        """Put the account in place wherever a linked card was named late; how many initiatives changed."""
        return await links.follow(self._mongo.db, self._initiatives, now, relink)

    def _remember(self, id_: UUID, home: str, until: float) -> None:
        self._homes[id_] = (until, home)
        self._homes.move_to_end(id_)
        if len(self._homes) > HOMES_KEPT:
            self._homes.popitem(last=False)


def _time_of(erased: Card) -> datetime:
    if erased.last_event_at is None:
        raise AssertionError("a card that is erased has a time")
    return erased.last_event_at
