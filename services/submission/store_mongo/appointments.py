"""What each person is appointed to, in MongoDB: one document a person, as the event has it."""

from collections.abc import Collection as Many
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from services.submission.appointment_store import AppointmentWrite
from services.submission.domain.appointments.appointee import Appointee
from services.submission.store_mongo.appointee_documents import APPOINTMENTS, WITHOUT, appointee_of, read, write
from services.submission.store_mongo.cards import MongoCards
from services.submission.store_mongo.documents import first_document, first_of
from shared.events.appointments import APPOINTMENTS as TOPIC
from shared.messaging.outbox import Outbox
from shared.mongo import DuplicateKeyError, Index, Mongo, Session
from shared.refusals import AlreadyMade
from shared.web.idempotency import FirstAnswer

REQUESTS: Final = "appointment_requests"
KEPT_SECONDS: Final = 180 * 24 * 3600
"""How long the first answer of a request with a key is known."""
OUTBOX = Outbox(APPOINTMENTS, TOPIC)
INDEXES = (
    Index(APPOINTMENTS, (("appointments.id", 1),)),
    Index(APPOINTMENTS, (("appointments.stands_for", 1),)),
    Index(APPOINTMENTS, (("appointments.unit", 1), ("_id", 1))),
    Index(APPOINTMENTS, (("next_at", 1),), partial={"next_at": {"$type": "date"}}),
    Index(REQUESTS, (("at", 1),), expire_after_seconds=KEPT_SECONDS),
)


class MongoAppointees:
    """See `appointment_store.Appointees`."""

    def __init__(self, mongo: Mongo, cards: MongoCards) -> None:
        self._mongo = mongo
        self._col = mongo.db[APPOINTMENTS]
        self._requests = mongo.db[REQUESTS]
        self._cards = cards

    async def get(self, id: UUID) -> Appointee:  # noqa: A002
        """The person as kept, or without anything."""
        return await read(self._mongo.db, id)

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, Appointee]:
        """Those of these of whom anything is kept."""
        docs = await self._col.find({"_id": {"$in": list(ids)}}, WITHOUT).to_list(None)
        return {doc["_id"]: appointee_of(doc) for doc in docs}

    async def holding(self, appointment: UUID) -> Appointee | None:
        """Whose appointment this is."""
        doc = await self._col.find_one({"appointments.id": appointment}, WITHOUT)
        return None if doc is None else appointee_of(doc)

    async def deputies_of(self, appointments: Many[UUID]) -> list[Appointee]:
        """Who acts in place of the holders of these."""
        docs = await self._col.find({"appointments.stands_for": {"$in": list(appointments)}}, WITHOUT).to_list(None)
        return [appointee_of(doc) for doc in docs]

    async def at(self, units: Many[str], after: UUID | None, limit: int) -> list[Appointee]:
        """Who is appointed on any of these units, in the order of their ids."""
        wanted = {"appointments.unit": {"$in": sorted(units)}, **({"_id": {"$gt": after}} if after else {})}
        docs = await self._col.find(wanted, WITHOUT).sort("_id", 1).limit(limit).to_list(limit)
        return [appointee_of(doc) for doc in docs]

    async def due(self, now: datetime, limit: int) -> list[Appointee]:
        """Those of whom something has begun or ended by the clock since."""
        wanted = {"next_at": {"$lte": now, "$type": "date"}}
        docs = await self._col.find(wanted, WITHOUT).sort("next_at", 1).limit(limit).to_list(limit)
        return [appointee_of(doc) for doc in docs]

    async def save(self, write: AppointmentWrite, now: datetime) -> list[Appointee]:
        """Write it; raises Stale, or AlreadyMade for its request."""

        async def work(session: Session) -> list[Appointee]:
            return await self.save_within(write, now, session)

        return await self._mongo.transaction(work)

    async def save_within(self, made: AppointmentWrite, now: datetime, session: Session) -> list[Appointee]:
        """As `save`, in a transaction that goes on."""
        if made.first is not None and made.first[1].request_hash is not None:
            id_, first = made.first
            try:
                await self._requests.insert_one({"_id": id_, "at": now, **first_document(first)}, session=session)
            except DuplicateKeyError:
                raise AlreadyMade from None
        saved = [await write(self._mongo.db, one, now, session) for one in made.changed]
        for one in made.unchanged:
            await write(self._mongo.db, one, now, session)
        for card in made.cards:
            await self._cards.save(card, session)
        return saved

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when this was made."""
        doc = await self._requests.find_one({"_id": id})
        return None if doc is None else first_of(doc)
