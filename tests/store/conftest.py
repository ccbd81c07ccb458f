"""No query of any store scans a collection: whatever the store suite asks MongoDB is explained there as well.

Each new shape of a query (its fields and operators, whatever the values) is explained once a run, in a database that
has the indexes its service declares. A query that may walk a whole collection stands in `WHOLE`, with its reason.
"""

import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import pytest
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions, DatetimeConversion
from pymongo import MongoClient, monitoring

from deploy.local.stack import Stack
from portal import store_mongo as portal
from services.notify import store_mongo as notify
from services.ranking import store_mongo as ranking
from services.review import store_mongo as review
from services.submission import store_mongo as submission
from shared.messaging.outbox import Outbox
from shared.mongo import Document, Index, Mongo
from shared.runtime.lifecycle import own_indexes
from tests.store.of_a_test import OF_A_TEST

WHOLE: Final = {
    ("find", "units", "{}"): "a process reads every unit once, at its start",
    ("delete", "units", "{}"): "the swap at the end of a rebuild",
    ("delete", "programmes", "{}"): "the swap at the end of a rebuild",
    ("delete", "targets", "{}"): "the swap at the end of a rebuild",
    ("find", "appointments", "{appointments.deputy_for: {$type: ·}}"): "a restore",
    ("update", "invitations", "{_id: {$nin: [·]}, state: {$in: [·]}}"): "a restore",
    ("find", "authors", "{erased: ·}"): "once, after a restore",
    ("find", "marks", "{}"): "few, and gone when they are done",
    ("update", "initiatives", "{}"): "asked by tests alone",
    ("update", "authors", "{}"): "asked by tests alone",
    **dict.fromkeys(
        [
            *(
                ("find", name, "{}")
                for name in ("initiatives", "authors", "programmes", "targets", "appointments", "milestones")
            ),
            *(("delete", name, "{}") for name in ("milestones", "facts")),
            ("update", "cells", "{}"),
            ("find", "messages", "{}"),
            ("find", "messages", "{$and: [{$or: [{created_at: {$lt: ·}}, {created_at: ·, _id: {$lt: ·}}]}]}"),
        ],
        "asked by tests alone, which look at all",
    ),
    **dict.fromkeys(
        [
            ("find", "initiatives", "{$and: [{content_version: {$gt: ·}}, {folded: {$regex: ·}}]}"),
            ("find", "initiatives", "{$and: [{content_version: {$gt: ·}}, {programme: {$in: [·]}}, {status: ·}]}"),
            ("find", "initiatives", "{$and: [{content_version: {$gt: ·}}, {status: ·}]}"),
        ],
        "asked by tests alone: every route asks for a person's or for those of units",
    ),
}
"""(command, collection, filter) → why it may look at all."""

_ANY_TIME: Final[CodecOptions[Document]] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD, datetime_conversion=DatetimeConversion.DATETIME_AUTO
)
_CLAUSES: Final = {"update": ("updates", "q", "u"), "delete": ("deletes", "q", "limit")}
_ASKED: Final = frozenset({"find", "aggregate", "update", "delete", "findAndModify", "count", "distinct"})
_NOT_EXPLAINED: Final = frozenset(
    {"lsid", "$db", "$clusterTime", "txnNumber", "startTransaction", "autocommit", "readConcern", "writeConcern"}
)


class Asked(monitoring.CommandListener):
    """What was asked of test databases since the last look."""

    def __init__(self) -> None:
        self.commands: list[Document] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name in _ASKED and event.database_name.startswith("test_"):
            command = dict(event.command)
            if command.get("comment") != OF_A_TEST and "$changeStream" not in str(command.get("pipeline", ())):
                self.commands.append(command)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass


ASKED = Asked()
monitoring.register(ASKED)
_seen: set[tuple[str, str]] = set()


SERVICES: Final[dict[str, tuple[tuple[Index, ...], tuple[Outbox, ...]]]] = {
    "submission": (submission.INDEXES, submission.OUTBOXES),
    "review": (review.INDEXES, (review.CASES,)),
    "ranking": (ranking.INDEXES, ranking.OUTBOXES),
    "notify": (notify.INDEXES, ()),
    "portal": (portal.INDEXES, ()),
}


def service_of(module: str) -> str | None:
    """The service whose store a test file is about."""
    if any(word in module for word in ("movement", "milestones", "snapshots")):
        return "ranking"
    return next((service for service in SERVICES if service in module), None)


@pytest.fixture(autouse=True)
async def _explained(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """After a test, everything it asked for the first time is explained."""
    service = service_of(request.module.__name__)
    where = request.getfixturevalue("explaining") if service else None
    ASKED.commands.clear()
    yield
    asked = [command for one in ASKED.commands for command in _single(one)]
    new = [command for command in asked if service and (service, _shape(command)) not in _seen]
    if not new or service is None or where is None:
        return
    url, run = where
    mongo = Mongo(url, f"{run}_{service}", app_name="tests")
    try:
        indexes, outboxes = SERVICES[service]
        if service not in _prepared:
            _prepared.add(service)
            await mongo.ensure_indexes(own_indexes(indexes, outboxes))
        scanning = [command for command in new if await _scans(mongo, service, command)]
    finally:
        mongo.close()
    assert not scanning, [_shape(command) for command in scanning]


_prepared: set[str] = set()


@pytest.fixture(scope="session")
def explaining(stack: Stack) -> Iterator[tuple[str, str]]:
    """Where queries are explained, and how the databases of this run begin."""
    run = f"explained_{uuid.uuid4().hex[:8]}"
    yield stack.mongo_url, run
    for service in _prepared:
        with MongoClient[Document](stack.mongo_url) as client:
            client.drop_database(f"{run}_{service}")


async def _scans(mongo: Mongo, service: str, command: Document) -> bool:
    if (service, _shape(command)) in _seen:
        return False
    _seen.add((service, _shape(command)))
    name = next(iter(command))
    if (name, command[name], _brief(_filter(command))) in WHOLE:
        return False
    if command[name] not in await mongo.db.list_collection_names():
        await mongo.db.create_collection(command[name])  # of one that is not there nothing can be told
    plan = await mongo.db.command({"explain": command, "verbosity": "queryPlanner"}, codec_options=_ANY_TIME)
    return "COLLSCAN" in str(plan)


def _single(command: Document) -> list[Document]:
    """The command without what belongs to its session; of several writes each."""
    plain = {key: value for key, value in command.items() if key not in _NOT_EXPLAINED}
    name = next(iter(plain))
    if name not in _CLAUSES:
        return [plain]
    field = _CLAUSES[name][0]
    return [{name: plain[name], field: [clause]} for clause in plain.get(field, ())]


def _filter(command: Document) -> Any:
    name = next(iter(command))
    if name in _CLAUSES:
        return command[_CLAUSES[name][0]][0]["q"]
    return command.get("filter", command.get("query", command.get("pipeline", {})))


def _shape(command: Document) -> str:
    name = next(iter(command))
    return f"{name} {command[name]} {_brief(_filter(command))} {command.get('sort', {})!s}"


def _brief(value: Any) -> str:
    """A filter without its values."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_brief(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(sorted({_brief(one) for one in value})) + "]"
    return "·"
