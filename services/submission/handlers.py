"""What reviewers decided reaches the authors' side: events of `decisions`, newest standing first (design §2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

import structlog

from services.submission.domain.coauthors import without_unseen
from services.submission.domain.judging import Decision, judged
from services.submission.store import Store
from shared.events.decisions import DECISIONS, DecisionData
from shared.events.reading import Tombstone
from shared.messaging.consumer import Batch, Consumer, Record
from shared.messaging.dead_letters import InvalidRecord
from shared.runtime.held import Service

_log = structlog.get_logger(__name__)


def consumer(service: Service) -> Consumer:
    """The group that keeps each initiative's standing."""

    async def apply(batch: Batch) -> None:
        await apply_decisions(batch, service.store, service.clock.now())

    return Consumer("submission", (DECISIONS,), apply, pace=0.2)


async def apply_decisions(batch: Batch, store: Store, now: datetime) -> None:
    """Write what the batch changes, in one transaction with its offsets; a repeat changes nothing.

    Who joined after what an approval looked at is taken out again, in the same write.
    """
    decided = _by_initiative(batch.of(DECISIONS))
    known = {initiative.id: initiative for initiative in await store.initiatives.get_many(decided)}
    changed = []
    for id_, decisions in decided.items():
        before = known.get(id_)
        if before is None:
            _log.warning("decision.of_unknown_initiative", initiative=str(id_))
            continue
        after = before
        for decision in decisions:
            after = judged(after, decision)
        if after is not before:
            changed.append(without_unseen(after, now))
    await store.initiatives.save_judged(changed, batch.seal)


def _by_initiative(records: Iterable[Record]) -> dict[UUID, list[Decision]]:
    decided: dict[UUID, list[Decision]] = {}
    for record in records:
        if isinstance(record.event, Tombstone):
            raise InvalidRecord(record, "a decision cannot be erased")
        try:
            id_ = UUID(record.key)
        except ValueError:
            raise InvalidRecord(record, "the subject is not an initiative's id") from None
        event = record.event
        decided.setdefault(id_, []).append(Decision(event.act, event.time, cast("DecisionData", event.data)))
    return decided
