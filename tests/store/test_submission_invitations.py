"""Invitations in both of submission's stores: what comes of one is written with it, or not at all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.submission.appointment_store import AppointmentWrite, InvitationWrite
from services.submission.domain import authors, coauthors
from services.submission.domain.appointments.appointee import Appointee, Post
from services.submission.domain.appointments.invitations import (
    LASTS,
    Acceptance,
    Invitation,
    InvitationState,
    appointment_of,
    hash_of,
)
from services.submission.domain.authors import Details
from services.submission.domain.content import Share
from services.submission.store import Store
from services.submission.store_mongo import INDEXES
from services.submission.store_mongo.invitation_documents import take_back_others
from shared.access import Grant, Role, Source
from shared.mongo import Mongo
from shared.refusals import AlreadyMade, Stale
from shared.web.idempotency import FirstAnswer
from tests.store.test_submission_store import InMemory, InMongo, Kept, kept
from tests.unit.submission.samples import HUNG, LAN, NOW, SETTING

NO_KEY = FirstAnswer(None, b"")
LEADER = Post("leader", "ninh-kieu", "9000-sang-kien")


@pytest.fixture(params=["memory", "mongo"])
def database(request: pytest.FixtureRequest) -> Mongo | None:
    return request.getfixturevalue("mongo") if request.param == "mongo" else None


@pytest.fixture
async def store(database: Mongo | None) -> Store:
    tested: Kept = InMemory()
    if database is not None:
        await database.ensure_indexes(INDEXES)
        tested = InMongo(database)
    return tested.store


def invitation(**more: Any) -> Invitation:
    id_ = uuid4()
    grant = Grant(Role.LEADER, "can-tho", None, Source(uuid4(), NOW + LASTS))
    plain = Invitation(id_, hash_of(str(id_)), HUNG, grant, NOW, post=LEADER)
    return replace(plain, **more)


async def sent(store: Store, **more: Any) -> Invitation:
    one = invitation(**more)
    await store.invitations.create(one, FirstAnswer("hash", b"{}"))
    return replace(one, revision=1)


async def test_what_was_written_is_read_back_the_same(store: Store) -> None:
    one = await sent(store, until=NOW + LASTS, email="hoa@example.vn")
    assert await store.invitations.get(one.id) == one
    assert await store.invitations.by_secret(hash_of(str(one.id))) == one
    assert (await store.invitations.by_secret("?"), await store.invitations.get(uuid4())) == (None, None)
    first = await store.invitations.first_answer(one.id)
    assert first is not None
    assert (first.request_hash, first.body) == ("hash", b"{}")
    with pytest.raises(AlreadyMade):
        await store.invitations.create(one, NO_KEY)


async def test_lists_are_newest_first_and_counts_are_of_those_that_may_still_come_to_something(store: Store) -> None:
    first, second = await sent(store), await sent(store, created_at=NOW + timedelta(hours=1))
    await sent(store, post=None, initiative=(joint := uuid4()), share=10, created_at=NOW + timedelta(hours=2))
    assert await store.invitations.of_units(["ninh-kieu", "x"], None, 5) == [second, first]
    assert await store.invitations.of_units(["ninh-kieu"], (second.created_at, second.id), 5) == [first]
    assert [one.initiative for one in await store.invitations.of_initiative(joint, 5)] == [joint]
    counts = [await store.invitations.open_ones(NOW + LASTS, unit="ninh-kieu")]
    await store.invitations.save(InvitationWrite(replace(first, state=InvitationState.ACCEPTED)), NOW)
    counts.append(await store.invitations.open_ones(NOW + LASTS, unit="ninh-kieu"))
    counts.append(await store.invitations.open_ones(NOW, by=HUNG))
    assert counts == [1, 2, 3]


async def test_a_confirmation_and_its_appointment_are_one_write(store: Store) -> None:
    one = await sent(store)
    made = appointment_of(one, LEADER, HUNG, NOW)
    stale = Appointee(LAN, revision=4).appointed(made, None, NOW)
    done = replace(one, state=InvitationState.CONFIRMED, accepted=Acceptance(LAN, NOW, "Lan", "lan@example.vn"))
    with pytest.raises(Stale):
        await store.invitations.save(InvitationWrite(done, AppointmentWrite([stale])), NOW)
    assert await store.invitations.get(one.id) == one
    holder = (await store.appointees.get(LAN)).appointed(made, None, NOW)
    saved = await store.invitations.save(InvitationWrite(done, AppointmentWrite([holder])), NOW)
    assert (saved.revision, await store.invitations.get(one.id)) == (2, saved)
    assert await store.appointees.holding(one.id) is not None
    with pytest.raises(Stale):
        await store.invitations.save(InvitationWrite(done), NOW)


async def test_an_author_joins_in_the_write_that_settles_the_invitation(store: Store) -> None:
    initiative = await kept(store)
    one = await sent(store, post=None, initiative=initiative.id, share=30)
    change = coauthors.join(initiative, Share(HUNG, 30, "o-mon"), SETTING)
    done = replace(one, state=InvitationState.CONFIRMED, accepted=Acceptance(HUNG, NOW))
    await store.invitations.save(InvitationWrite(done, change=change), NOW)
    joined = await store.initiatives.get(initiative.id)
    assert joined is not None
    assert joined == replace(change.initiative, revision=2)
    assert [(a.id, a.share) for a in joined.public.authors] == [(LAN, 70), (HUNG, 30)]


async def test_after_a_restore_only_those_that_waited_may_be_used(mongo: Mongo) -> None:
    store = InMongo(mongo).store
    waiting, used, settled = await sent(store), await sent(store), await sent(store)
    await store.invitations.save(InvitationWrite(replace(settled, state=InvitationState.CONFIRMED)), NOW)
    assert [await take_back_others(mongo.db, [waiting.id]) for _ in range(2)] == [1, 0]
    states = [one.state for id_ in (waiting, used, settled) if (one := await store.invitations.get(id_.id))]
    assert states == [InvitationState.OPEN, InvitationState.TAKEN_BACK, InvitationState.CONFIRMED]


async def test_who_accepted_is_forgotten_with_the_card(store: Store) -> None:
    card = authors.make(LAN, Details("Nguyễn Thị Lan", "ninh-kieu"), NOW, account=True)
    await store.cards.create(card, NO_KEY)
    one = await sent(store, email="lan@example.vn")
    accepted = Acceptance(LAN, NOW, "Lan", "lan@example.vn")
    await store.invitations.save(InvitationWrite(replace(one, accepted=accepted)), NOW)
    assert [each.id for each in await store.invitations.accepted_by(LAN)] == [one.id]
    made = await store.cards.get(LAN)
    assert made is not None
    await store.cards.erase(authors.erase(made, NOW))
    after = await store.invitations.get(one.id)
    assert after is not None
    assert (after.state, after.accepted, after.revision) == (InvitationState.TAKEN_BACK, Acceptance(LAN, NOW), 3)
    assert after.email is None
    first = await store.invitations.first_answer(one.id)
    assert first is not None
    assert (first.request_hash, first.body) == ("hash", b"")
    assert isinstance(after.id, UUID)
