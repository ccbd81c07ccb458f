from uuid import UUID, uuid4

import pytest
from uuid_utils.compat import uuid7

from services.submission.domain import acts
from services.submission.handlers import apply_decisions
from shared.events.decisions import DECISIONS, RETURNED, DecisionData, ReviewState
from shared.events.envelope import CloudEvent
from shared.events.reading import AnyEvent
from shared.messaging.dead_letters import InvalidRecord
from tests.fakes.batch import FakeBatch, record
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.submission.samples import BY_LAN, NOW, SETTING, a_decision, draft


def event(subject: str, version: int = 1) -> AnyEvent:
    return CloudEvent[DecisionData](  # type: ignore[return-value]
        id=UUID(str(uuid7())),
        source="/review",
        type=RETURNED,
        subject=subject,
        time=NOW,
        data=a_decision(ReviewState.RETURNED, version=version).data,
    )


async def test_a_decision_changes_the_status_once_however_often_it_comes() -> None:
    store = FakeSubmissionStore()
    await store.initiatives.save(acts.submit(draft(), BY_LAN, SETTING))
    (known,) = store.initiatives.kept.values()
    batch = FakeBatch([record(DECISIONS, event(str(known.id))), record(DECISIONS, event(str(uuid4())), offset=1)])
    await apply_decisions(batch, store, NOW)
    await apply_decisions(batch, store, NOW)
    (after,) = store.initiatives.kept.values()
    assert (after.status, after.revision, batch.sealed) == ("returned", 2, 2)
    assert [act.kind for act in after.acts] == ["entered", "submitted", "returned"]


async def test_a_decision_about_no_initiative_is_set_aside() -> None:
    with pytest.raises(InvalidRecord):
        await apply_decisions(FakeBatch([record(DECISIONS, event("khong-phai-uuid"))]), FakeSubmissionStore(), NOW)
