"""Between invitations and MongoDB documents, and what goes with a person who had themselves erased."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from services.submission.domain.appointments.appointee import Post
from services.submission.domain.appointments.invitations import KEPT, Acceptance, Invitation, InvitationState
from services.submission.store_mongo.documents import grant_document, grant_of
from shared.mongo import Database, Document, Session

INVITATIONS: Final = "invitations"
_PLAIN = ("secret_hash", "invited_by", "created_at", "until", "initiative", "share", "email")
_ENDED = {
    "state": InvitationState.TAKEN_BACK.value,
    "accepted.name": None,
    "accepted.email": None,
    "email": None,
    "first": None,
}
"""The answer to it names the address it was for, if it was for one."""


async def forget(db: Database, person: UUID, session: Session) -> None:
    """Nothing of who accepted stays of somebody who had themselves erased; what waits for them ends."""
    accepted = {"accepted.person": {"$eq": person, "$type": "binData"}}
    await db[INVITATIONS].update_many(accepted, {"$set": _ENDED, "$inc": {"revision": 1}}, session=session)


async def take_back_others(db: Database, waiting: Collection[UUID]) -> int:
    """After a restore: whether an invitation was used or taken back since is known of none but those that waited.

    Its secret may be in the hands of somebody whose appointment has ended.
    """
    may_be_used = {"state": {"$in": [InvitationState.OPEN.value, InvitationState.ACCEPTED.value]}}
    taken_back = {"$set": {"state": InvitationState.TAKEN_BACK.value}, "$inc": {"revision": 1}}
    done = await db[INVITATIONS].update_many({**may_be_used, "_id": {"$nin": list(waiting)}}, taken_back)
    return int(done.modified_count)


def invitation_document(one: Invitation) -> Document:
    """The state to write."""
    accepted = one.accepted
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "grant": None if one.grant is None else grant_document(one.grant),
        "unit": None if one.post is None else one.post.unit,
        "role": None if one.post is None else one.post.role,
        "programme": None if one.post is None else one.post.programme,
        "state": one.state.value,
        "accepted": None if accepted is None else {name: getattr(accepted, name) for name in Acceptance.__slots__},
        "gone_at": one.created_at + KEPT,
    }


def invitation_of(doc: Document) -> Invitation:
    """The invitation that was written."""
    post = None if doc["unit"] is None else Post(doc["role"], doc["unit"], doc["programme"])
    fields: dict[str, Any] = {name: doc[name] for name in _PLAIN}
    return Invitation(
        id=doc["_id"],
        **fields,
        grant=None if doc["grant"] is None else grant_of(doc["grant"]),
        post=post,
        state=InvitationState(doc["state"]),
        accepted=None if doc["accepted"] is None else Acceptance(**doc["accepted"]),
        revision=doc["revision"],
    )
