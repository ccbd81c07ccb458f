"""Milestones in MongoDB: outside generations, each inserted once with its event."""

from collections.abc import Sequence
from datetime import UTC, datetime

from services.ranking.domain.milestones import Milestone
from shared.events.milestones import MILESTONES, TARGET_REACHED, MilestoneData
from shared.messaging.outbox import Outbox, entry
from shared.mongo import Database, Document, Session

COLLECTION = "milestones"
OUTBOX = Outbox(COLLECTION, MILESTONES)


async def cross(db: Database, session: Session, milestones: Sequence[Milestone]) -> None:
    """Insert those that are new. Two transactions that insert one collide, and the later one begins again."""
    ids = {str(one.id): one for one in milestones}
    if not ids:
        return
    known = await db[COLLECTION].find({"_id": {"$in": list(ids)}}, {"_id": 1}, session=session).to_list(None)
    for document in known:
        del ids[document["_id"]]
    if ids:
        await db[COLLECTION].insert_many([_document(id_, one) for id_, one in ids.items()], session=session)


def _document(id_: str, one: Milestone) -> Document:
    now = datetime.now(UTC)
    data = MilestoneData(version=1, programme=one.programme, window=one.window, unit=one.unit, threshold=one.threshold)
    milestone = entry(MILESTONES, type=TARGET_REACHED, subject=id_, data=data, at=now)
    return {"_id": id_, **one._asdict(), "reached_at": now, "revision": 1, "outbox": [milestone]}
