"""Batches as the reader hands them over."""

from uuid import uuid4

import pytest

from services.notify.handlers import Handler
from services.notify.settings import NotifySettings
from shared.events import AUTHORS, DECISIONS, PROGRAMMES, SUBMISSIONS, UNITS, Topic
from shared.events.envelope import CloudEvent, EventData
from shared.events.programmes import ProgrammeData
from shared.events.reading import AnyEvent, Tombstone
from shared.messaging.dead_letters import InvalidRecord
from shared.runtime.clock import Clock
from tests.fakes.batch import FakeBatch, record
from tests.fakes.notify_store import MemoryNotifyStore
from tests.unit.notify import builders as b

PROGRAMME = ProgrammeData(
    version=1,
    id="9000-sang-kien",
    name="9.000 sáng kiến",
    root_unit=b.OFFICE,
    starts_on=b.NOW.date(),
    ends_on=b.NOW.date(),
    submit_until=b.NOW,
    correct_until=b.NOW,
    decide_until=b.NOW,
)


def event(topic: Topic, subject: object, data: EventData) -> AnyEvent:
    """An event of a type nobody knows: it is applied for the state it carries."""
    return CloudEvent(
        id=uuid4(), source=topic.source, type="vn.sangkien.new.v1", subject=str(subject), time=b.NOW, data=data
    )


async def test_a_batch_of_all_topics_is_one_transaction_that_makes_the_messages() -> None:
    store = MemoryNotifyStore()
    batch = FakeBatch(
        [
            record(DECISIONS, event(DECISIONS, b.INITIATIVE, b.approved())),
            record(SUBMISSIONS, event(SUBMISSIONS, b.INITIATIVE, b.face())),
            record(AUTHORS, event(AUTHORS, b.LAN, b.card())),
            record(AUTHORS, Tombstone(str(b.MINH), 4)),
            record(UNITS, event(UNITS, b.UNIT, b.unit())),
            record(PROGRAMMES, event(PROGRAMMES, PROGRAMME.id, PROGRAMME)),
        ]
    )
    handler = Handler(store, NotifySettings(), Clock())
    await handler.apply(batch)
    await handler.apply(batch)
    assert batch.sealed == 2
    assert {message.person_id for message in store.stored.values()} == {b.LAN, b.MINH}
    assert len({message.certificate_code for message in store.stored.values()}) == 2
    assert all(len(message.certificate_code or "") >= 22 for message in store.stored.values())
    assert store.contacts[b.MINH].erased
    assert store.programmes[PROGRAMME.id].name == "9.000 sáng kiến"


async def test_a_key_that_is_no_id_is_an_invalid_record() -> None:
    bad = record(SUBMISSIONS, event(SUBMISSIONS, "no-id", b.face()))
    with pytest.raises(InvalidRecord, match="not an id"):
        await Handler(MemoryNotifyStore(), NotifySettings(), Clock()).apply(FakeBatch([bad]))
