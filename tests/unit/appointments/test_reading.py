import json
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from shared.appointments.kept import PersonNews
from shared.appointments.reading import news_of
from shared.events.appointments import APPOINTMENTS, APPOINTMENTS_CHANGED, AppointmentsData
from shared.events.envelope import CloudEvent
from shared.events.reading import AnyEvent, Tombstone, read
from shared.messaging.dead_letters import InvalidRecord
from tests.fakes.appointments import BEGINNING, MemoryAppointments, appointment
from tests.fakes.batch import FakeBatch, record

LAN = UUID(int=1)


def said(version: int, *appointments: dict[str, object], key: str = str(LAN)) -> AnyEvent:
    data = AppointmentsData.model_validate({"version": version, "id": LAN, "appointments": appointments})
    return CloudEvent(
        id=uuid4(), source="/submission", type=APPOINTMENTS_CHANGED, subject=key, time=BEGINNING, data=data
    )


async def after(*events: AnyEvent | Tombstone) -> tuple[str, ...]:
    """The roles a service knows after these, each in a batch of its own."""
    kept = MemoryAppointments()
    for event in events:
        await kept.learn(news_of(FakeBatch([record(APPOINTMENTS, event)])), None)
    return tuple(term.grant.role.value for term in await kept.of(LAN))


async def test_the_newest_version_wins_in_any_order_and_repeats_are_harmless() -> None:
    events = (said(1, appointment("leader", "o-mon")), said(2, appointment("proxy", "o-mon")), said(3))
    for order in permutations((*events[:2], events[1])):
        assert await after(*order) == ("proxy",)
    for order in permutations(events):
        assert await after(*order) == ()


async def test_an_erasure_takes_all_and_no_earlier_event_brings_it_back() -> None:
    said_before = said(1, appointment("leader", "o-mon")), said(2, appointment("proxy", "o-mon"))
    events: tuple[AnyEvent | Tombstone, ...] = (*said_before, Tombstone(str(LAN), 2))
    for order in permutations(events):
        assert await after(*order) == ()


async def test_who_was_erased_may_be_appointed_again() -> None:
    assert await after(Tombstone(str(LAN), 2), said(3, appointment("proxy", "o-mon"))) == ("proxy",)


async def test_a_key_that_is_no_person_is_set_aside() -> None:
    with pytest.raises(InvalidRecord):
        news_of(FakeBatch([record(APPOINTMENTS, said(1, key="lan"))]))


async def test_ten_thousand_appointments_of_one_person_are_cut_and_nothing_stands_still() -> None:
    many = [appointment("leader", f"don-vi-{number}", id=uuid4()) for number in range(10_000)]
    written = json.loads(said(1).model_dump_json())
    written["data"]["appointments"] = json.loads(json.dumps(many, default=str))
    event = read(APPOINTMENTS.name, str(LAN).encode(), json.dumps(written).encode(), {})
    assert event is not None
    (news,) = news_of(FakeBatch([record(APPOINTMENTS, event)]))
    assert isinstance(news, PersonNews)
    assert len(news.appointments) == 1000
    assert len(await after(event)) == 1000
