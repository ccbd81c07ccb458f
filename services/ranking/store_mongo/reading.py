"""Reads of one moment, in a snapshot session."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from collections.abc import Collection as Many
from datetime import date

from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Figures, Spot
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame
from services.ranking.domain.movement import Kept
from services.ranking.domain.targets import Target, joined
from services.ranking.store import GROUP, Revision
from services.ranking.store_mongo import codecs, days
from services.ranking.store_mongo.collections import CELLS, DAILIES, FACTS, HEADS, TARGETS
from services.ranking.store_mongo.finding import AT_ONCE, find_in_parts
from shared.messaging.partitions import PARTITIONS
from shared.mongo import Database, Document, Session


class MongoReading:
    """Reads that all see the moment of the first."""

    def __init__(self, db: Database, session: Session, frame: Frame) -> None:
        self._db = db
        self._session = session
        self._frame = frame

    @property
    def frame(self) -> Frame:
        """The frame of that moment."""
        return self._frame

    def _parts(
        self, collection: str, field: str, values: Iterable[str], also: Document | None = None
    ) -> AsyncIterator[list[Document]]:
        return find_in_parts(self._db[collection], self._session, field, values, also)

    async def revision(self, programme: str) -> Revision:
        """The programme's revision at that moment."""
        generation = self._frame.generation_of(programme)
        head = await self._db[HEADS].find_one({"_id": f"{generation}/{programme}"}, session=self._session)
        return Revision(generation, head["revision"] if head else 0)

    async def cells(self, programme: str, window: str, units: Many[str]) -> dict[str, Cell]:
        """The cells of units in one window."""
        generation = self._frame.generation_of(programme)
        ids = (codecs.spot_id(generation, Spot(programme, unit, window)) for unit in units)
        return {
            d["unit"]: cell
            async for part in self._parts(CELLS, "_id", ids)
            for d in part
            if (cell := codecs.cell_of(d))
        }

    async def windows(self, programme: str, units: Many[str]) -> dict[Spot, Cell]:
        """The cells of units in all windows."""
        also = {"generation": self._frame.generation_of(programme), "programme": programme}
        return {
            Spot(programme, d["unit"], d["window"]): cell
            async for part in self._parts(CELLS, "unit", units, also)
            for d in part
            if (cell := codecs.cell_of(d))
        }

    async def totals(self, programme: str, units: Many[str], windows: Many[str] | None = None) -> dict[Spot, Figures]:
        """The totals of units."""
        generation = self._frame.generation_of(programme)
        collection, fields = self._db[CELLS], {"_id": 0, "unit": 1, "window": 1, "total": 1}
        if windows is None:
            also = {"generation": generation, "programme": programme}
            parts = find_in_parts(collection, self._session, "unit", units, also, fields)
        else:
            spots = (Spot(programme, unit, window) for window in windows for unit in units)
            ids = (codecs.spot_id(generation, spot) for spot in spots)
            parts = find_in_parts(collection, self._session, "_id", ids, None, fields)
        return {
            Spot(programme, d["unit"], d["window"]): d["total"] async for part in parts for d in part if d.get("total")
        }

    async def dailies(self, programme: str, unit: str, months: Many[str]) -> dict[str, Figures]:
        """The counts of a unit by day."""
        generation = self._frame.generation_of(programme)
        ids = (codecs.spot_id(generation, Spot(programme, unit, month)) for month in months)
        return {d["window"]: d.get("days", {}) async for part in self._parts(DAILIES, "_id", ids) for d in part}

    async def targets(self, programme: str, units: Many[str]) -> dict[str, Target]:
        """The targets of units."""
        tree = self._frame.tree
        names = (f"{programme}/{code}" for unit in units for code in tree.with_merged([unit]))
        rows = [codecs.target_of(d) async for part in self._parts(TARGETS, "_id", names) for d in part]
        if len(units) <= AT_ONCE:
            return joined(tree, rows, units)
        return await asyncio.to_thread(joined, tree, rows, units)

    async def day(self, programme: str, day: date, window: str, units: Many[str]) -> dict[str, Kept]:
        """The figures of units at the end of a day."""
        return await days.read(self._db, self._session, programme, day, window, units)

    async def facts(self, initiative: str) -> Facts | None:
        """What is known of one initiative."""
        identity = codecs.facts_id(self._frame.generation, initiative)
        found = await self._db[FACTS].find_one({"_id": identity}, session=self._session)
        return codecs.facts_of(found) if found else None

    async def offsets(self) -> dict[str, int]:
        """How far each partition of facts was applied: a batch's effects and offsets are one transaction."""
        of_group = {"group": GROUP, "offset": {"$exists": True}}
        found = await self._db[PARTITIONS].find(of_group, session=self._session).to_list(None)
        return {d["_id"].partition("/")[2]: d["offset"] for d in sorted(found, key=lambda d: str(d["_id"]))}
