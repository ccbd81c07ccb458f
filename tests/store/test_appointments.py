"""One suite for what services keep of appointments, in memory and in MongoDB."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from services.ranking.store_mongo.rebuilding import MongoRebuilding
from shared.appointments.kept import MongoAppointments, PersonNews
from shared.appointments.reading import consumer
from shared.events.appointments import APPOINTMENTS, APPOINTMENTS_CHANGED, AppointmentsData
from shared.events.envelope import CloudEvent
from shared.events.reading import AnyEvent
from shared.mongo import Mongo, Session
from tests.fakes.appointments import BEGINNING, MemoryAppointments, appointment
from tests.fakes.batch import FakeBatch, record

LAN = UUID(int=1)
Kept = MongoAppointments | MemoryAppointments


class Learning:
    """The store under test, and how a batch is written to it."""

    def __init__(self, kept: Kept, mongo: Mongo | None) -> None:
        self.kept, self._mongo = kept, mongo

    async def learn(self, *news: PersonNews) -> None:
        async def work(session: Session) -> None:
            await self.kept.learn(news, session)

        if self._mongo is None:
            await self.kept.learn(news, None)  # type: ignore[arg-type]
        else:
            await self._mongo.transaction(work)

    async def units(self) -> list[str]:
        return [term.grant.unit for term in await self.kept.of(LAN)]


@pytest.fixture(params=["memory", "mongo"])
def store(request: pytest.FixtureRequest) -> Learning:
    if request.param == "memory":
        return Learning(MemoryAppointments(), None)
    mongo: Mongo = request.getfixturevalue("mongo")
    return Learning(MongoAppointments(mongo.db), mongo)


def news(version: int, *units: str) -> PersonNews:
    return PersonNews(LAN, version, [appointment("leader", unit) for unit in units], BEGINNING)


async def test_what_is_kept_is_what_was_said(store: Learning) -> None:
    until = BEGINNING + timedelta(days=1)
    deputy = appointment("leader", "o-mon", programme="2026", until=until, deputy_for=UUID(int=9))
    await store.learn(PersonNews(LAN, 1, [deputy], BEGINNING))
    (term,) = await store.kept.of(LAN)
    assert (term.grant.unit, term.grant.programme, term.starts_at, term.until) == ("o-mon", "2026", BEGINNING, until)
    assert term.grant.source is not None
    assert term.grant.source.deputy_for == UUID(int=9)


async def test_of_whom_nothing_was_said_nothing_is_kept(store: Learning) -> None:
    assert await store.kept.of(LAN) == ()


async def test_the_newest_of_a_batch_and_of_several_wins(store: Learning) -> None:
    await store.learn(news(2, "o-mon"), news(1, "ninh-kieu"))
    assert await store.units() == ["o-mon"]
    await store.learn(news(1, "ninh-kieu"))
    await store.learn(news(2, "ninh-kieu"))
    assert await store.units() == ["o-mon"]
    await store.learn(news(3))
    assert await store.units() == []


async def test_an_erased_person_stays_erased_when_an_event_comes_late(store: Learning) -> None:
    await store.learn(news(1, "o-mon"))
    await store.learn(PersonNews(LAN, 2))
    await store.learn(news(1, "o-mon"), news(2, "o-mon"))
    assert await store.units() == []


async def test_a_rebuild_that_makes_facts_rest_holds_up_no_appointment(mongo: Mongo) -> None:
    await MongoRebuilding(mongo).rest("a rebuild")
    ranking = SimpleNamespace(mongo=mongo, settings=SimpleNamespace(service="ranking"), clock=None)
    held = [appointment("leader", "o-mon")]
    event: AnyEvent = CloudEvent(
        id=uuid4(),
        source="/submission",
        type=APPOINTMENTS_CHANGED,
        subject=str(LAN),
        time=BEGINNING,
        data=AppointmentsData.model_validate({"version": 1, "id": LAN, "appointments": held}),
    )
    batch = FakeBatch([record(APPOINTMENTS, event)])
    await consumer(ranking).apply(batch)  # type: ignore[arg-type]
    assert batch.sealed == 1
    assert [term.grant.unit for term in await MongoAppointments(mongo.db).of(LAN)] == ["o-mon"]


async def test_how_far_the_log_is_known_never_goes_back(store: Learning) -> None:
    assert await store.kept.known_at() is None
    for hours in (1, 3, 2):
        await store.kept.note_known(BEGINNING + timedelta(hours=hours))
    assert await store.kept.known_at() == BEGINNING + timedelta(hours=3)
