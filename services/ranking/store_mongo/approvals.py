"""A programme's newest approvals: one document, which is as long as `MOST` lets it be."""

from collections.abc import Mapping, Sequence

from pymongo import UpdateOne

from services.ranking.domain.approvals import MOST, FreshApproval, FreshApprovals
from shared.mongo import Database, Document
from shared.units import Level

APPROVALS = "approvals"


def adding(approvals: Mapping[str, Sequence[FreshApproval]]) -> list[UpdateOne]:
    """The writes that add them, by programme."""
    return [
        UpdateOne(
            {"_id": programme},
            {
                "$inc": {"count": len(fresh)},
                "$push": {"newest": {"$each": [_to(one) for one in fresh[-MOST:]], "$slice": -MOST}},
            },
            upsert=True,
        )
        for programme, fresh in sorted(approvals.items())
    ]


async def newest(db: Database, programme: str) -> FreshApprovals:
    """Those of one programme."""
    found = await db[APPROVALS].find_one({"_id": programme})
    if found is None:
        return FreshApprovals()
    return FreshApprovals.numbered(found["count"], tuple(_of(one) for one in found["newest"]))


def _to(one: FreshApproval) -> Document:
    return {"unit": one.unit, "kind": one.kind, "level": one.level.value, "at": one.at, "title": one.title}


def _of(document: Document) -> FreshApproval:
    return FreshApproval(**{**document, "level": Level(document["level"])})
