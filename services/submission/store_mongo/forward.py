"""The store of submission after a restore: brought up to what its own topics say."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from services.submission.domain.forward import card_erased, card_told, initiative_told
from services.submission.store_mongo import (
    appointee_forward,
    appointments,
    cards,
    erasures,
    initiatives,
    targets,
    units,
)
from services.submission.store_mongo.documents import card_document, card_of, initiative_document, initiative_of
from services.submission.store_mongo.invitation_documents import take_back_others
from shared.events.authors import AUTHORS, AuthorData
from shared.events.reading import Tombstone
from shared.events.submissions import SubmissionData
from shared.messaging.consumer import Record
from shared.messaging.forward import bring_forward, catch_up
from shared.messaging.log import Log
from shared.mongo import Document, Mongo
from shared.paths import forget
from shared.runtime.restore import WrittenDown

_WHOLE = (*units.OUTBOXES, targets.OUTBOX)
TOPICS = tuple(one.topic for one in (initiatives.OUTBOX, cards.OUTBOX, *_WHOLE, appointments.OUTBOX))


async def forward(mongo: Mongo, log: Log, written: WrittenDown) -> int:
    """Bring every aggregate forward and apply what was written down; how many documents changed."""
    tombstones = [
        Record(AUTHORS.name, 0, 0, str(one.id), Tombstone(str(one.id), one.version)) for one in written.erased
    ]
    changed = (await catch_up(mongo.db[cards.CARDS], tombstones, _card, UUID)).changed
    changed += await bring_forward(mongo, log, initiatives.OUTBOX, _initiative, UUID)
    changed += await bring_forward(mongo, log, cards.OUTBOX, _card, UUID)
    for outbox in _WHOLE:
        changed += await bring_forward(mongo, log, outbox, _whole, str)
    changed += await bring_forward(mongo, log, appointments.OUTBOX, appointee_forward.told, UUID)
    changed += await appointee_forward.apply_written_down(mongo, written)
    changed += await take_back_others(mongo.db, written.waiting)
    await erasures.note_all(mongo.db, datetime.now(UTC))
    await _count_versions(mongo)
    await forget(mongo.db)
    return changed


def _initiative(id_: UUID, doc: Document | None, records: Sequence[Record]) -> Document:
    made = None if doc is None else initiative_of(doc)
    for one in records:
        if not isinstance(one.event, Tombstone) and isinstance(one.event.data, SubmissionData):
            made = initiative_told(made, id_, one.event.act, one.event.data, one.event.time)
    return {} if made is None else initiative_document(made)


def _card(id_: UUID, doc: Document | None, records: Sequence[Record]) -> Document:
    card = None if doc is None else card_of(doc)
    for one in records:
        if isinstance(one.event, Tombstone):
            card = card_erased(card, id_, one.version, datetime.now(UTC))
        elif isinstance(one.event.data, AuthorData):
            card = card_told(card, id_, one.event.data, one.event.time)
    return {} if card is None else card_document(card)


def _whole(_id: str, _doc: Document | None, records: Sequence[Record]) -> Document:
    """Of units, programmes and targets the log has everything."""
    newest = max(records, key=lambda one: one.version)
    if isinstance(newest.event, Tombstone):
        return {}
    data = newest.event.data.model_dump(mode="json")
    return {"data": data, "version": data["version"], "last_event_at": newest.event.time}


async def _count_versions(mongo: Mongo) -> None:
    """The tree is at the highest version any unit names; the catalogue is read anew."""
    last = await mongo.db[units.UNITS].find_one({}, {"data.tree_version": 1}, sort=[("data.tree_version", -1)])
    if last is not None:
        raised: Document = {"$max": {"version": last["data"]["tree_version"]}}
        await mongo.db[units.VERSIONS].update_one({"_id": units.UNITS}, raised, upsert=True)
    if await mongo.db[units.PROGRAMMES].find_one({}, {"_id": 1}) is not None:
        await mongo.db[units.VERSIONS].update_one({"_id": units.PROGRAMMES}, {"$inc": {"version": 1}}, upsert=True)
