"""Invitations in MongoDB. Who accepted is personal data: it goes with the person, and with the invitation in time."""

from collections.abc import Collection as Many
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from services.submission.appointment_store import InvitationWrite
from services.submission.domain.appointments.invitations import KEPT, LASTS, Invitation, InvitationState
from services.submission.store_mongo.appointments import MongoAppointees
from services.submission.store_mongo.documents import first_document, first_of
from services.submission.store_mongo.initiatives import MongoInitiatives
from services.submission.store_mongo.invitation_documents import INVITATIONS, invitation_document, invitation_of
from shared.mongo import Document, DuplicateKeyError, Index, Mongo, Session
from shared.refusals import AlreadyMade, Stale
from shared.web.idempotency import FirstAnswer

MOST_ACCEPTED: Final = 1000
INDEXES = (
    Index(INVITATIONS, (("secret_hash", 1),), unique=True),
    Index(INVITATIONS, (("unit", 1), ("created_at", -1), ("_id", -1))),
    Index(INVITATIONS, (("initiative", 1), ("created_at", -1)), partial={"initiative": {"$type": "binData"}}),
    Index(INVITATIONS, (("invited_by", 1), ("created_at", -1))),
    Index(INVITATIONS, (("accepted.person", 1),), partial={"accepted.person": {"$type": "binData"}}),
    Index(INVITATIONS, (("gone_at", 1),), expire_after_seconds=0),
)


class MongoInvitations:
    """See `appointment_store.Invitations`."""

    def __init__(self, mongo: Mongo, appointees: MongoAppointees, initiatives: MongoInitiatives) -> None:
        self._mongo = mongo
        self._col = mongo.db[INVITATIONS]
        self._appointees = appointees
        self._initiatives = initiatives

    async def create(self, invitation: Invitation, first: FirstAnswer) -> None:
        """Write a new one with the answer to it."""
        document = {"_id": invitation.id, **invitation_document(invitation), **first_document(first), "revision": 1}
        try:
            await self._col.insert_one(document)
        except DuplicateKeyError:
            raise AlreadyMade from None

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when it was made, without the secret."""
        doc = await self._col.find_one({"_id": id}, {"first": 1, "request_part": 1})
        return None if doc is None else first_of(doc)

    async def get(self, id: UUID) -> Invitation | None:  # noqa: A002
        """The invitation with this id."""
        doc = await self._col.find_one({"_id": id})
        return None if doc is None else invitation_of(doc)

    async def by_secret(self, secret_hash: str) -> Invitation | None:
        """The one that this secret opens."""
        doc = await self._col.find_one({"secret_hash": secret_hash})
        return None if doc is None else invitation_of(doc)

    async def of_units(self, units: Many[str], after: tuple[datetime, UUID] | None, limit: int) -> list[Invitation]:
        """Those to be appointed on these units, newest first."""
        wanted: Document = {"unit": {"$in": sorted(units)}}
        if after is not None:
            at, id_ = after
            wanted["$or"] = [{"created_at": {"$lt": at}}, {"created_at": at, "_id": {"$lt": id_}}]
        cursor = self._col.find(wanted).sort([("created_at", -1), ("_id", -1)]).limit(limit)
        return [invitation_of(doc) for doc in await cursor.to_list(limit)]

    async def of_initiative(self, initiative: UUID, limit: int) -> list[Invitation]:
        """Those to become an author of it, newest first."""
        wanted = {"initiative": {"$eq": initiative, "$type": "binData"}}  # the index's own words
        cursor = self._col.find(wanted).sort([("created_at", -1)]).limit(limit)
        return [invitation_of(doc) for doc in await cursor.to_list(limit)]

    async def accepted_by(self, person: UUID) -> list[Invitation]:
        """Those that somebody accepted, as far as they are kept."""
        found = self._col.find({"accepted.person": {"$eq": person, "$type": "binData"}}).limit(MOST_ACCEPTED)
        return [invitation_of(doc) for doc in await found.to_list(MOST_ACCEPTED)]

    async def open_ones(self, now: datetime, *, unit: str | None = None, by: UUID | None = None) -> int:
        """How many of a unit, or of an inviter, may still be accepted or confirmed."""
        whose: Document = {"unit": unit} if unit is not None else {"invited_by": by}
        young = {"state": InvitationState.OPEN.value, "created_at": {"$gt": now - LASTS}}
        waiting = {"state": InvitationState.ACCEPTED.value, "created_at": {"$gt": now - KEPT}}
        return int(await self._col.count_documents({**whose, "$or": [young, waiting]}))

    async def save(self, write: InvitationWrite, now: datetime) -> Invitation:
        """Write a changed one and what comes of it; raises Stale."""

        async def work(session: Session) -> Invitation:
            made = write.invitation
            result = await self._col.update_one(
                {"_id": made.id, "revision": made.revision},
                {"$set": {**invitation_document(made), "revision": made.revision + 1}},
                session=session,
            )
            if not result.matched_count:
                raise Stale
            if write.appointments is not None:
                await self._appointees.save_within(write.appointments, now, session)
            if write.change is not None:
                await self._initiatives.save(write.change, session)
            return replace(made, revision=made.revision + 1)

        return await self._mongo.transaction(work)
