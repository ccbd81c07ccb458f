"""The units a service knows, one document each, and their tree in memory: every service's, in one place.

Each document carries the version of the tree it was last written at, so that a tree in memory is read on from its own
version: a change of one unit among very many costs one document, not all of them.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, Final

from shared.mongo import Collection, Database, Document, Index, ReplaceOne, Session
from shared.units import Level, Unit, UnitTree

UNITS: Final = "units"
TREE_VERSION: Final = "tree_version"
INDEX: Final = Index(UNITS, ((TREE_VERSION, 1),))
PART: Final = 1000
"""Units read, and made of their documents, in one go."""
_FIELDS: Final = tuple(name for name in Unit.__slots__ if name != "code")


def unit_document(unit: Unit, tree_version: int) -> Document:
    """A unit under its code."""
    fields: Document = {name: getattr(unit, name) for name in _FIELDS}
    return {"_id": unit.code, **fields, "level": unit.level.value, TREE_VERSION: tree_version}


def unit_of(document: Document) -> Unit:
    """The unit of a document, as any of the services has ever written it."""
    fields: dict[str, Any] = {name: document[name] for name in _FIELDS}
    return Unit(document["_id"], **{**fields, "level": Level(document["level"])})


class UnitStore:
    """Whoever keeps the version of the tree says it; the units since are read, and the tree of them remembered."""

    def __init__(
        self,
        db: Database,
        *,
        version_field: str = TREE_VERSION,
        read: Callable[[Document], Unit] = unit_of,
        fields: Document | None = None,
    ) -> None:
        self._units: Collection = db[UNITS]
        self._version_field, self._read, self._fields = version_field, read, fields
        self._tree = UnitTree()
        self._reading = asyncio.Lock()

    async def tree_at(self, version: int, session: Session | None = None, *, afresh: bool = False) -> UnitTree:
        """The tree at a version; `afresh` where units may have gone, or have become older, since.

        Without a session a unit newer than the version may be there early, which does no harm: it is read again.
        """
        if version == self._tree.version and not afresh:
            return self._tree
        async with self._reading:
            if version == self._tree.version and not afresh:
                return self._tree
            whole = afresh or version < self._tree.version or not len(self._tree)
            units = await self._since(-1 if whole else self._tree.version, session)
            tree = await asyncio.to_thread(_made, UnitTree() if whole else self._tree, units, version)
            if afresh or version > self._tree.version:
                self._tree = tree
            return tree

    async def put(self, units: Iterable[Unit], tree_version: int, session: Session) -> None:
        """Write units at a version of the tree that its transaction raises."""
        documents = [unit_document(unit, tree_version) for unit in units]
        for start in range(0, len(documents), PART):
            some = [ReplaceOne({"_id": d["_id"]}, d, upsert=True) for d in documents[start : start + PART]]
            await self._units.bulk_write(some, ordered=False, session=session)

    async def _since(self, version: int, session: Session | None) -> list[Unit]:
        newer: Document = {} if version < 0 else {self._version_field: {"$gt": version}}
        found = self._units.find(newer, self._fields, session=session).batch_size(PART)
        units: list[Unit] = []
        while documents := await found.to_list(PART):
            units += map(self._read, documents)
        return units


async def raised(heads: Collection, name: str, session: Session) -> int:
    """The version of the tree after raising it by one, in the transaction that writes its units."""
    head = await heads.find_one_and_update(
        {"_id": name}, {"$inc": {"version": 1}}, upsert=True, return_document=True, session=session
    )
    return int(head["version"])


def _made(before: UnitTree, units: list[Unit], version: int) -> UnitTree:
    tree = before.with_units(units, version=version)
    tree.prepare()
    return tree
