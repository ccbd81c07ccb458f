"""Appointments in both of submission's stores: state and event in one write, and whoever loses a race is told."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.submission import published
from services.submission.api.holding import link
from services.submission.appointing import sweep
from services.submission.appointment_store import AppointmentWrite
from services.submission.domain import authors
from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.authors import Card, Details
from services.submission.domain.initiative import Actor
from services.submission.store import Store
from services.submission.store_mongo import INDEXES, MongoStore
from services.submission.store_mongo.appointee_forward import apply_written_down
from services.submission.store_mongo.appointee_forward import told as told_by_log
from shared.access import Grant, Role, Source
from shared.events.appointments import APPOINTMENTS
from shared.events.reading import read
from shared.messaging.consumer import Record
from shared.messaging.forward import catch_up
from shared.mongo import Document, Mongo
from shared.refusals import AlreadyMade, Stale
from shared.runtime.restore import Erased, WrittenDown
from shared.web.idempotency import FirstAnswer
from tests.store.test_submission_store import InMemory, InMongo, Kept
from tests.unit.submission.samples import HUNG, LAN, NOW

NO_KEY = FirstAnswer(None, b"")
LEADER = Post("leader", "ninh-kieu")
LATER = NOW + timedelta(days=3)


@pytest.fixture(params=["memory", "mongo"])
def database(request: pytest.FixtureRequest) -> Mongo | None:
    return request.getfixturevalue("mongo") if request.param == "mongo" else None


@pytest.fixture
async def tested(database: Mongo | None) -> Kept:
    if database is None:
        return InMemory()
    await database.ensure_indexes(INDEXES)
    return InMongo(database)


@pytest.fixture
def store(tested: Kept) -> Store:
    return tested.store


def a_post(post: Post = LEADER, **more: Any) -> Appointment:
    return Appointment(uuid4(), post, NOW, appointed_by=HUNG, **more)


async def appoint(store: Store, person: UUID, wanted: Appointment) -> Appointee:
    by = Actor(HUNG, Grant(Role.LEADER, "can-tho", None, Source(uuid4(), LATER, LAN)))
    holder = (await store.appointees.get(person)).appointed(wanted, by, NOW)
    (saved,) = await store.appointees.save(AppointmentWrite([holder]), NOW)
    return saved


async def told(tested: Kept, person: UUID) -> list[Any]:
    """What the topic says of a person, oldest first; None for a tombstone."""
    found: list[Document] = [one for one in await tested.events() if one["key"] == str(person)]
    events = [(one["version"], None if one["body"] is None else json.loads(one["body"])["data"]) for one in found]
    return [data["appointments"] if data else None for _, data in events if data is None or "appointments" in data]


async def test_what_was_written_is_read_back_the_same_and_told_once(tested: Kept) -> None:
    wanted = a_post(until=LATER, deputy_for=LAN, stands_for=uuid4())
    saved = await appoint(tested.store, HUNG, wanted)
    assert await tested.store.appointees.get(HUNG) == saved
    assert (saved.version, saved.revision) == (1, 1)
    by = saved.acts[0].by
    assert by is not None
    assert by.grant is not None
    assert by.grant.source is not None
    assert by.grant.source.deputy_for == LAN
    ((event,),) = await told(tested, HUNG)
    assert event == {
        "id": str(wanted.id),
        "role": "leader",
        "unit": "ninh-kieu",
        "programme": None,
        "from": "2022-08-15T03:00:00Z",
        "until": "2022-08-18T03:00:00Z",
        "deputy_for": str(LAN),
    }


async def test_none_left_is_an_event_with_an_empty_list(tested: Kept) -> None:
    saved = await appoint(tested.store, HUNG, a_post())
    await tested.store.appointees.save(AppointmentWrite([saved.ended(saved.appointments[0], None, NOW)]), NOW)
    assert (await told(tested, HUNG))[-1] == []


async def test_people_are_found_by_appointment_by_unit_and_by_what_they_stand_for(store: Store) -> None:
    leader, stands = a_post(), uuid4()
    await appoint(store, HUNG, leader)
    await appoint(store, LAN, a_post(Post("leader", "o-mon"), stands_for=stands, until=LATER))
    found = await store.appointees.holding(leader.id)
    assert found is not None
    assert (found.id, await store.appointees.holding(uuid4())) == (HUNG, None)
    assert [one.id for one in await store.appointees.deputies_of([stands])] == [LAN]
    both = await store.appointees.at(["ninh-kieu", "o-mon"], None, 5)
    assert [one.id for one in both] == sorted([HUNG, LAN])
    assert [one.id for one in await store.appointees.at(["ninh-kieu", "o-mon"], both[0].id, 5)] == [both[1].id]
    assert (await store.appointees.get_many([HUNG, uuid4()])).keys() == {HUNG}


async def test_a_write_at_another_revision_and_the_same_request_twice_are_refused_whole(store: Store) -> None:
    saved = await appoint(store, HUNG, a_post())
    other = (await store.appointees.get(LAN)).appointed(a_post(), None, NOW)
    stale = Appointee(HUNG, revision=saved.revision + 1)
    for write in (AppointmentWrite([other, stale]), AppointmentWrite([other], unchanged=[stale])):
        with pytest.raises(Stale):
            await store.appointees.save(write, NOW)
    assert (await store.appointees.get(LAN)).revision == 0
    first, id_ = FirstAnswer("hash", b"{}"), uuid4()
    await store.appointees.save(AppointmentWrite([other], first=(id_, first)), NOW)
    again = (await store.appointees.get(LAN)).appointed(a_post(Post("proxy", "o-mon")), None, NOW)
    with pytest.raises(AlreadyMade):
        await store.appointees.save(AppointmentWrite([again], first=(id_, first)), NOW)
    kept = await store.appointees.first_answer(id_)
    assert kept is not None
    assert (kept.request_hash, kept.body) == ("hash", b"{}")
    assert len((await store.appointees.get(LAN)).appointments) == 1


async def test_the_clock_alone_ends_them_and_the_sweep_tells(tested: Kept) -> None:
    await appoint(tested.store, HUNG, a_post(until=LATER))
    assert await sweep(tested.store, NOW) == 0
    assert await sweep(tested.store, LATER) == 1
    assert await sweep(tested.store, LATER) == 0
    assert (await told(tested, HUNG))[-1] == []


async def a_card(store: Store, *, account: bool = False, **more: Any) -> Card:
    details = Details("Nguyễn Thị Sen", "ninh-kieu", **more)
    card = authors.make(LAN if account else uuid4(), details, NOW, account=account)
    await store.cards.create(card, NO_KEY)
    made = await store.cards.get(card.id)
    assert made is not None
    return made


async def test_linking_moves_them_with_the_card_and_leaves_none_behind(tested: Kept) -> None:
    card = await a_card(tested.store)
    await appoint(tested.store, card.id, a_post())
    taken = await link(authors.take_over(None, card, LAN, NOW), card, tested.store, NOW)
    assert taken.data is not None
    assert taken.data.leads == ("ninh-kieu",)
    assert [one.post for one in (await tested.store.appointees.get(LAN)).appointments] == [LEADER]
    assert ((await told(tested, card.id))[-1], len((await told(tested, LAN))[-1])) == ([], 1)


async def test_erasing_ends_them_with_a_tombstone_and_those_who_stood_for_them(tested: Kept) -> None:
    card = await a_card(tested.store, account=True)
    mine = a_post()
    await appoint(tested.store, LAN, mine)
    await appoint(tested.store, HUNG, a_post(until=LATER, deputy_for=LAN, stands_for=mine.id))
    await tested.store.cards.erase(authors.erase(card, NOW))
    person = await tested.store.appointees.get(LAN)
    assert (person.appointments, person.acts, person.erased) == ((), (), True)
    assert ((await told(tested, LAN))[-1], (await told(tested, HUNG))[-1]) == (None, [])
    again = await appoint(tested.store, LAN, a_post())
    assert (again.erased, len((await told(tested, LAN))[-1])) == (False, 1)


async def test_whoever_is_appointed_while_they_have_themselves_erased_is_not(store: Store) -> None:
    card = await a_card(store, account=True)
    holder = (await store.appointees.get(LAN)).appointed(a_post(), None, NOW)
    await store.cards.erase(authors.erase(card, NOW))
    with pytest.raises(Stale):
        await store.appointees.save(AppointmentWrite([holder]), NOW)


async def test_of_two_who_make_each_other_deputies_at_once_one_is_judged_again(store: Store) -> None:
    one, two = await store.appointees.get(HUNG), await store.appointees.get(LAN)
    first = AppointmentWrite([one.appointed(a_post(deputy_for=LAN, until=LATER), None, NOW)], unchanged=[two])
    second = AppointmentWrite([two.appointed(a_post(deputy_for=HUNG, until=LATER), None, NOW)], unchanged=[one])
    saves = (store.appointees.save(write, NOW) for write in (first, second))
    results = await asyncio.gather(*saves, return_exceptions=True)
    assert sum(isinstance(result, Stale) for result in results) == 1, results


def a_record(person: UUID, version: int, *appointments: Appointment) -> Record:
    settled = Appointee(person, appointments, version=version - 1, changed_at=NOW).settled()
    (entry,) = published.of_appointee(settled)
    event = read(APPOINTMENTS.name, str(person).encode(), entry["body"], {})
    assert event is not None
    return Record(APPOINTMENTS.name, 0, version, str(person), event)


async def test_after_a_restore_the_log_tells_all_and_nothing_that_ended_comes_back(mongo: Mongo) -> None:
    store, col = MongoStore(mongo), mongo.db["appointments"]
    leader, ended = a_post(), a_post(Post("proxy", "o-mon"))
    await appoint(store, HUNG, ended)
    stands = a_post(deputy_for=HUNG, stands_for=leader.id, until=LATER)
    records = [a_record(HUNG, 2, ended, leader), a_record(LAN, 1, replace(stands, stands_for=None))]
    assert (await catch_up(col, records, told_by_log, UUID)).changed == 2
    written = WrittenDown(ended=[ended.id, uuid4()])
    assert await apply_written_down(mongo, written) == 2
    assert await apply_written_down(mongo, written) == 0
    person, deputy = await store.appointees.get(HUNG), await store.appointees.get(LAN)
    assert ([one.id for one in person.appointments], person.version) == ([leader.id], 3)
    assert [one.stands_for for one in deputy.appointments] == [leader.id]
    doc = await col.find_one({"_id": HUNG})
    assert doc is not None
    assert [entry["version"] for entry in doc["outbox"]] == [3]
    for written in (WrittenDown([Erased(HUNG, 1)]), WrittenDown(forgotten=[HUNG])):
        assert await apply_written_down(mongo, written) == (2 if written.erased else 0)
        assert (await store.appointees.get(HUNG)).appointments == ()
    assert (await store.appointees.get(LAN)).appointments == (), "who stood for them has ended with it"


async def test_whoever_was_erased_and_came_back_holds_nothing_of_before(mongo: Mongo) -> None:
    store = MongoStore(mongo)
    await appoint(store, HUNG, a_post())
    assert await apply_written_down(mongo, WrittenDown(forgotten=[HUNG, LAN])) == 1
    person = await store.appointees.get(HUNG)
    assert (person.appointments, person.erased, (await store.appointees.get(LAN)).revision) == ((), True, 0)
