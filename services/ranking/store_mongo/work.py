"""One transaction of the Mongo store."""

from collections.abc import Collection as Many
from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import InsertOne, ReplaceOne, UpdateOne

from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Days, Figures, Membership, Spot
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame, FrameNews
from services.ranking.domain.milestones import Milestone
from services.ranking.domain.targets import Target
from services.ranking.store import Head, Rest, Writes
from services.ranking.store_mongo import approvals, codecs
from services.ranking.store_mongo.collections import (
    CELLS,
    DAILIES,
    FACTS,
    FRAME,
    HEADS,
    PROGRAMMES,
    SUBMITTERS,
    TARGETS,
)
from services.ranking.store_mongo.finding import find_in_parts
from services.ranking.store_mongo.milestones import cross as crossed
from shared.mongo import Database, Document, Session
from shared.unit_store import UnitStore

Operation = InsertOne[Document] | ReplaceOne[Document] | UpdateOne


class MongoWork:
    """Reads and writes within one session's transaction."""

    def __init__(self, db: Database, session: Session) -> None:
        self._db = db
        self._session = session

    async def _find(
        self,
        collection: str,
        field: str,
        values: Iterable[str],
        also: Document | None = None,
        fields: Document | None = None,
    ) -> list[Document]:
        parts = find_in_parts(self._db[collection], self._session, field, values, also, fields)
        return [document async for part in parts for document in part]

    async def head(self) -> Head:
        """The frame's version at this moment, and whether applying rests by the store's clock."""
        fields: Document = {"version": 1, "token": 1, "lasts": {"$gt": ["$paused_until", "$$NOW"]}}
        head = await self._db[HEADS].find_one({"_id": FRAME}, fields, session=self._session)
        if head is None:
            return Head(0)
        rest = Rest.NONE if "token" not in head else Rest.LASTS if head["lasts"] else Rest.RAN_OUT
        return Head(int(head["version"]), rest)

    async def end_rest(self) -> None:
        """Take the token away, in this transaction: renewing it and this collide."""
        ended = {"$unset": {"token": "", "paused_until": ""}}
        await self._db[HEADS].update_one({"_id": FRAME}, ended, session=self._session)

    async def facts(self, generation: int, initiatives: Many[str]) -> dict[str, Facts]:
        """What is known of these initiatives."""
        ids = [codecs.facts_id(generation, initiative) for initiative in initiatives]
        found = await self._find(FACTS, "_id", ids)
        return {document["initiative"]: codecs.facts_of(document) for document in found}

    async def has_facts(self, generation: int, programme: str) -> bool:
        """Whether anything was ever submitted to a programme."""
        query = {"generation": generation, "programme": programme}
        return await self._db[FACTS].find_one(query, {"_id": 1}, session=self._session) is not None

    async def days(self, generation: int, memberships: Many[Membership]) -> dict[Membership, Days]:
        """The days of these authors."""
        ids = {codecs.membership_id(generation, membership): membership for membership in memberships}
        found = await self._find(SUBMITTERS, "_id", ids, fields={"days": 1})
        return {ids[document["_id"]]: document["days"] for document in found}

    async def totals(self, frame: Frame, units: Many[str]) -> dict[Spot, Figures]:
        """The totals of units in all windows of all programmes, each in its programme's generation."""
        generations = [frame.generation, *frame.cells.values()]
        found = await self._find(CELLS, "unit", units, {"generation": {"$in": generations}})
        return {
            Spot(d["programme"], d["unit"], d["window"]): d.get("total", {})
            for d in found
            if d["generation"] == frame.generation_of(d["programme"])
        }

    async def dailies(self, frame: Frame, units: Many[str]) -> dict[Spot, Figures]:
        """The counts of units by day."""
        generations = [frame.generation, *frame.cells.values()]
        found = await self._find(DAILIES, "unit", units, {"generation": {"$in": generations}})
        return {
            Spot(d["programme"], d["unit"], d["window"]): d.get("days", {})
            for d in found
            if d["generation"] == frame.generation_of(d["programme"])
        }

    async def totals_at(self, frame: Frame, spots: Many[Spot]) -> dict[Spot, Figures]:
        """The totals of these spots."""
        ids = [codecs.spot_id(frame.generation_of(spot.programme), spot) for spot in spots]
        found = await self._find(CELLS, "_id", ids, fields={"direct": 0})
        return {Spot(d["programme"], d["unit"], d["window"]): d.get("total", {}) for d in found}

    async def targets(self, keys: Iterable[tuple[str, str]]) -> list[Target]:
        """The targets of these (programme, unit)."""
        found = await self._find(TARGETS, "_id", [f"{programme}/{unit}" for programme, unit in keys])
        return [codecs.target_of(document) for document in found]

    async def targets_after(self, name: str, most: int) -> list[Target]:
        """The next targets by name."""
        found = self._db[TARGETS].find({"_id": {"$gt": name}}, session=self._session).sort("_id", 1).limit(most)
        return [codecs.target_of(document) for document in await found.to_list(most)]

    async def cross(self, milestones: Sequence[Milestone]) -> None:
        """Keep those that were never crossed before, each with its event."""
        await crossed(self._db, self._session, milestones)

    async def write(self, frame: Frame, writes: Writes) -> None:
        """All effects; what every process writes (cells, revisions) comes last and is held shortest."""
        generation = frame.generation
        await self._bulk(FACTS, [_replace(codecs.facts_to(generation, facts)) for facts in writes.facts])
        await self._bulk(
            SUBMITTERS, [_replace(codecs.days_to(generation, who, days)) for who, days in writes.days.items()]
        )
        await self._bulk(TARGETS, [_replace(codecs.target_to(target)) for target in writes.targets])
        cells = sorted(writes.cells.items())
        await self._bulk(CELLS, [_cell(frame.generation_of(spot.programme), spot, cell) for spot, cell in cells])
        dailies = sorted(writes.dailies.items())
        await self._bulk(DAILIES, [_daily(frame.generation_of(spot.programme), spot, days) for spot, days in dailies])
        await self._bulk(approvals.APPROVALS, list(approvals.adding(writes.approvals)))
        programmes = sorted(writes.programmes)
        await self._bulk(HEADS, [_revision(frame.generation_of(programme), programme) for programme in programmes])

    async def learn(self, frame: Frame, news: FrameNews) -> None:
        """Make `frame` the present one."""
        await UnitStore(self._db).put(news.units, frame.version, self._session)
        programme_ids = {programme.id for programme in (*news.programmes, *news.waiting)}
        await self._bulk(
            PROGRAMMES, [_replace(codecs.programmes_to(frame, programme)) for programme in sorted(programme_ids)]
        )
        head: Document = {"version": frame.version, "generation": frame.generation, "cells": list(frame.cells.items())}
        await self._bulk(HEADS, [UpdateOne({"_id": FRAME}, {"$set": head}, upsert=True)])

    async def _bulk(self, collection: str, operations: list[Operation]) -> None:
        if operations:
            await self._db[collection].bulk_write(operations, ordered=False, session=self._session)


def _replace(document: Document) -> Operation:
    return ReplaceOne({"_id": document["_id"]}, document, upsert=True)


def _cell(generation: int, spot: Spot, cell: Cell) -> Operation:
    moves: dict[str, Any] = {f"direct.{name}": amount for name, amount in cell.direct.items()}
    moves.update({f"total.{name}": amount for name, amount in cell.total.items()})
    born = {"generation": generation, "programme": spot.programme, "unit": spot.unit, "window": spot.window}
    return UpdateOne({"_id": codecs.spot_id(generation, spot)}, {"$inc": moves, "$setOnInsert": born}, upsert=True)


def _daily(generation: int, spot: Spot, days: Figures) -> Operation:
    moves = {f"days.{name}": amount for name, amount in days.items()}
    born = {"generation": generation, "programme": spot.programme, "unit": spot.unit, "window": spot.window}
    return UpdateOne({"_id": codecs.spot_id(generation, spot)}, {"$inc": moves, "$setOnInsert": born}, upsert=True)


def _revision(generation: int, programme: str) -> Operation:
    return UpdateOne(
        {"_id": f"{generation}/{programme}"},
        {"$inc": {"revision": 1}, "$setOnInsert": {"generation": generation, "programme": programme}},
        upsert=True,
    )
