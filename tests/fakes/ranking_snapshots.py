"""Ranking's snapshots in memory."""

from datetime import datetime
from uuid import UUID

from services.ranking.snapshots.freezing import Snapshot
from services.ranking.snapshots.sealing import Json
from shared.web.idempotency import Creation, FirstAnswer


class MemorySnapshots:
    def __init__(self) -> None:
        self.kept: dict[str, Snapshot] = {}
        self.requests: dict[UUID, tuple[str, str]] = {}

    async def headers(self, programme: str) -> list[Json]:
        return [one.header for one in self.kept.values() if one.header["programme"] == programme]

    async def get(self, id: UUID) -> Snapshot | None:  # noqa: A002
        return self.kept.get(str(id))

    async def made_by(self, key: UUID) -> tuple[UUID, FirstAnswer] | None:
        if key not in self.requests:
            return None
        id_, request_hash = self.requests[key]
        return UUID(id_), FirstAnswer(request_hash, self.kept[id_].answer, revision=None)

    async def put(
        self, snapshot: Snapshot, attempt: str, jwk: Json, at: datetime, creation: Creation | None = None
    ) -> bool:
        numbers = {header["number"] for header in await self.headers(snapshot.header["programme"])}
        if snapshot.id in self.kept or snapshot.header["number"] in numbers:
            return False
        self.kept[snapshot.id] = snapshot
        if creation is not None and creation.request_hash is not None:
            self.requests[creation.id] = (snapshot.id, creation.request_hash)
        return True

    async def keys(self) -> list[Json]:
        return []
