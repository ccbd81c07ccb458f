"""After a restore: follow all that was said of cases, then the decisions this service published itself."""

from collections.abc import Sequence
from uuid import UUID

from services.review.domain.forward import decided
from services.review.domain.placing import placed
from services.review.handlers import apply_batch
from services.review.store import ReviewStore
from services.review.store_mongo import CASES, MongoReviewStore
from services.review.store_mongo.documents import case_document, case_of
from shared.events import DECISIONS, PROGRAMMES, SUBMISSIONS, UNITS
from shared.events.decisions import DecisionData
from shared.events.reading import Tombstone
from shared.messaging.consumer import Batch, Record
from shared.messaging.forward import bring_forward
from shared.messaging.isolating import apply_in_parts
from shared.messaging.log import Log
from shared.mongo import Document, Mongo, Session
from shared.runtime.restore import WrittenDown

TOPICS = (UNITS, PROGRAMMES, SUBMISSIONS, DECISIONS)


async def forward(mongo: Mongo, log: Log, written: WrittenDown) -> int:
    """Bring every case forward; how many changed. The only personal data here are names of those who acted."""
    store = MongoReviewStore(mongo)
    await store.forget_names({one.id for one in written.erased}, seal=_alone)
    for topic in (UNITS, PROGRAMMES, SUBMISSIONS):
        for partition in range(topic.partitions):
            async for records in log.in_parts(topic, partition):
                log.invalid += await _follow(store, records)
    tree = await store.tree()
    programmes = [doc["_id"] for doc in await mongo.db["programmes"].find({}, {"_id": 1}).to_list(None)]
    rules = await store.programmes(programmes)

    def with_decisions(_id: UUID, doc: Document | None, records: Sequence[Record]) -> Document:
        if doc is None:
            return {}
        case = case_of(doc)
        for one in records:
            if not isinstance(one.event, Tombstone) and isinstance(one.event.data, DecisionData):
                at = one.event.time
                case = decided(case, one.event.act, one.event.data, at)
                case = placed(case, tree, rules.get(case.face.programme), waits_since=at)
        return case_document(case)

    return await bring_forward(mongo, log, CASES, with_decisions, UUID)


async def _follow(store: ReviewStore, records: Sequence[Record]) -> int:
    """Apply what can be applied; how many records cannot, which the live reader set aside."""
    set_aside: list[Record] = []

    async def apply(part: Sequence[Record]) -> None:
        await apply_batch(store, Batch(part, _alone, _alone))

    async def leave_out(record: Record, _reason: str, _error: str) -> None:
        set_aside.append(record)

    await apply_in_parts(records, apply, leave_out)
    return len(set_aside)


async def _alone(_session: Session) -> None:
    """No reader runs beside this, so nothing has to be excluded or sealed."""
