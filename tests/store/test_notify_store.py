"""One suite for notify's store in memory and on MongoDB."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.notify.announcing import announce
from services.notify.domain import delivery
from services.notify.domain.absorb import BatchNews, Erasure, Known, absorb
from services.notify.domain.due import corrections_due
from services.notify.domain.messages import Message, MessageState, Resend, Template
from services.notify.store import MessageFilter, NotifyStore
from services.notify.store_mongo import INDEXES, MongoNotifyStore
from shared.access import Scope
from shared.appointments.kept import MongoAppointments, PersonNews
from shared.events.decisions import ReviewState
from shared.events.milestones import MilestoneData
from shared.mongo import Mongo, Session
from tests.fakes.appointments import appointment
from tests.fakes.notify_store import MemoryNotifyStore
from tests.unit.notify import builders as b
from tests.unit.notify.test_handlers import PROGRAMME

LATER = b.NOW + timedelta(seconds=120)
UNTIL = LATER + timedelta(seconds=60)
LEASE = UUID(int=1)


@pytest.fixture
async def on_mongo(mongo: Mongo) -> NotifyStore:
    await mongo.ensure_indexes(INDEXES)
    return MongoNotifyStore(mongo)


@pytest.fixture(params=["memory", "mongo"])
def store(request: pytest.FixtureRequest) -> NotifyStore:
    found: NotifyStore = MemoryNotifyStore() if request.param == "memory" else request.getfixturevalue("on_mongo")
    return found


async def _sealed(_session: Session) -> None:
    return


async def tell(store: NotifyStore, news: BatchNews) -> None:
    await store.change(news, lambda known: absorb(news, known, b.making()), _sealed)


async def claimed(store: NotifyStore) -> Message:
    message = await store.claim(LATER, LEASE, UNTIL)
    assert message is not None
    return message


def corrections(known: Known) -> list[Message]:
    making = b.making()
    (initiative,) = known.initiatives.values()
    return [making.message(due) for due in corrections_due(initiative, known.messages.values())]


APPROVED = b.news(b.face(), b.approved())
REVOKED = b.news(b.decision(2, state=ReviewState.REVOKED, last_act=b.act(ReviewState.REVOKED, 2)))


async def test_what_was_written_is_read_back_as_it_was(store: NotifyStore) -> None:
    seen: list[Known] = []
    rewarded = b.news(b.face(), b.approved(rewards=(b.reward(),)))
    news = replace(rewarded, cards=((b.LAN, b.card()),), units=(b.unit(),))
    await tell(store, news)
    await store.change(news, lambda known: seen.append(known) or absorb(news, known, b.making()), _sealed)  # type: ignore[func-returns-value]
    expected = b.after(Known(), absorb(news, Known(), b.making()))
    assert seen[0] == expected
    assert await store.contact(b.LAN) == expected.contacts[b.LAN]
    assert (await store.contact(b.MINH)).version == 0
    assert (await store.tree()).get(b.UNIT) == expected.units[b.UNIT]


async def test_a_batch_that_cannot_be_sealed_leaves_nothing(store: NotifyStore) -> None:
    async def lost(_session: Session) -> None:
        raise RuntimeError("epoch lost")

    with pytest.raises(RuntimeError, match="epoch lost"):
        await store.change(APPROVED, lambda known: absorb(APPROVED, known, b.making()), lost)
    assert await store.messages(MessageFilter()) == []


async def test_a_held_message_is_claimed_only_when_its_hold_is_over(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    early = LATER - timedelta(milliseconds=1)
    assert not await store.anything_due(early)
    assert await store.claim(early, LEASE, UNTIL) is None
    assert await store.anything_due(LATER)
    message = await claimed(store)
    assert (message.state, message.lease, message.attempts) == (MessageState.SENDING, LEASE, 1)


async def test_two_senders_never_get_the_same_message_before_its_lease_ends(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    found = await asyncio.gather(*(store.claim(LATER, uuid4(), UNTIL) for _ in range(6)))
    ids = [message.id for message in found if message is not None]
    assert len(ids) == len(set(ids)) == 2
    again = await store.claim(UNTIL, LEASE, UNTIL + timedelta(seconds=60))
    assert again is not None
    assert (again.id in ids, again.attempts) == (True, 2)


async def test_an_outcome_under_a_lost_lease_is_not_written(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    first = await claimed(store)
    await store.claim(LATER, LEASE, UNTIL + timedelta(seconds=1))
    second = await store.claim(UNTIL, UUID(int=2), UNTIL + timedelta(seconds=60))
    assert second is not None
    assert second.id == first.id
    assert not await store.release(delivery.failed(first, "550"), LEASE)
    assert not await store.mark_sent(delivery.sent(first, LATER), LEASE, corrections)
    assert not await store.hold_content(replace(first, content=b"x"))
    assert await store.release(delivery.failed(second, "550"), UUID(int=2))
    kept = await store.message(first.id)
    assert kept is not None
    assert (kept.state, kept.reason, kept.lease) == (MessageState.FAILED, "550", None)


async def test_the_body_is_kept_while_sending_and_dropped_once_sent(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    message = replace(await claimed(store), address="lan@example.vn", subject="Chúc mừng", content=b"mail")
    assert await store.hold_content(message)
    kept = await store.message(message.id)
    assert kept is not None
    assert kept.content == b"mail"
    assert await store.mark_sent(delivery.sent(message, LATER), LEASE, corrections)
    kept = await store.message(message.id)
    assert kept is not None
    assert (kept.state, kept.sent_at, kept.content) == (MessageState.SENT, LATER, None)
    assert (kept.address, kept.subject) == ("lan@example.vn", "Chúc mừng")


async def test_a_revocation_while_sending_makes_the_correction_when_the_mail_is_sent(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    message = await claimed(store)
    await tell(store, REVOKED)
    assert await store.mark_sent(delivery.sent(message, LATER), LEASE, corrections)
    found = await store.messages(MessageFilter(person_id=message.person_id))
    assert sorted((m.template.value, m.state.value, m.stands) for m in found) == [
        ("approved", "sent", False),
        ("corrected", "queued", True),
    ]


async def test_a_revocation_after_sending_makes_the_correction_once(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    message = await claimed(store)
    assert await store.mark_sent(delivery.sent(message, LATER), LEASE, corrections)
    await tell(store, REVOKED)
    await tell(store, REVOKED)
    found = await store.messages(MessageFilter(person_id=message.person_id))
    assert sorted(m.template.value for m in found) == ["approved", "corrected"]


async def test_sent_and_revoked_at_the_same_moment_still_makes_one_correction(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    message = await claimed(store)
    await asyncio.gather(tell(store, REVOKED), store.mark_sent(delivery.sent(message, LATER), LEASE, corrections))
    found = await store.messages(MessageFilter(person_id=message.person_id))
    assert sorted(m.template.value for m in found) == ["approved", "corrected"]


async def test_a_card_that_comes_while_a_message_turns_waiting_is_not_missed(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    message = await claimed(store)
    waiting = delivery.waiting(message, timedelta(days=3))
    cards = BatchNews(cards=((message.person_id, b.card(message.person_id)),))
    await asyncio.gather(store.await_contact(waiting, LEASE, LATER), tell(store, cards))
    kept = await store.message(message.id)
    assert kept is not None
    assert kept.state is MessageState.QUEUED


async def test_waiting_messages_are_overdue_when_their_time_is_up(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    message = await claimed(store)
    assert await store.await_contact(delivery.waiting(message, timedelta(days=3)), LEASE, LATER)
    in_three_days = b.NOW + timedelta(days=3)
    assert await store.overdue_contacts(in_three_days - timedelta(milliseconds=1), 10) == []
    (overdue,) = await store.overdue_contacts(in_three_days, 10)
    assert (overdue.id, overdue.state) == (message.id, MessageState.WAITING)


async def test_an_erasure_takes_the_address_and_body_off_messages_under_way_and_sent(store: NotifyStore) -> None:
    await tell(store, replace(APPROVED, cards=((b.LAN, b.card()), (b.MINH, b.card(b.MINH)))))
    sent, under_way = await claimed(store), await claimed(store)
    assert await store.hold_content(replace(sent, address="a@example.vn", content=b"a"))
    assert await store.mark_sent(delivery.sent(sent, LATER), LEASE, corrections)
    erased = BatchNews(cards=((b.LAN, Erasure(2)), (b.MINH, Erasure(2))))
    await tell(store, erased)
    assert not await store.hold_content(replace(under_way, address="b@example.vn", content=b"b"))
    assert await store.release(delivery.retried(replace(under_way, content=b"b"), "451", LATER), LEASE)
    for id_ in (sent.id, under_way.id):
        kept = await store.message(id_)
        assert kept is not None
        assert (kept.address, kept.content) == (None, None)


async def test_a_message_is_replaced_only_at_the_revision_it_was_read_at(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    message = await claimed(store)
    await store.mark_sent(delivery.sent(message, LATER), LEASE, corrections)
    sent = await store.message(message.id)
    assert sent is not None
    resent = delivery.resent(sent, Resend(b.PROXY, LATER, "leader", b.OFFICE, sent.attempts))
    assert await store.replace(resent)
    assert not await store.replace(resent)
    kept = await store.message(message.id)
    assert kept is not None
    assert (kept.state, kept.resends) == (MessageState.QUEUED, resent.resends)


async def test_lists_show_what_may_be_seen_in_pages_newest_first(store: NotifyStore) -> None:
    await tell(store, b.news(b.face(), b.approved(rewards=(b.reward(),))))
    everything = await store.messages(MessageFilter())
    assert len(everything) == 4
    assert {m.person_id for m in await store.messages(MessageFilter(person_id=b.LAN))} == {b.LAN}
    assert len(await store.messages(MessageFilter(person_id=b.LAN, scopes=frozenset({Scope(b.UNIT)})))) == 4
    assert await store.messages(MessageFilter(scopes=frozenset())) == []
    of_programmes = {Scope(b.UNIT, "khac"), Scope(b.UNIT, "9000-sang-kien")}
    assert len(await store.messages(MessageFilter(scopes=frozenset(of_programmes)))) == 4
    assert await store.messages(MessageFilter(scopes=frozenset({Scope(b.UNIT, "khac")}))) == []
    assert await store.messages(MessageFilter(states=(MessageState.SENT,))) == []
    assert await store.messages(MessageFilter(initiative_id=uuid4())) == []
    pages: list[Message] = []
    while page := await store.messages(
        MessageFilter(limit=3, after=(pages[-1].created_at, pages[-1].id) if pages else None)
    ):
        pages += page
    assert pages == list(everything)


async def test_a_programme_is_kept_with_whether_its_review_is_blind(store: NotifyStore) -> None:
    assert await store.named_programmes() == []
    blind = PROGRAMME.model_copy(update={"blind_review": True})
    await tell(store, BatchNews(programmes=(blind,)))
    assert [(one.id, one.blind) for one in await store.named_programmes()] == [(PROGRAMME.id, True)]


async def test_messages_are_listed_below_whatever_their_unit_hangs_under(store: NotifyStore) -> None:
    async def below(*units: str) -> int:
        return len(await store.messages(MessageFilter(scopes=frozenset(map(Scope, units)))))

    await store.follow_tree()
    await tell(store, b.news(b.face(), b.approved(rewards=(b.reward(),))))
    assert (await below(b.UNIT), await below(b.OFFICE)) == (4, 0)
    await tell(store, BatchNews(units=(b.unit(),)))  # heard after its messages
    await tell(store, BatchNews(units=(b.unit(b.OFFICE, parent=None), b.unit("ninh-kieu", parent=b.OFFICE))))
    await store.follow_tree()
    assert (await below(b.UNIT), await below(b.OFFICE), await below("ninh-kieu")) == (4, 4, 0)
    await tell(store, BatchNews(units=(b.unit(version=2, parent="ninh-kieu"),)))
    await store.follow_tree()
    assert (await below("ninh-kieu"), await below(b.OFFICE), await below()) == (4, 4, 0)


async def test_a_certificate_is_found_by_its_code(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    message = await claimed(store)
    found = await store.certified(message.certificate_code or "")
    assert found is not None
    assert found.id == message.id
    assert await store.certified("no-such-code") is None


async def test_certificates_of_a_person_are_listed_newest_first_with_those_that_fell_once_told(
    store: NotifyStore,
) -> None:
    rewarded = b.news(b.face(), b.approved(rewards=(b.reward(),)))
    await tell(store, rewarded)
    first = await store.certificates(b.LAN, None, 1)
    rest = await store.certificates(b.LAN, (first[0].created_at, first[0].id), 10)
    found = [*first, *rest]
    assert {(message.person_id, message.is_certificate) for message in found} == {(b.LAN, True)}
    assert [message.template for message in found].count(Template.REWARDED) == 1
    assert [message.id for message in found] == sorted((message.id for message in found), reverse=True)
    told = replace(found[0], stands=False, sent_at=b.NOW)
    untold = replace(found[1], stands=False)
    assert await store.replace(told)
    assert await store.replace(untold)
    assert [message.id for message in await store.certificates(b.LAN, None, 10)] == [told.id]


async def test_the_tree_follows_the_units(store: NotifyStore) -> None:
    await tell(store, BatchNews(units=(b.unit(), b.unit(b.OFFICE, parent=None))))
    assert (await store.tree()).path(b.UNIT) == (b.UNIT, b.OFFICE)
    await tell(store, BatchNews(units=(b.unit(version=2, office_email="office@example.vn"),)))
    unit = (await store.tree()).get(b.UNIT)
    assert unit is not None
    assert unit.office_email == "office@example.vn"


async def test_milestones_are_decided_on_once_by_two_that_announce(store: NotifyStore) -> None:
    data = MilestoneData(version=1, programme="9000-sang-kien", window="all", unit=b.UNIT, threshold=80)
    news = BatchNews(
        milestones=((UUID(int=5), data, b.NOW),),
        cards=((b.LAN, b.card(leads=(b.UNIT,))), (b.MINH, b.card(b.MINH, leads=(b.UNIT,)))),
        units=(b.unit(),),
    )
    for _ in range(2):
        await tell(store, news)
    wait = timedelta(days=1)
    assert await announce(store, b.NOW, wait) == 0
    made = await asyncio.gather(announce(store, LATER, wait), announce(store, LATER, wait))
    assert sorted(made) == [0, 2]
    found = await store.messages(MessageFilter(scopes=frozenset({Scope(b.UNIT)})))
    assert {(m.person_id, m.initiative_id, m.about.threshold) for m in found} == {(b.LAN, None, 80), (b.MINH, None, 80)}
    await tell(store, news)
    assert await announce(store, LATER, wait) == 0


async def appointed(store: NotifyStore, person: UUID, **more: object) -> None:
    news = [PersonNews(person, 1, [appointment("leader", b.UNIT, **more)], b.NOW)]

    async def work(session: Session) -> None:
        assert isinstance(store, MongoNotifyStore)
        await MongoAppointments(store._db).learn(news, session)

    if isinstance(store, MemoryNotifyStore):
        await store.appointments.learn(news, None)
    else:
        assert isinstance(store, MongoNotifyStore)
        await store._mongo.transaction(work)


async def test_who_leads_by_appointment_is_told_as_who_leads_by_their_card_and_nobody_twice(store: NotifyStore) -> None:
    data = MilestoneData(version=1, programme="9000-sang-kien", window="all", unit=b.UNIT, threshold=80)
    unknown, deputy, ended, of_another = (UUID(int=n) for n in range(31, 35))
    cards = ((b.LAN, b.card(leads=(b.UNIT,))), (b.MINH, b.card(b.MINH)), (deputy, b.card(deputy)))
    await tell(store, BatchNews(milestones=((UUID(int=5), data, b.NOW),), cards=cards, units=(b.unit(),)))
    await appointed(store, b.LAN)
    await appointed(store, b.MINH, programme="9000-sang-kien")
    await appointed(store, unknown)
    await appointed(store, deputy, deputy_for=b.LAN)
    await appointed(store, ended, until=LATER)
    await appointed(store, of_another, programme="khac")
    assert await announce(store, LATER, timedelta(days=1)) == 3
    found = await store.messages(MessageFilter(scopes=frozenset({Scope(b.UNIT)})))
    assert {message.person_id for message in found} == {b.LAN, b.MINH, unknown}


async def test_what_a_clock_that_was_ahead_put_off_is_due_when_it_is_right_again(store: NotifyStore) -> None:
    ahead = b.making(now=b.NOW + timedelta(days=1))
    await store.change(APPROVED, lambda known: absorb(APPROVED, known, ahead), _sealed)
    assert not await store.anything_due(LATER)
    assert await store.mend_times(LATER, LATER + timedelta(days=2)) == 0
    assert await store.mend_times(LATER, LATER + timedelta(hours=1)) == 2
    assert await store.anything_due(LATER)


async def test_after_a_restore_what_is_older_rests_until_it_is_released(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    assert await store.held() is None
    await store.hold(b.NOW + timedelta(milliseconds=1))
    hold = await store.held()
    assert hold is not None
    assert (await store.recorded(hold), await store.anything_due(LATER), hold.mail) == (2, False, None)
    assert await store.claim(LATER, LEASE, UNTIL) is None
    assert await store.give_up_held() == 0, "nobody said so"
    assert await store.release_hold(mail=True, by=b.LAN, at=LATER)
    assert not await store.release_hold(mail=False, by=b.LAN, at=LATER), "it was released before"
    await claimed(store)


async def test_what_was_decided_since_the_restore_is_mailed_at_once(store: NotifyStore) -> None:
    await store.hold(b.NOW)
    await tell(store, APPROVED)
    await claimed(store)


async def test_what_is_released_without_mail_is_given_up_but_may_be_resent(store: NotifyStore) -> None:
    await tell(store, APPROVED)
    await store.hold(b.NOW + timedelta(milliseconds=1))
    assert await store.release_hold(mail=False, by=b.LAN, at=LATER)
    assert (await store.anything_due(LATER), await store.give_up_held()) == (False, 2)
    first = (await store.messages(MessageFilter()))[0]
    assert first.state is MessageState.FAILED
    resend = Resend(b.LAN, LATER, "leader", b.UNIT, first.attempts)
    assert await store.replace(delivery.resent(first, resend))
    assert (await claimed(store)).id == first.id
    assert await store.give_up_held() == 0
