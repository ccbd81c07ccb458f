"""Documents below a unit are found by one look-up, however many units that is: each carries the path of its unit.

Whoever writes a document takes the path from the tree it knows. Where the tree changes, a mark is left in the same
transaction, and a job gives the documents concerned their new paths, unit by unit; it may be cut short at any moment.
A writer may know a tree that is a little old: a mark is followed once more when nobody can write by such a tree.
Until the documents of an earlier version have theirs, `trusted` says no, and lists are asked for unit by unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.access import Scope
from shared.mongo import Database, Document, Index, Session, UpdateOne
from shared.units import Unit, UnitTree

PATH: Final = "path"
MARKS: Final = "path_marks"
GRACE: Final = timedelta(seconds=90)
"""Longer than a request may take with a tree that was read before it."""
WHOLE: Final = "whole"
"""The mark that is left when every document has a path; without it all of them are placed."""

MANY: Final = 500
"""Units of which it is asked first which have documents at all."""
_ONE_MORE: Final[Document] = {"$add": [{"$ifNull": ["$changes", 0]}, 1]}


@dataclass(frozen=True, slots=True)
class Placed:
    """A collection whose documents belong to the unit that a field names; `order` is the order of its lists."""

    collection: str
    unit: str
    order: tuple[tuple[str, int], ...]

    @property
    def index(self) -> Index:
        """What a list below a unit walks."""
        return Index(self.collection, ((PATH, 1), *self.order))


class Paths:
    """The paths of a service's documents."""

    def __init__(self, db: Database, placed: tuple[Placed, ...]) -> None:
        self._db = db
        self._placed = placed
        self._trusted = False

    async def leave_marks(self, before: UnitTree, units: Iterable[Unit], session: Session) -> None:
        """Note which units hang elsewhere than before, in the transaction that changes them."""
        marks = []
        for unit in units:
            known = before.get(unit.code)
            if known is None or (known.parent, known.merged_into) != (unit.parent, unit.merged_into):
                mark: list[Document] = [{"$set": {"at": "$$NOW", "changes": _ONE_MORE}}, {"$unset": "followed"}]
                marks.append(UpdateOne({"_id": f"unit/{unit.code}"}, mark, upsert=True))
        if marks:
            await self._db[MARKS].bulk_write(marks, ordered=False, session=session)

    async def below(self, one: Placed, roots: Iterable[str], tree: UnitTree) -> Document:
        """The filter of the documents below any of these units."""
        if await self.trusted():
            return {PATH: {"$in": sorted(roots)}}
        return {one.unit: {"$in": sorted({code for root in roots for code in tree.subtree(root)})}}

    async def trusted(self) -> bool:
        """Whether every document has its path."""
        if not self._trusted:
            self._trusted = await self._db[MARKS].find_one({"_id": WHOLE}, {"_id": 1}) is not None
        return self._trusted

    async def follow(self, tree: UnitTree) -> int:
        """Give documents the paths they have by now; how many changed."""
        changed = 0 if await self.trusted() else await self._place_all(tree)
        late: Document = {"$lt": [{"$add": ["$at", int(GRACE.total_seconds() * 1000)]}, "$$NOW"]}
        fields: Document = {"changes": 1, "followed": 1, "late": late}
        marks = await self._db[MARKS].find({"_id": {"$ne": WHOLE}}, fields).to_list(None)
        due = [mark for mark in marks if mark["late"] or mark.get("followed") != mark["changes"]]
        named = {mark["_id"].partition("/")[2] for mark in due}
        changed += await self._place({code for name in named for code in (name, *tree.subtree(name))}, tree)
        for mark in due:
            guard = {"_id": mark["_id"], "changes": mark["changes"]}
            if mark["late"]:
                await self._db[MARKS].delete_one(guard)
            else:
                await self._db[MARKS].update_one(guard, {"$set": {"followed": mark["changes"]}})
        return changed

    async def _place_all(self, tree: UnitTree) -> int:
        changed = await self._place(None, tree)
        await self._db[MARKS].update_one({"_id": WHOLE}, {"$set": {"done": True}}, upsert=True)
        return changed

    async def _place(self, codes: set[str] | None, tree: UnitTree) -> int:
        """Place the documents of these units, or of all that have any."""
        changed = 0
        for one in self._placed:
            mine = codes or set()
            if codes is None or len(codes) > MANY:
                named = {code for code in await self._db[one.collection].distinct(one.unit) if code is not None}
                mine = named if codes is None else codes & named
            for code in sorted(mine):
                path = list(tree.path(code))
                elsewhere: Document = {one.unit: code, PATH: {"$ne": path}}
                done = await self._db[one.collection].update_many(elsewhere, {"$set": {PATH: path}})
                changed += done.modified_count
        return changed


def scoped(unit: str, programme: str, scopes: Iterable[Scope]) -> Document:
    """The filter of what lies in any of these scopes; `unit` and `programme` are the fields to look at.

    Walks one index for each programme that the scopes name, and one for those that name none.
    """
    units: dict[str | None, list[str]] = {}
    for scope in scopes:
        units.setdefault(scope.programme, []).append(scope.unit)
    clauses = [
        {unit: codes[0] if len(codes) == 1 else {"$in": sorted(codes)}, **({} if one is None else {programme: one})}
        for one, codes in units.items()
    ]
    return clauses[0] if len(clauses) == 1 else {"$or": clauses}


async def forget(db: Database) -> None:
    """After a restore: documents brought forward from the log have no path, so all of them are placed anew."""
    await db[MARKS].delete_one({"_id": WHOLE})
