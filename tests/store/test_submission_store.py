"""One suite for both of submission's stores."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

import pytest

from services.submission.appointment_store import AppointmentWrite
from services.submission.card_store import CardQuery
from services.submission.domain import acts, authors, showcase
from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.appointments.refusals import CardIsAppointed
from services.submission.domain.authors import Card, Details
from services.submission.domain.content import Share
from services.submission.domain.erasing import forgotten
from services.submission.domain.initiative import Actor, Change, Initiative, receipted
from services.submission.domain.judging import judged
from services.submission.domain.programmes import change_programme
from services.submission.domain.refusals import MemberNumberTaken, ReceiptTaken, TreeNotEmpty
from services.submission.domain.supplements import Addition, supplement
from services.submission.domain.targets import change_target
from services.submission.domain.tree_plans import Plan, PlanState, UnitChange
from services.submission.domain.units import change
from services.submission.initiative_store import Query
from services.submission.root_command import make_root
from services.submission.store import Store, TreeMoved
from services.submission.store_mongo import INDEXES, OUTBOXES, MongoStore, erasures
from services.submission.tree_changes import make_due
from shared.access import Grant, Role, Source
from shared.events.decisions import ReviewState
from shared.events.targets import TargetData
from shared.mongo import Document, Mongo, Session
from shared.refusals import AlreadyMade, Stale
from shared.units import Level, Unit, UnitTree
from shared.web.idempotency import FirstAnswer
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.submission.samples import (
    BY_LAN,
    HUNG,
    LAN,
    NOW,
    PROGRAMME,
    SETTING,
    TREE,
    a_decision,
    content,
    submitted,
)
from tests.unit.submission.test_supplements import AT_GRASSROOTS, approved

NO_KEY = FirstAnswer(None, b"")


class Kept(Protocol):
    store: Store

    async def events(self) -> list[Document]: ...


class InMemory:
    def __init__(self) -> None:
        self._fake = FakeSubmissionStore()
        self.store: Store = self._fake

    async def events(self) -> list[Document]:
        return self._fake.events


class InMongo:
    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo
        self.store: Store = MongoStore(mongo)

    async def events(self) -> list[Document]:
        found = [await self._mongo.db[outbox.collection].find().to_list(None) for outbox in OUTBOXES]
        return [entry for docs in found for doc in docs for entry in doc["outbox"]]


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


def a_change(**changes: Any) -> Change:
    return acts.submit(acts.enter(uuid4(), content(**changes), BY_LAN, SETTING), BY_LAN, SETTING)


async def kept(store: Store, made: Change | None = None) -> Initiative:
    made = made or a_change()
    await store.initiatives.create(made, NO_KEY)
    found = await store.initiatives.get(made.initiative.id)
    assert found is not None
    return found


def bodies(events: list[Document]) -> list[Any]:
    return [json.loads(entry["body"]) for entry in events if entry["body"] is not None]


async def nothing(_session: Session) -> None:
    return


async def test_what_was_written_is_read_back_the_same(store: Store) -> None:
    made = a_change()
    found = await kept(store, made)
    assert found == replace(made.initiative, revision=1)
    late = judged(found, a_decision(ReviewState.RETURNED))
    amended = acts.amend(late, content(title="Khác", description=None), SETTING)
    await store.initiatives.save(amended)
    again = await store.initiatives.get(found.id)
    assert again == replace(amended.initiative, revision=2)
    assert again is not None
    assert (again.public.title, again.content.title) == ("Giá đỡ bình truyền", "Khác")


async def test_the_event_is_written_with_the_state_and_never_tells_the_description(tested: Kept) -> None:
    made = await kept(tested.store)
    event = bodies(await tested.events())[0]
    assert event["subject"] == str(made.id)
    assert event["data"]["authors"] == [
        {"id": str(LAN), "share": 100, "home_unit": "p-an-khanh", "formerly": None},
    ]
    assert "description" not in event["data"]
    await kept(tested.store, Change(acts.enter(uuid4(), content(), BY_LAN, SETTING)))
    assert len(await tested.events()) == 1


async def test_a_write_at_another_revision_is_stale_and_publishes_nothing(tested: Kept) -> None:
    made = await kept(tested.store)
    withdrawn = acts.withdraw(made, BY_LAN, NOW)
    await tested.store.initiatives.save(withdrawn)
    with pytest.raises(Stale):
        await tested.store.initiatives.save(withdrawn)
    assert [event["data"]["version"] for event in bodies(await tested.events())] == [1, 2]


async def test_a_repeated_key_finds_the_first_answer(store: Store) -> None:
    made = a_change()
    await store.initiatives.create(made, FirstAnswer("hash", b"{}"))
    with pytest.raises(AlreadyMade):
        await store.initiatives.create(made, FirstAnswer("other", b""))
    assert await store.initiatives.first_answer(made.initiative.id) == FirstAnswer("hash", b"{}")
    assert await store.initiatives.first_answer(uuid4()) is None


async def test_no_two_initiatives_have_one_receipt(store: Store) -> None:
    one, other = await kept(store), await kept(store)
    await store.initiatives.save(receipted(one, "SK-1", NOW))
    with pytest.raises(ReceiptTaken):
        await store.initiatives.save(receipted(other, "SK-1", NOW))
    with pytest.raises(ReceiptTaken):
        await store.initiatives.create(receipted(a_change().initiative, "SK-1", NOW), NO_KEY)
    repeated = receipted(one, "SK-2", NOW)
    with pytest.raises(AlreadyMade):
        await store.initiatives.create(repeated, NO_KEY)


async def test_a_text_is_added_with_the_initiative_that_counts_it_or_not_at_all(tested: Kept) -> None:
    store, made = tested.store, await kept(tested.store)
    first = supplement(made, Addition("description", "Một."), (), BY_LAN, SETTING)
    saved = await store.supplements.save(first)
    assert saved.revision == 2
    with pytest.raises(Stale):
        await store.supplements.save(first)
    second = supplement(saved, Addition("description", "Hai."), (), Actor(HUNG, Grant(Role.PROXY, "o-mon")), SETTING)
    await store.supplements.save(second)
    assert await store.supplements.of(made.id) == [second.supplement]
    assert await store.supplements.of(made.id, at=1) == [first.supplement]
    assert await store.supplements.of(made.id, at=0) == []
    told = [event["data"]["supplement"] for event in bodies(await tested.events())]
    assert told == [0, 1, 2]
    assert "Hai." not in json.dumps(bodies(await tested.events()), ensure_ascii=False)


async def test_what_is_shown_is_found_by_programme_the_newest_first(store: Store) -> None:
    made = []
    for minute in range(3):
        one = judged(await kept(store), approved(AT_GRASSROOTS))
        proposed = await store.initiatives.save(showcase.propose(one, HUNG, NOW))
        at = NOW + timedelta(minutes=minute)
        made.append(await store.initiatives.save(showcase.consent(proposed, LAN, at, with_name=minute == 0)))
    await store.initiatives.save(showcase.propose(judged(await kept(store), approved(AT_GRASSROOTS)), HUNG, NOW))
    first = await store.initiatives.shown(PROGRAMME.id, None, 2)
    assert [one.initiative for one in first] == [made[2], made[1]]
    (last,) = await store.initiatives.shown(PROGRAMME.id, (first[-1].since, first[-1].initiative.id), 2)
    assert (last.initiative, last.named) == (made[0], LAN)
    await store.initiatives.save(showcase.end(made[0]))
    await store.initiatives.save(Change(judged(made[1], a_decision(ReviewState.REVOKED, version=2))))
    assert [one.initiative for one in await store.initiatives.shown(PROGRAMME.id, None, 5)] == [made[2]]
    assert await store.initiatives.shown("khac", None, 5) == []


async def test_names_are_those_of_cards_that_are_not_erased(store: Store) -> None:
    made = a_card()
    await store.cards.create(made, NO_KEY)
    assert await store.cards.names([made.id, uuid4()]) == {made.id: "Nguyễn Thị Đào"}
    await store.cards.erase(authors.erase(replace(made, revision=1), NOW))
    assert await store.cards.names([made.id]) == {}


async def test_texts_go_with_whoever_they_were_of_alone(store: Store) -> None:
    card = replace(a_card(), id=LAN)
    await store.cards.create(card, NO_KEY)
    made = a_change()
    await store.initiatives.create(made, FirstAnswer("hash-of-all", b'{"description": "x"}'), "like")
    one = await store.initiatives.get(made.initiative.id)
    assert one is not None
    await store.supplements.save(supplement(one, Addition("description", "Hai."), (), BY_LAN, SETTING))
    shared = await kept(store, a_change(authors=(Share(LAN, 50, "o-mon"), Share(HUNG, 50, "o-mon"))))
    new = await kept(store, Change(replace(a_change().initiative, created_at=NOW + timedelta(hours=1))))
    await store.cards.erase(authors.erase(replace(card, revision=1), NOW))
    soon = NOW + timedelta(seconds=1)
    assert await store.follow_erasures(soon, forgotten) == 1
    left = await store.initiatives.get(one.id)
    assert left is not None
    assert (left.content.description, left.public.description, left.supplement) == (None, None, 1)
    assert [added.text for added in await store.supplements.of(one.id)] == [None]
    first = await store.initiatives.first_answer(one.id)
    assert first is not None
    assert (first.body, first.request_hash) == (b"", "hash")
    assert await store.initiatives.get(shared.id) == shared
    assert await store.initiatives.get(new.id) == new
    again = replace(left, content=replace(left.content, description="Đến muộn."))
    await store.initiatives.save(Change(again))
    assert await store.follow_erasures(soon, forgotten) == 0
    assert await store.follow_erasures(NOW + timedelta(hours=1, seconds=1), forgotten) == 1
    assert await store.follow_erasures(NOW + timedelta(hours=2), forgotten) == 0


async def test_after_a_restore_texts_go_again_with_whoever_is_erased(mongo: Mongo) -> None:
    await mongo.ensure_indexes(INDEXES)
    store = MongoStore(mongo)
    await store.cards.create(replace(a_card(), id=LAN), NO_KEY)
    made = await kept(store)
    shell = authors.erase(replace(a_card(), id=LAN, revision=1), NOW)
    await store.cards.save(shell)
    assert await store.follow_erasures(NOW + timedelta(days=1), forgotten) == 0
    await erasures.note_all(mongo.db, NOW + timedelta(days=1))
    assert await store.follow_erasures(NOW + timedelta(days=1), forgotten) == 1
    left = await store.initiatives.get(made.id)
    assert left is not None
    assert left.public.description is None
    assert await store.follow_erasures(NOW + timedelta(days=2), forgotten) == 0


async def test_those_without_a_receipt_are_found_in_pages(store: Store) -> None:
    made = [await kept(store) for _ in range(5)]
    await store.initiatives.save(receipted(made[0], "SK-1", NOW))
    rest = sorted(one.id for one in made[1:])
    first = await store.initiatives.without_receipt(None, 3)
    assert [one.id for one in first] == rest[:3]
    assert [one.id for one in await store.initiatives.without_receipt(rest[2], 3)] == rest[3:]


@pytest.mark.parametrize("kind", ["initiatives", "cards"])
async def test_what_is_alike_is_told_for_a_minute(store: Store, kind: str) -> None:
    async def create(likeness: str | None, seconds: float, key: str | None = None) -> tuple[UUID, UUID | None]:
        id_, at = uuid4(), NOW + timedelta(seconds=seconds)
        if kind == "initiatives":
            made = Change(replace(acts.enter(id_, content(), BY_LAN, SETTING), created_at=at))
            return id_, await store.initiatives.create(made, FirstAnswer(key, b""), likeness)
        card = replace(a_card(), id=id_, created_at=at)
        return id_, await store.cards.create(card, FirstAnswer(key, b""), likeness)

    first, nothing = await create("same", 50)
    assert nothing is None
    assert (await create("other", 51))[1] is None
    assert (await create(None, 52, key="hash"))[1] is None
    second, twin = await create("same", 65)
    assert twin == first
    assert (await create("same", 124.5))[1] == second
    assert (await create("same", 185))[1] is None


@pytest.mark.parametrize("kind", ["initiatives", "cards"])
async def test_of_what_is_made_at_once_all_but_one_are_told(store: Store, kind: str) -> None:
    async def create() -> UUID | None:
        if kind == "cards":
            return await store.cards.create(a_card(), NO_KEY, "same")
        return await store.initiatives.create(Change(acts.enter(uuid4(), content(), BY_LAN, SETTING)), NO_KEY, "same")

    twins = await asyncio.gather(*(create() for _ in range(3)))
    assert [twin is None for twin in twins].count(True) == 1


async def test_lists_are_newest_first_in_pages_and_searched_without_accents(store: Store) -> None:
    made = []
    for number, title in enumerate(["Đường ống", "Xe đẩy", "Đường dây"]):
        change_ = a_change(title=title)
        made.append(replace(change_.initiative, created_at=NOW + timedelta(seconds=number)))
        await store.initiatives.create(Change(made[-1], change_.event), NO_KEY)
    first = await store.initiatives.find(Query(person=LAN, limit=2))
    assert [i.content.title for i in first] == ["Đường dây", "Xe đẩy"]
    rest = await store.initiatives.find(Query(person=LAN, limit=2, after=(first[-1].created_at, first[-1].id)))
    assert [i.content.title for i in rest] == ["Đường ống"]
    assert len(await store.initiatives.find(Query(words=("duong",)))) == 2
    assert await store.initiatives.find(Query(words=("du.ng",))) == []
    assert await store.initiatives.find(Query(person=HUNG)) == []


async def test_lists_leave_out_other_units_statuses_and_drafts(store: Store) -> None:
    await kept(store)
    await kept(store, Change(acts.enter(uuid4(), content(), BY_LAN, SETTING)))
    assert len(await store.initiatives.find(Query(units={"p-an-khanh", "x"}))) == 1
    assert len(await store.initiatives.find(Query(units={"p-an-khanh"}, drafts=True))) == 2
    assert await store.initiatives.find(Query(units={"may-viet"}, drafts=True)) == []
    assert len(await store.initiatives.find(Query(status="pending", programmes=(PROGRAMME.id,)))) == 1
    assert await store.initiatives.find(Query(status="approved")) == []


async def test_decisions_are_written_all_or_none_with_the_seal(store: Store) -> None:
    first, second = await kept(store), await kept(store)
    known = [Change(judged(i, a_decision(ReviewState.RETURNED))) for i in (first, second)]

    async def lost(_session: Session) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await store.initiatives.save_judged(known, lost)
    assert {i.status for i in await store.initiatives.get_many([first.id, second.id])} == {"pending"}
    await store.initiatives.save_judged(known, nothing)
    assert {i.status for i in await store.initiatives.get_many([first.id, second.id, uuid4()])} == {"returned"}
    with pytest.raises(Stale):
        await store.initiatives.save_judged(known, nothing)


def a_card(member_number: str | None = None, **changes: Any) -> Card:
    details = Details("Nguyễn Thị Đào", "p-an-khanh", "dao@example.vn", member_number=member_number)
    return authors.make(uuid4(), replace(details, **changes), NOW, account=False)


async def test_member_numbers_are_unique_within_a_unit(store: Store) -> None:
    await store.cards.create(a_card("01"), NO_KEY)
    await store.cards.create(a_card("01", home_unit="o-mon"), NO_KEY)
    await store.cards.create(a_card(), NO_KEY)
    await store.cards.create(a_card(), NO_KEY)
    with pytest.raises(MemberNumberTaken):
        await store.cards.create(a_card("01"), NO_KEY)
    found = await store.cards.by_number("o-mon", "01")
    assert found is not None
    with pytest.raises(MemberNumberTaken):
        await store.cards.save(authors.written(found, Details("Đào", "p-an-khanh", member_number="01"), NOW))


@pytest.mark.parametrize("alike", ["ab\u201101", "AB-0１", "ab-\u200b01", "AB -01"])
async def test_member_numbers_that_look_the_same_are_the_same(store: Store, alike: str) -> None:
    card = a_card("ab-01")
    await store.cards.create(card, NO_KEY)
    with pytest.raises(MemberNumberTaken):
        await store.cards.create(a_card(alike), NO_KEY)
    found = await store.cards.by_number("p-an-khanh", alike)
    assert found is not None
    assert found.id == card.id


async def test_the_letter_eth_is_found_as_the_letter_it_is_typed_for(store: Store) -> None:
    change_ = a_change(title="Ðồng hồ đo nước")
    await store.initiatives.create(change_, NO_KEY)
    assert [i.id for i in await store.initiatives.find(Query(words=("dong",)))] == [change_.initiative.id]


async def test_cards_are_found_by_unit_name_without_accents_and_email(store: Store) -> None:
    card = a_card("77")
    await store.cards.create(card, NO_KEY)
    for words in (("dao",), ("77",), ("nguyen", "thi")):
        assert [c.id for c in await store.cards.find(CardQuery({"p-an-khanh"}, words))] == [card.id]
    assert await store.cards.find(CardQuery({"o-mon"})) == []
    assert await store.cards.find(CardQuery({"p-an-khanh"}, after=card.id)) == []
    assert [c.id for c in await store.cards.without_account("DAO@example.vn")] == [card.id]
    assert await store.cards.homes([card.id, uuid4()]) == {card.id: "p-an-khanh"}


async def test_an_erased_card_leaves_a_tombstone_and_no_personal_data(tested: Kept) -> None:
    card = a_card("01")
    await tested.store.cards.create(card, FirstAnswer("hash-of-all", b'{"name": "x"}'), "like")
    await tested.store.cards.homes([card.id])
    shell = await tested.store.cards.save(authors.erase(replace(card, revision=1), NOW))
    assert await tested.store.cards.get(card.id) == shell
    assert await tested.store.cards.homes([card.id]) == {}
    with pytest.raises(AlreadyMade):
        await tested.store.cards.create(card, NO_KEY)
    assert await tested.store.cards.first_answer(card.id) == FirstAnswer("hash", b"")
    tombstone = (await tested.events())[-1]
    assert (tombstone["body"], tombstone["headers"]) == (None, {"version": "2"})
    again = authors.written(shell, Details("Đào", "p-an-khanh"), NOW)
    known = await tested.store.cards.save(again)
    assert known.version == 3
    await tested.store.cards.save(authors.erase(known, NOW))
    assert await tested.store.cards.first_answer(card.id) == FirstAnswer("hash", b"")


async def test_linking_moves_every_initiative_to_the_account_or_nothing(tested: Kept) -> None:
    store, old = tested.store, a_card("01")
    await store.cards.create(old, NO_KEY)
    made = await kept(store, a_change(authors=(Share(old.id, 100, "p-an-khanh"),)))
    old = replace(old, revision=1)
    account = authors.take_over(None, old, LAN, NOW)
    shell = authors.erase(old, NOW, linked_to=LAN)

    def relink(initiative: Initiative) -> Change:
        return acts.replace_author(initiative, old.id, Share(LAN, 1, "p-an-khanh"), NOW)

    with pytest.raises(Stale):
        await store.cards.link(account, replace(shell, revision=7), relink)

    def refuse(_appointed: Appointee) -> None:
        raise CardIsAppointed

    with pytest.raises(CardIsAppointed):
        await store.cards.link(account, shell, relink, refuse)
    assert len(await tested.events()) == 2
    linked = await store.cards.link(account, shell, relink)
    assert linked.data is not None
    assert linked.data.member_number == "01"
    after = await store.initiatives.get(made.id)
    assert after is not None
    assert (after.people, after.version) == ((LAN,), 2)
    kinds = sorted(event["type"].split(".")[3] for event in bodies(await tested.events()))
    assert kinds == ["changed", "changed", "reclassified", "submitted"]


async def test_who_is_entered_under_a_card_that_is_just_being_linked_comes_under_the_account(tested: Kept) -> None:
    store, old = tested.store, a_card("01")
    await store.cards.create(old, NO_KEY)
    homes = await store.cards.homes({old.id})
    amended = await kept(store, Change(acts.enter(uuid4(), content(), BY_LAN, SETTING)))
    shell = authors.erase(replace(old, revision=1), NOW, linked_to=HUNG)
    await store.cards.link(
        authors.take_over(None, replace(old, revision=1), HUNG, NOW),
        shell,
        lambda initiative: acts.relinked(initiative, old.id, HUNG, NOW),
    )
    named = (Share(old.id, 100, homes[old.id]),)
    entered = await kept(store, a_change(authors=named))
    amended = await store.initiatives.save(acts.amend(amended, replace(amended.content, authors=named), SETTING))

    async def follow(after: timedelta) -> int:
        now = NOW + after
        return await store.cards.follow_links(now, lambda one, card, account: acts.relinked(one, card, account, now))

    assert await follow(timedelta(seconds=5)) == 2
    for id_ in (entered.id, amended.id):
        found = await store.initiatives.get(id_)
        assert found is not None
        assert [(one.id, one.formerly) for one in found.content.authors] == [(HUNG, old.id)]
    told = [body["data"]["authors"] for body in bodies(await tested.events()) if "initiative" in body["type"]]
    assert [[one["id"] for one in authors_told] for authors_told in told] == [[str(old.id)], [str(HUNG)]]
    late = await kept(store, a_change(authors=named))
    assert await follow(authors.LATEST_ACTS + timedelta(seconds=1)) == 1
    assert await follow(authors.LATEST_ACTS + timedelta(seconds=2)) == 0
    after = await store.initiatives.get(late.id)
    assert after is not None
    assert HUNG in after.people


async def load_tree(store: Store) -> None:
    for unit in TREE:
        if unit.is_open:
            tree = (await store.units.catalogue(fresh=True)).tree
            await store.units.save_unit(change(None, unit, tree, NOW), tree.version)


async def test_the_catalogue_knows_each_unit_and_programme_as_written(store: Store) -> None:
    assert len((await store.units.catalogue()).tree) == 0
    await load_tree(store)
    programme = change_programme(None, PROGRAMME, TREE, NOW)
    await store.units.save_programme(programme)
    with pytest.raises(Stale):
        await store.units.save_programme(programme)
    known = await store.units.catalogue(fresh=True)
    assert (len(known.tree), known.tree.version) == (7, 7)
    assert known.tree.path("may-viet") == ("may-viet", "o-mon", "can-tho", "tld")
    assert known.programmes == {PROGRAMME.id: programme.data}
    assert await store.units.programme(PROGRAMME.id) == replace(programme, revision=1)


async def test_two_changes_of_one_tree_cannot_close_a_circle(store: Store) -> None:
    await load_tree(store)
    tree = (await store.units.catalogue(fresh=True)).tree
    a, b = await store.units.unit("ninh-kieu"), await store.units.unit("o-mon")
    assert a is not None
    assert b is not None
    merges = [
        change(a, replace(a.data.to_unit(), merged_into="o-mon"), tree, NOW),
        change(b, replace(b.data.to_unit(), merged_into="ninh-kieu"), tree, NOW),
    ]
    outcomes = await asyncio.gather(
        *(store.units.save_unit(merge, tree.version) for merge in merges), return_exceptions=True
    )
    assert sum(isinstance(outcome, TreeMoved) for outcome in outcomes) == 1
    after = (await store.units.catalogue(fresh=True)).tree
    assert sum(unit.merged_into is not None for unit in after) == 1


async def test_a_tree_of_a_first_unit_is_made_once(store: Store) -> None:
    first = change(None, Unit("a", "A", Level.NATIONAL), UnitTree(), NOW)
    await store.units.save_unit(first, 0)
    with pytest.raises(TreeMoved):
        await store.units.save_unit(change(None, Unit("b", "B", Level.NATIONAL), UnitTree(), NOW), 0)


async def test_targets_of_a_programme_are_read_by_unit_a_page_at_a_time(tested: Kept) -> None:
    units = ("o-mon", "ninh-kieu", "can-tho", "can-tho-2")
    data = [TargetData(version=1, programme=id_, unit=unit, assigned={}) for id_ in ("x", "x-y") for unit in units]
    await tested.store.targets.save([change_target(None, each, NOW) for each in data])
    first = await tested.store.targets.of_programme("x", "", 2)
    assert [target.id for target in first] == ["x/can-tho", "x/can-tho-2"]
    assert [target.revision for target in first] == [1, 1]
    rest = await tested.store.targets.of_programme("x", "can-tho-2", 3)
    assert [target.id for target in rest] == ["x/ninh-kieu", "x/o-mon"]
    assert await tested.store.targets.of_programme("z", "", 3) == []


async def test_targets_are_written_all_or_none(tested: Kept) -> None:
    def target(unit: str) -> Any:
        return change_target(None, TargetData(version=1, programme="x", unit=unit, assigned={"P1": 3}), NOW)

    save: Callable[..., Awaitable[Any]] = tested.store.targets.save
    await save([target("o-mon")])
    with pytest.raises(Stale):
        await save([target("ninh-kieu"), target("o-mon")])
    assert set(await tested.store.targets.get_many(["x/o-mon", "x/ninh-kieu"])) == {"x/o-mon"}
    assert len(await tested.events()) == 1


async def test_an_initiative_entered_before_is_found_under_its_standing(store: Store) -> None:
    made = judged(submitted(), a_decision(ReviewState.APPROVED))
    await store.initiatives.create(Change(made), NO_KEY)
    assert [i.id for i in await store.initiatives.find(Query(status="approved"))] == [made.id]


async def test_a_plan_and_its_units_are_written_together_and_by_one_process(mongo: Mongo) -> None:
    await mongo.ensure_indexes(INDEXES)
    stores = MongoStore(mongo), MongoStore(mongo)
    await make_root(stores[0], Unit("tld", "Tổng Liên đoàn", Level.NATIONAL), NOW)
    top = UnitChange("can-tho", {"name": "LĐLĐ thành phố", "level": Level.PROVINCIAL, "parent": "tld"})
    base = UnitChange("cs-1", {"name": "CĐCS 1", "level": Level.GRASSROOTS, "parent": "can-tho"})
    day = NOW.date()
    plan = Plan(UUID(int=3), day, (top, base), UUID(int=4), NOW, (Grant(Role.ADMIN, "tld"),))
    saved = await stores[0].plans.save(plan)
    assert list(await stores[1].plans.due(day)) == [saved]
    assert list(await stores[1].plans.due(day - timedelta(days=1))) == []
    made = await asyncio.gather(*(make_due(store, day, NOW) for store in stores))
    assert sorted(made) in ([0, 1], [1, 1])
    tree = (await stores[0].units.catalogue(fresh=True)).tree
    assert (len(tree), tree.version, tree.path("cs-1")) == (3, 3, ("cs-1", "can-tho", "tld"))
    documents = await mongo.db["units"].find().to_list(None)
    assert [len(document["outbox"]) for document in documents] == [1, 1, 1], "made once"
    (seen,) = await stores[0].plans.find(["cs-1"], None, None, 10)
    assert seen == replace(saved, state=PlanState.MADE, settled_at=NOW, revision=2)


async def test_a_plan_that_two_processes_find_impossible_is_refused_once(mongo: Mongo) -> None:
    await mongo.ensure_indexes(INDEXES)
    stores = MongoStore(mongo), MongoStore(mongo)
    nowhere = UnitChange("cs-1", {"name": "CĐCS 1", "level": Level.GRASSROOTS, "parent": "khong-co"})
    await stores[0].plans.save(Plan(UUID(int=3), NOW.date(), (nowhere,), UUID(int=4), NOW))
    await asyncio.gather(*(make_due(store, NOW.date(), NOW) for store in stores))
    (seen,) = await stores[0].plans.find(["cs-1"], None, None, 10)
    assert (seen.state, seen.revision) == (PlanState.REFUSED, 2)


@pytest.mark.parametrize(("ends", "state"), [(1, PlanState.REFUSED), (2, PlanState.MADE)])
async def test_a_plan_is_refused_when_its_makers_appointment_ended_before_its_day(
    mongo: Mongo, ends: int, state: PlanState
) -> None:
    await mongo.ensure_indexes(INDEXES)
    store = MongoStore(mongo)
    await make_root(store, Unit("tld", "Tổng Liên đoàn", Level.NATIONAL), NOW)
    until = NOW + timedelta(days=ends)
    appointment = Appointment(UUID(int=5), Post("admin", "tld"), NOW, until)
    maker = (await store.appointees.get(UUID(int=4))).appointed(appointment, None, NOW)
    await store.appointees.save(AppointmentWrite([maker]), NOW)
    new = UnitChange("can-tho", {"name": "Cần Thơ", "level": Level.UPPER, "parent": "tld"})
    day = NOW + timedelta(days=1)
    await store.plans.save(Plan(UUID(int=3), day.date(), (new,), UUID(int=4), NOW, maker.grants(NOW)))
    assert await make_due(store, day.date(), day) == 1
    (seen,) = await store.plans.find(["can-tho"], None, None, 10)
    assert (seen.state, seen.grants[0].source) == (state, Source(appointment.id, until))
    assert ("can-tho" in (await store.units.catalogue(fresh=True)).tree) is (state is PlanState.MADE)


async def test_the_command_given_twice_at_once_makes_one_root(mongo: Mongo) -> None:
    await mongo.ensure_indexes(INDEXES)
    root = Unit("tld", "Tổng Liên đoàn", Level.NATIONAL)
    made = await asyncio.gather(*(make_root(MongoStore(mongo), root, NOW) for _ in range(4)))
    assert sorted(made) == [False, False, False, True]
    assert not await make_root(MongoStore(mongo), root, NOW)
    with pytest.raises(TreeNotEmpty):
        await make_root(MongoStore(mongo), replace(root, code="khac"), NOW)
    (document,) = await mongo.db["units"].find().to_list(None)
    assert [entry["key"] for entry in document["outbox"]] == ["tld"]
