"""Cases placed again after a unit or a programme changed, in pieces, outside the transaction that changed it.

A mark is left in that transaction and taken away when every case it concerns is placed, so that neither a crash
nor the number of cases below a moved unit matters.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pymongo import UpdateOne

from services.review.domain.case import Case
from services.review.domain.placing import placed
from services.review.domain.programme import ProgrammeRules
from services.review.store_mongo.documents import case_document, searched_fields
from shared.mongo import Database, Document, Session
from shared.units import UnitTree

MARKS = "marks"
CHUNK = 500


async def leave_marks(
    db: Database, moved: Sequence[str], programmes: Sequence[ProgrammeRules], session: Session
) -> None:
    """Note what changed, in the transaction that changes it."""
    marks = [("unit", code) for code in moved] + [("programme", known.programme) for known in programmes]
    for kind, name in marks:
        await db[MARKS].update_one(
            {"_id": f"{kind}/{name}"},
            {"$set": {"kind": kind, "name": name}, "$inc": {"changes": 1}},
            upsert=True,
            session=session,
        )


def concerned(mark: Document, tree: UnitTree) -> Document:
    """The cases a mark concerns: below the unit, below what hangs on it only now, or of the programme."""
    if mark["kind"] == "programme":
        return {"programme": mark["name"]}
    code = mark["name"]
    children = [child.code for child in tree.children(code)]
    return {"path": {"$in": [code, *children, *(unit.code for unit in tree if unit.merged_into == code)]}}


def completed(cases: Iterable[Case]) -> list[UpdateOne]:
    """The guarded writes that give cases of earlier versions what searches and orders look at."""
    return [UpdateOne({"_id": case.id, "revision": case.revision}, {"$set": searched_fields(case)}) for case in cases]


def replaced(
    cases: Iterable[Case], tree: UnitTree, programmes: dict[str, ProgrammeRules], now: datetime
) -> list[UpdateOne]:
    """The guarded writes for those of `cases` that stand elsewhere by `now`."""
    writes: list[UpdateOne] = []
    for case in cases:
        after = placed(case, tree, programmes.get(case.face.programme), released_at=now)
        if after != case:
            change = {"$set": {**case_document(after), "revision": case.revision + 1}}
            writes.append(UpdateOne({"_id": case.id, "revision": case.revision}, change))
    return writes
