"""Between people with their appointments and MongoDB documents; each read and written within a transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID

from services.submission import published
from services.submission.domain.appointments.appointee import Appointee, Appointment, AppointmentAct, Post
from services.submission.store_mongo.documents import actor_document, actor_of
from shared.messaging import outbox
from shared.mongo import Database, Document, DuplicateKeyError, Session
from shared.refusals import Stale

APPOINTMENTS: Final = "appointments"
WITHOUT: Final = {"outbox": 0}


def appointee_document(appointee: Appointee, now: datetime) -> Document:
    """The state to write. What other services keep as well has the same fields as there."""
    return {
        "version": appointee.version,
        "appointments": [_appointment_document(one) for one in appointee.appointments],
        "acts": [_act_document(act) for act in appointee.acts],
        "earlier_acts": appointee.earlier_acts,
        "last_event_at": appointee.last_event_at,
        "erased": appointee.erased,
        "next_at": appointee.next_moment(now),
    }


def appointee_of(doc: Document) -> Appointee:
    """The person that was written."""
    return Appointee(
        id=doc["_id"],
        appointments=tuple(_appointment_of(one) for one in doc["appointments"]),
        acts=tuple(_act_of(one) for one in doc["acts"]),
        earlier_acts=doc["earlier_acts"],
        version=doc["version"],
        revision=doc["revision"],
        last_event_at=doc["last_event_at"],
        erased=doc["erased"],
    )


async def read(db: Database, id_: UUID, session: Session | None = None) -> Appointee:
    """The person as kept, or without anything."""
    doc = await db[APPOINTMENTS].find_one({"_id": id_}, WITHOUT, session=session)
    return Appointee(id_) if doc is None else appointee_of(doc)


async def write(db: Database, appointee: Appointee, now: datetime, session: Session) -> Appointee:
    """Write it with its event, if it has one; raises Stale."""
    settled = appointee.settled()
    entries = published.of_appointee(settled) if appointee.changed_at is not None else []
    document = appointee_document(settled, now)
    col = db[APPOINTMENTS]
    if settled.revision:
        await outbox.update(col, settled.id, settled.revision, document, entries, session)
    else:
        try:
            await outbox.insert(col, settled.id, document, entries, session)
        except DuplicateKeyError:
            raise Stale from None
    return settled.written()


def _appointment_document(one: Appointment) -> Document:
    return {
        "id": one.id,
        "role": one.post.role,
        "unit": one.post.unit,
        "programme": one.post.programme,
        "from": one.starts_at,
        "until": one.until,
        "deputy_for": one.deputy_for,
        "stands_for": one.stands_for,
        "appointed_by": one.appointed_by,
    }


def _appointment_of(doc: Document) -> Appointment:
    return Appointment(
        id=doc["id"],
        post=Post(doc["role"], doc["unit"], doc["programme"]),
        starts_at=doc["from"],
        until=doc["until"],
        deputy_for=doc["deputy_for"],
        stands_for=doc.get("stands_for"),
        appointed_by=doc.get("appointed_by"),
    )


def _act_document(act: AppointmentAct) -> Document:
    return {
        "kind": act.kind,
        "at": act.at,
        "appointment": act.appointment,
        "role": act.post.role,
        "unit": act.post.unit,
        "programme": act.post.programme,
        "by": None if act.by is None else actor_document(act.by),
    }


def _act_of(doc: Document) -> AppointmentAct:
    post = Post(doc["role"], doc["unit"], doc["programme"])
    return AppointmentAct(
        doc["kind"], doc["at"], doc["appointment"], post, None if doc["by"] is None else actor_of(doc["by"])
    )
