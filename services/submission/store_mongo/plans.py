"""Planned changes of the tree in MongoDB."""

from collections.abc import Collection as Many
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from uuid import UUID

from services.submission.domain.tree_plans import Plan, PlanState, UnitChange
from services.submission.store_mongo.documents import grant_document, grant_of
from shared.mongo import Document, DuplicateKeyError, Index, Mongo, Session
from shared.refusals import AlreadyMade, BadField, Complaint, Stale
from shared.units import Level
from shared.web.complaints import INVALID

PLANS = "tree_plans"
INDEXES = (
    Index(PLANS, (("state", 1), ("on", 1))),
    Index(PLANS, (("units", 1), ("created_at", -1), ("_id", -1))),
    Index(PLANS, (("created_at", -1), ("_id", -1))),
)


class MongoPlans:
    """See `store.Plans`."""

    def __init__(self, mongo: Mongo) -> None:
        self._plans = mongo.db[PLANS]

    async def get(self, id: UUID) -> Plan | None:  # noqa: A002
        """The plan with this id."""
        found = await self._plans.find_one({"_id": id})
        return _plan_of(found) if found else None

    async def find(
        self, units: Many[str] | None, state: PlanState | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> list[Plan]:
        """Those that touch any of these units, newest first."""
        conditions: list[Document] = [{} if units is None else {"units": {"$in": sorted(units)}}]
        if state is not None:
            conditions.append({"state": state.value})
        if after is not None:
            at, id_ = after
            conditions.append({"$or": [{"created_at": {"$lt": at}}, {"created_at": at, "_id": {"$lt": id_}}]})
        cursor = self._plans.find({"$and": conditions}).sort([("created_at", -1), ("_id", -1)]).limit(limit)
        return [_plan_of(found) for found in await cursor.to_list(limit)]

    async def due(self, today: date) -> Sequence[Plan]:
        """Those whose day has come, in the order they are to be made."""
        wanted = {"state": PlanState.PLANNED.value, "on": {"$lte": today.isoformat()}}
        cursor = self._plans.find(wanted).sort([("on", 1), ("created_at", 1), ("_id", 1)]).limit(50)
        return [_plan_of(found) for found in await cursor.to_list(None)]

    async def save(self, plan: Plan, session: Session | None = None) -> Plan:
        """Write it at the revision it was read at; raises Stale, or AlreadyMade for a new one that is there."""
        document = _document_of(plan)
        if plan.revision == 0:
            try:
                await self._plans.insert_one({**document, "revision": 1}, session=session)
            except DuplicateKeyError:
                raise AlreadyMade from None
        else:
            id_ = document.pop("_id")
            result = await self._plans.update_one(
                {"_id": id_, "revision": plan.revision},
                {"$set": {**document, "revision": plan.revision + 1}},
                session=session,
            )
            if not result.matched_count:
                raise Stale
        return replace(plan, revision=plan.revision + 1)


def _document_of(plan: Plan) -> Document:
    return {
        "_id": plan.id,
        "on": plan.on.isoformat(),
        "changes": [{"code": change.code, "fields": dict(change.fields)} for change in plan.changes],
        "units": sorted(plan.units),
        "by": plan.by,
        "grants": [grant_document(grant) for grant in plan.grants],
        "created_at": plan.created_at,
        "state": plan.state.value,
        "settled_at": plan.settled_at,
        "problems": [{"field": one.field, **asdict(one.complaint)} for one in plan.problems],
        "request_hash": plan.request_hash,
    }


def _plan_of(document: Document) -> Plan:
    return Plan(
        id=document["_id"],
        on=date.fromisoformat(document["on"]),
        changes=tuple(UnitChange(one["code"], _fields_of(one["fields"])) for one in document["changes"]),
        by=document["by"],
        grants=tuple(grant_of(one) for one in document.get("grants", ())),
        created_at=document["created_at"],
        state=PlanState(document["state"]),
        settled_at=document["settled_at"],
        problems=tuple(_problem_of(one) for one in document["problems"]),
        revision=document["revision"],
        request_hash=document.get("request_hash"),
    )


def _problem_of(document: Document) -> BadField:
    params = {name: tuple(p) if isinstance(p, list) else p for name, p in document.get("params", {}).items()}
    complaint = Complaint(document.get("code", INVALID.code), document["vi"], document["en"], params)
    return BadField(document["field"], complaint)


def _fields_of(fields: Document) -> Document:
    return {**fields, "level": Level(fields["level"])} if "level" in fields else fields
