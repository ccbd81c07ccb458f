"""Targets in MongoDB, one document a unit and programme."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from services.submission import published
from services.submission.domain.targets import TargetState
from shared.events.targets import TARGETS as TARGETS_TOPIC
from shared.events.targets import TargetData
from shared.messaging import outbox
from shared.messaging.outbox import Outbox
from shared.mongo import Document, DuplicateKeyError, Mongo, Session
from shared.refusals import Stale

TARGETS = "targets"
OUTBOX = Outbox(TARGETS, TARGETS_TOPIC)


_AFTER_SLASH = chr(ord("/") + 1)


class MongoTargets:
    """See `store.Targets`."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo
        self._col = mongo.db[TARGETS]

    async def get_many(self, ids: Iterable[str]) -> Mapping[str, TargetState]:
        """Those of these ids (`programme/unit`) that exist."""
        docs = await self._col.find({"_id": {"$in": list(ids)}}).to_list(None)
        return {doc["_id"]: _state(doc) for doc in docs}

    async def of_programme(self, programme: str, after: str, limit: int) -> list[TargetState]:
        """Those of a programme whose unit's code comes after a text: a stretch of the ids, in their order."""
        stretch = {"$gt": f"{programme}/{after}", "$lt": f"{programme}{_AFTER_SLASH}"}
        docs = await self._col.find({"_id": stretch}).sort("_id", 1).limit(limit).to_list(None)
        return [_state(doc) for doc in docs]

    async def save(self, targets: Sequence[TargetState]) -> list[TargetState]:
        """Write all of them or none; raises Stale."""

        async def work(session: Session) -> None:
            for target in targets:
                await self._write(target, session)

        await self._mongo.transaction(work)
        return [replace(target, revision=target.revision + 1) for target in targets]

    async def _write(self, target: TargetState, session: Session) -> None:
        data = target.data.model_dump(mode="json")
        document = {"data": data, "version": target.data.version, "last_event_at": target.last_event_at}
        entries = published.of_target(target)
        if target.revision:
            await outbox.update(self._col, target.id, target.revision, document, entries, session)
            return
        try:
            await outbox.insert(self._col, target.id, document, entries, session)
        except DuplicateKeyError:
            raise Stale from None


def _state(doc: Document) -> TargetState:
    return TargetState(TargetData(**doc["data"]), doc["revision"], doc["last_event_at"])
