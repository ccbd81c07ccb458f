"""How long cases wait for each unit, a page of units at a time: a walk along one index that looks at no case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from services.review.queues import AGES, UnitWaits, Waits
from shared.access import Scope
from shared.mongo import Collection, Document
from shared.paths import scoped

INDEX: Final = (("path", 1), ("awaited.unit", 1), ("since", 1), ("order_at", 1), ("programme", 1))
AT_ONCE: Final = 10_000
"""Entries of the index that one page walks along; a unit with more is counted alone."""
_UNIT: Final = "awaited.unit"


async def waits_by_unit(
    cases: Collection, within: Sequence[Scope], after: str | None, limit: int, now: datetime, at_once: int = AT_ONCE
) -> Waits:
    """The next units by code, at most `limit`; none of the scopes lies within another."""
    found: dict[str, UnitWaits] = {}
    ends: list[str] = []
    for scope in within:
        rows, end = await _of_scope(cases, scope, after, now, at_once // len(within))
        for row in rows:
            found[row.unit] = found[row.unit].plus(row) if row.unit in found else row
        if end is not None:
            ends.append(end)
    # What one scope has not counted yet, no other's row is complete without.
    known = sorted(unit for unit in found if not ends or unit <= min(ends))
    return Waits(tuple(found[unit] for unit in known[:limit]), more=bool(ends) or len(known) > limit)


async def _of_scope(
    cases: Collection, scope: Scope, after: str | None, now: datetime, at_once: int
) -> tuple[list[UnitWaits], str | None]:
    """Complete rows of one scope, and the last unit they go up to: None when there are no others."""
    walk = walk_of(scope, after, now, at_once)
    rows = [_row(document) async for document in cases.aggregate(walk, hint=dict(INDEX))]
    if sum(row.count for row in rows) < at_once:
        return rows, None
    if len(rows) == 1:
        rows = [await _alone(cases, scope, rows[0].unit, now)]
        return rows, rows[0].unit
    return rows[:-1], rows[-2].unit


def walk_of(scope: Scope, after: str | None, now: datetime, at_once: int) -> list[Document]:
    """The pipeline that walks along the index; its last unit may be incomplete."""
    return [
        {"$match": {**scoped("path", "programme", (scope,)), _UNIT: {"$gt": after or ""}}},
        {"$sort": {_UNIT: 1}},
        {"$limit": at_once},
        {"$group": {"_id": f"${_UNIT}", **_sums(now)}},
        {"$sort": {"_id": 1}},
    ]


def _sums(now: datetime) -> Document:
    ages: Document = {f"since_{n}": _how_many({"$gte": ["$since", now - age]}) for n, age in enumerate(AGES)}
    overdue = _how_many({"$lt": ["$order_at", now]})
    return {"count": {"$sum": 1}, "oldest": {"$min": "$since"}, "overdue": overdue, **ages}


def _how_many(condition: Document) -> Document:
    return {"$sum": {"$cond": [condition, 1, 0]}}


def _row(document: Document) -> UnitWaits:
    younger = [int(document[f"since_{n}"]) for n in range(len(AGES))]
    return UnitWaits(document["_id"], document["count"], document["oldest"], document["overdue"], tuple(younger))


async def _alone(cases: Collection, scope: Scope, unit: str, now: datetime) -> UnitWaits:
    """One unit with very many: each number is a plain count along the index."""
    of_unit: dict[str, Any] = {**scoped("path", "programme", (scope,)), _UNIT: unit}
    hint = list(INDEX)
    first = await cases.find(of_unit, {"since": 1}).hint(hint).sort("since", 1).limit(1).to_list(1)
    count = await cases.count_documents(of_unit, hint=hint)
    overdue = await cases.count_documents({**of_unit, "order_at": {"$lt": now}}, hint=hint)
    younger = [await cases.count_documents({**of_unit, "since": {"$gte": now - age}}, hint=hint) for age in AGES]
    return UnitWaits(unit, count, first[0]["since"] if first else now, overdue, tuple(younger))
