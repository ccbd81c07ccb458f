"""Snapshots in MongoDB: chunks first, then the header with its event; the header's insert is what makes it one."""

from datetime import datetime
from uuid import UUID

from services.ranking.snapshots.freezing import Snapshot
from services.ranking.snapshots.sealing import Json
from shared.events.milestones import MILESTONES, WINDOW_FROZEN, MilestoneData
from shared.messaging import outbox
from shared.messaging.outbox import Outbox, entry
from shared.mongo import Document, DuplicateKeyError, Index, Mongo
from shared.web.idempotency import Creation, FirstAnswer

SNAPSHOTS = "snapshots"
CHUNKS = "snapshot_chunks"
KEYS = "signing_keys"
OUTBOX = Outbox(SNAPSHOTS, MILESTONES)
INDEXES = (
    Index(SNAPSHOTS, (("header.programme", 1), ("header.number", 1)), unique=True),
    Index(SNAPSHOTS, (("request.key", 1),), unique=True, sparse=True),
)


class MongoSnapshots:
    """See `snapshots.freezing.Snapshots`."""

    def __init__(self, mongo: Mongo) -> None:
        self._db = mongo.db

    async def headers(self, programme: str) -> list[Json]:
        """The headers of a programme's snapshots, by number."""
        cursor = self._db[SNAPSHOTS].find({"header.programme": programme}, {"header": 1}).sort("header.number", 1)
        return [document["header"] for document in await cursor.to_list(None)]

    async def get(self, id: UUID) -> Snapshot | None:  # noqa: A002
        """A snapshot, whole."""
        found = await self._db[SNAPSHOTS].find_one({"_id": str(id)}, {"outbox": 0})
        if found is None:
            return None
        count = len(found["header"]["chunks"])
        names = [f"{found['attempt']}/{number}" for number in range(count)]
        held: dict[str, Json] = {
            document["_id"]: document["chunk"]
            for document in await self._db[CHUNKS].find({"_id": {"$in": names}}).to_list(None)
        }
        return Snapshot(found["header"], found["signature"], [held[name] for name in names if name in held])

    async def made_by(self, key: UUID) -> tuple[UUID, FirstAnswer] | None:
        """The id and the answer of the snapshot that a request with this key made."""
        found = await self._db[SNAPSHOTS].find_one({"request.key": key}, {"outbox": 0})
        if found is None:
            return None
        answer = Snapshot(found["header"], found["signature"], []).answer
        return UUID(found["_id"]), FirstAnswer(found["request"]["hash"], answer, revision=None)

    async def put(
        self, snapshot: Snapshot, attempt: str, jwk: Json, at: datetime, creation: Creation | None = None
    ) -> bool:
        """Keep it with its event; False when another one took its id, its number or its request's key meanwhile."""
        parts: list[Document] = [
            {"_id": f"{attempt}/{number}", "chunk": chunk} for number, chunk in enumerate(snapshot.chunks)
        ]
        if parts:
            await self._db[CHUNKS].insert_many(parts)
        await self._db[KEYS].update_one({"_id": jwk["kid"]}, {"$setOnInsert": {"jwk": jwk}}, upsert=True)
        header = snapshot.header
        data = MilestoneData(version=1, programme=header["programme"], window=header["window"])
        milestone = entry(MILESTONES, type=WINDOW_FROZEN, subject=snapshot.id, data=data, at=at)
        state: Document = {"header": header, "signature": snapshot.signature, "attempt": attempt}
        if creation is not None and creation.request_hash is not None:
            state["request"] = {"key": creation.id, "hash": creation.request_hash}
        try:
            await outbox.insert(self._db[SNAPSHOTS], snapshot.id, state, [milestone])
        except DuplicateKeyError:
            await self._db[CHUNKS].delete_many({"_id": {"$in": [part["_id"] for part in parts]}})
            return False
        return True

    async def keys(self) -> list[Json]:
        """Every public key that ever signed."""
        return [document["jwk"] for document in await self._db[KEYS].find().sort("_id", 1).to_list(None)]
