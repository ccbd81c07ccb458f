"""The one seam to MongoDB: majority writes, snapshot transactions, declared indexes.

Motor's fixes end on 2027-05-14; only this module and the `store_mongo` modules touch the driver
(docs/adr/0003-motor-behind-one-seam.md says how it is swapped).
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, TypeVar, cast

import structlog
from bson.codec_options import CodecOptions
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)
from pymongo import IndexModel, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

Document = dict[str, Any]
Client = AsyncIOMotorClient[Document]
Database = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]
Session = AsyncIOMotorClientSession

T = TypeVar("T")

MAJORITY = WriteConcern(w="majority", j=True, wtimeout=20_000)
TRANSACTION_ATTEMPTS = 12
INDEX_ATTEMPTS = 5

_CANNOT_HOLD = frozenset({2, 14, 15, 22, 52, 57, 10334, 17419, 17420})
"""Codes of a server that can never hold what it was given: too large, too deep, a sum beyond 64 bits, such a name."""

_log = structlog.get_logger(__name__)

__all__ = [
    "BulkWriteError",
    "Collection",
    "Database",
    "Document",
    "DuplicateKeyError",
    "Index",
    "Mongo",
    "PyMongoError",
    "ReplaceOne",
    "Session",
    "UpdateOne",
    "refuses_document",
]


def refuses_document(error: PyMongoError) -> bool:
    """Whether the server can never hold what it was given, so that nothing is won by trying again.

    What the driver itself refuses to encode is no PyMongoError.
    """
    if error.has_error_label("TransientTransactionError") or not isinstance(error, OperationFailure):
        return False
    failures = (error.details or {}).get("writeErrors") or [{"code": error.code}]
    return any(failure.get("code") in _CANNOT_HOLD for failure in failures)


@dataclass(frozen=True, slots=True)
class Index:
    """An index, declared beside the store whose queries need it; created at start.

    `keys` are (field, 1 | -1 | "text") pairs in order.
    """

    collection: str
    keys: tuple[tuple[str, int | str], ...]
    unique: bool = False
    sparse: bool = False
    partial: Document | None = None
    expire_after_seconds: int | None = None

    def model(self) -> IndexModel:
        """The index as the driver takes it."""
        options: Document = {"unique": self.unique, "sparse": self.sparse}
        if self.partial is not None:
            options = {"unique": self.unique, "partialFilterExpression": self.partial}
        if self.expire_after_seconds is not None:
            options["expireAfterSeconds"] = self.expire_after_seconds
        return IndexModel(list(self.keys), **options)


class Mongo:
    """One service's database.

    Reads and single writes are retried once by the driver; every call ends in time: 5 s to find a server,
    20 s on a socket, 20 s for a majority.
    """

    def __init__(self, url: str, database: str, *, app_name: str) -> None:
        self._made_of = (url, database, app_name)
        self.client: Client = AsyncIOMotorClient(
            url,
            appname=app_name,
            tz_aware=True,
            tzinfo=UTC,
            uuidRepresentation="standard",
            retryReads=True,
            retryWrites=True,
            serverSelectionTimeoutMS=5_000,
            connectTimeoutMS=5_000,
            socketTimeoutMS=20_000,
            waitQueueTimeoutMS=10_000,
            maxPoolSize=100,
        )
        options: CodecOptions[Document] = self.client.codec_options
        self.db: Database = self.client.get_database(
            database,
            codec_options=options,
            read_preference=ReadPreference.PRIMARY,
            write_concern=MAJORITY,
            read_concern=ReadConcern("majority"),
        )

    def another(self) -> "Mongo":
        """The same database through connections of its own, for the loop of another thread."""
        url, database, app_name = self._made_of
        return Mongo(url, database, app_name=app_name)

    async def ping(self) -> None:
        """Raise when no primary answers."""
        await self.client.admin.command("ping")

    def close(self) -> None:
        """Close every connection."""
        self.client.close()

    async def transaction(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """Run `work` in one majority transaction and commit it.

        A transient error (a write conflict, a lost primary) runs `work` again from the start, up to
        `TRANSACTION_ATTEMPTS` times with growing pauses, so `work` must not keep anything from an earlier try.
        A commit whose outcome is unknown is committed again, which the server makes harmless.
        """
        for attempt in range(1, TRANSACTION_ATTEMPTS + 1):
            try:
                return await self._attempt(work)
            except PyMongoError as error:
                if not error.has_error_label("TransientTransactionError") or attempt == TRANSACTION_ATTEMPTS:
                    raise
                _log.debug("transaction.again", attempt=attempt, error=type(error).__name__)
                await asyncio.sleep(random.uniform(0, min(0.005 * 2**attempt, 0.5)))  # noqa: S311 - a pause
        raise AssertionError

    async def _attempt(self, work: Callable[[Session], Awaitable[T]]) -> T:
        async with await self.client.start_session() as session:
            session.start_transaction(
                read_concern=ReadConcern("snapshot"),
                write_concern=MAJORITY,
                read_preference=ReadPreference.PRIMARY,
            )
            try:
                result = await work(session)
            except BaseException:
                if cast("bool", session.in_transaction):  # a property, though its stub calls it a method
                    await _abort(session)
                raise
            await _commit(session)
            return result

    async def ensure_indexes(self, indexes: Sequence[Index]) -> None:
        """Create what is missing. Two processes that start at once may collide; the one that loses tries again."""
        by_collection: dict[str, list[IndexModel]] = {}
        for index in indexes:
            by_collection.setdefault(index.collection, []).append(index.model())
        for name, models in by_collection.items():
            await self._create(name, models)

    async def _create(self, collection: str, models: list[IndexModel]) -> None:
        for attempt in range(1, INDEX_ATTEMPTS + 1):
            try:
                await self.db[collection].create_indexes(models)
            except PyMongoError:
                if attempt == INDEX_ATTEMPTS:
                    raise
                await asyncio.sleep(0.2 * attempt)
            else:
                return


async def _abort(session: Session) -> None:
    try:
        await session.abort_transaction()
    except PyMongoError:
        _log.debug("transaction.abort_failed")  # the server ends it by itself


async def _commit(session: Session) -> None:
    for attempt in range(1, TRANSACTION_ATTEMPTS + 1):
        try:
            await session.commit_transaction()
        except PyMongoError as error:
            if not error.has_error_label("UnknownTransactionCommitResult") or attempt == TRANSACTION_ATTEMPTS:
                raise
            await asyncio.sleep(0.05 * attempt)
        else:
            return
