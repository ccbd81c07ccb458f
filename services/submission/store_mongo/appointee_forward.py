"""Appointments after a restore: what the log says of each person, and that nothing ended comes back."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.appointments.forward import erased_up_to, standing_for, told_of
from services.submission.store_mongo.appointee_documents import (
    APPOINTMENTS,
    WITHOUT,
    appointee_document,
    appointee_of,
    read,
    write,
)
from shared.events.appointments import AppointmentsData
from shared.events.reading import Tombstone
from shared.messaging.consumer import Record
from shared.mongo import Document, Mongo, Session
from shared.runtime.restore import WrittenDown


def told(id_: UUID, doc: Document | None, records: Sequence[Record]) -> Document:
    """The state after what the log has beyond the store: the newest record says all there is."""
    person = Appointee(id_) if doc is None else appointee_of(doc)
    newest = max(records, key=lambda one: one.version)
    if isinstance(newest.event, Tombstone):
        now = datetime.now(UTC)
        return appointee_document(erased_up_to(person, newest.version, now), now)
    if not isinstance(newest.event.data, AppointmentsData):
        return {}
    at = newest.event.time
    return appointee_document(told_of(person, newest.event.data, at), at)


async def apply_written_down(mongo: Mongo, written: WrittenDown) -> int:
    """End what had ended and forget who was erased, with events; deputies stand for what they stood for."""
    changed = 0
    now = datetime.now(UTC)

    def forgotten(person: Appointee) -> Appointee:
        return person.forgotten(now) if person.appointments else person

    for id_ in {*(one.id for one in written.erased), *written.forgotten}:
        changed += await _changed(mongo, id_, forgotten, now)
    ended = frozenset(written.ended)
    found = mongo.db[APPOINTMENTS].find({"appointments.id": {"$in": list(ended)}}, {"_id": 1})
    for doc in await found.to_list(None):
        changed += await _changed(mongo, doc["_id"], _without(ended, now), now)
    async for doc in mongo.db[APPOINTMENTS].find({"appointments.deputy_for": {"$type": "binData"}}, WITHOUT):
        person = appointee_of(doc)
        ids = {held.deputy_for for held in person.appointments if held.deputy_for is not None}
        principals = [await read(mongo.db, id_) for id_ in ids]
        changed += await _changed(mongo, person.id, partial(standing_for, principals=principals, now=now), now)
    return changed


def _without(ended: frozenset[UUID], now: datetime) -> Callable[[Appointee], Appointee]:
    def change(person: Appointee) -> Appointee:
        for one in person.appointments:
            if one.id in ended:
                person = person.ended(one, None, now)
        return person

    return change


async def _changed(mongo: Mongo, id_: UUID, change: Callable[[Appointee], Appointee], now: datetime) -> int:
    async def work(session: Session) -> int:
        before = await read(mongo.db, id_, session)
        after = change(before)
        if after == before:
            return 0
        await write(mongo.db, after, now, session)
        return 1

    return await mongo.transaction(work)
