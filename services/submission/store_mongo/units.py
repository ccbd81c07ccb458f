"""Units and programmes in MongoDB, and the catalogue of both kept in memory.

`versions` holds one document for the tree and one for the programmes, raised in the same transaction as any
change: two changes of the tree collide there, and a catalogue knows by it whether it is still the present one.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Collection as Many
from dataclasses import replace
from typing import TypeVar

from services.submission import published
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.programmes import ProgrammeState
from services.submission.domain.tree_plans import Plan
from services.submission.domain.units import UnitState
from services.submission.store import TreeMoved
from services.submission.store_mongo.plans import MongoPlans
from shared.events.programmes import PROGRAMMES as PROGRAMMES_TOPIC
from shared.events.programmes import ProgrammeData
from shared.events.units import UNITS as UNITS_TOPIC
from shared.events.units import UnitData
from shared.messaging import outbox
from shared.messaging.outbox import Outbox
from shared.mongo import Collection, Document, DuplicateKeyError, Index, Mongo, Session
from shared.paths import Paths, Placed
from shared.refusals import Stale
from shared.unit_store import UnitStore
from shared.units import Unit, UnitTree

UNITS, PROGRAMMES, VERSIONS = "units", "programmes", "versions"
OUTBOXES = (Outbox(UNITS, UNITS_TOPIC), Outbox(PROGRAMMES, PROGRAMMES_TOPIC))
INDEXES = (Index(UNITS, (("data.tree_version", 1),)),)
MAX_AGE_SECONDS = 1.0
T = TypeVar("T")
NOTHING = Catalogue(UnitTree(), {})


class MongoUnits:
    """See `store.Units`."""

    def __init__(self, mongo: Mongo, plans: MongoPlans, placed: tuple[Placed, ...] = ()) -> None:
        self._mongo = mongo
        self._plans = plans
        self._units = mongo.db[UNITS]
        self.paths = Paths(mongo.db, placed)
        self._tree = UnitStore(mongo.db, version_field="data.tree_version", read=_unit_of, fields={"data": 1})
        self._programmes = mongo.db[PROGRAMMES]
        self._versions = mongo.db[VERSIONS]
        self._known, self._programmes_version = NOTHING, 0
        self._checked_at = float("-inf")
        self._refreshing = asyncio.Lock()

    async def catalogue(self, *, fresh: bool = False) -> Catalogue:
        """All units and programmes; while one request refreshes them, others go on with what is known."""
        young = time.monotonic() - self._checked_at < MAX_AGE_SECONDS
        if not fresh and (young or (self._refreshing.locked() and self._known is not NOTHING)):
            return self._known
        asked_at = time.monotonic()
        async with self._refreshing:
            if self._checked_at < asked_at:
                await self._refresh()
        return self._known

    async def unit(self, code: str) -> UnitState | None:
        """One unit as it stands."""
        doc = await self._units.find_one({"_id": code})
        return None if doc is None else UnitState(UnitData(**doc["data"]), doc["revision"], doc["last_event_at"])

    async def save_unit(self, unit: UnitState, tree_version: int) -> UnitState:
        """Write a unit judged on the tree at `tree_version`; raises TreeMoved when it is elsewhere, or Stale."""

        async def work(session: Session) -> UnitState:
            await self._raise_tree(tree_version, session)
            await self._write_unit(unit, session)
            return replace(unit, revision=unit.revision + 1)

        return await self._written(work)

    async def many(self, codes: Many[str]) -> Mapping[str, UnitState]:
        """Those of these units that exist, as they stand."""
        docs = await self._units.find({"_id": {"$in": list(codes)}}).to_list(None)
        return {d["_id"]: UnitState(UnitData(**d["data"]), d["revision"], d["last_event_at"]) for d in docs}

    async def save_units(self, units: Sequence[UnitState], tree_version: int, plan: Plan) -> Plan:
        """Write several and the plan they come of; raises TreeMoved or Stale."""

        async def work(session: Session) -> Plan:
            if units:
                await self._raise_tree(tree_version, session, by=len(units))
            for unit in units:
                await self._write_unit(unit, session)
            return await self._plans.save(plan, session)

        return await self._written(work)

    async def _write_unit(self, unit: UnitState, session: Session) -> None:
        await self.paths.leave_marks(self._known.tree, [unit.data.to_unit()], session)
        data = unit.data.model_dump(mode="json")
        await _write(self._units, unit.data.code, data, unit, published.of_unit(unit), session)

    async def programme(self, id: str) -> ProgrammeState | None:  # noqa: A002
        """One programme as it stands."""
        doc = await self._programmes.find_one({"_id": id})
        if doc is None:
            return None
        return ProgrammeState(ProgrammeData(**doc["data"]), doc["revision"], doc["last_event_at"])

    async def save_programme(self, programme: ProgrammeState) -> ProgrammeState:
        """Write a new or changed programme; raises Stale."""

        async def work(session: Session) -> ProgrammeState:
            raised = {"$inc": {"version": 1}}
            await self._versions.update_one({"_id": PROGRAMMES}, raised, upsert=True, session=session)
            data = programme.data.model_dump(mode="json")
            entries = published.of_programme(programme)
            await _write(self._programmes, programme.data.id, data, programme, entries, session)
            return replace(programme, revision=programme.revision + 1)

        return await self._written(work)

    async def _written(self, work: Callable[[Session], Awaitable[T]]) -> T:
        try:
            return await self._mongo.transaction(work)
        finally:
            self._checked_at = float("-inf")

    async def _raise_tree(self, version: int, session: Session, *, by: int = 1) -> None:
        if version == 0:
            try:
                await self._versions.insert_one({"_id": UNITS, "version": by}, session=session)
            except DuplicateKeyError:
                raise TreeMoved from None
            return
        raised = {"$inc": {"version": by}}
        result = await self._versions.update_one({"_id": UNITS, "version": version}, raised, session=session)
        if not result.matched_count:
            raise TreeMoved

    async def _refresh(self) -> None:
        """Read what changed since; a unit newer than the version read is there early, which does no harm."""
        asked_at = time.monotonic()
        versions = {
            doc["_id"]: doc["version"]
            for doc in await self._versions.find({"_id": {"$in": [UNITS, PROGRAMMES]}}).to_list(None)
        }
        tree = self._known.tree
        if versions.get(UNITS, 0) != tree.version:
            tree = await self._tree.tree_at(versions[UNITS])
        programmes = self._known.programmes
        if versions.get(PROGRAMMES, 0) != self._programmes_version:
            docs = await self._programmes.find({}, {"data": 1}).to_list(None)
            programmes = {doc["_id"]: ProgrammeData(**doc["data"]) for doc in docs}
            self._programmes_version = versions[PROGRAMMES]
        self._known = Catalogue(tree, programmes)
        self._checked_at = asked_at


def _unit_of(document: Document) -> Unit:
    return UnitData(**document["data"]).to_unit()


async def _write(
    col: Collection,
    id_: str,
    data: Document,
    state: UnitState | ProgrammeState,
    entries: list[Document],
    session: Session,
) -> None:
    document = {"data": data, "version": data["version"], "last_event_at": state.last_event_at}
    if state.revision:
        await outbox.update(col, id_, state.revision, document, entries, session)
        return
    try:
        await outbox.insert(col, id_, document, entries, session)
    except DuplicateKeyError:
        raise Stale from None
