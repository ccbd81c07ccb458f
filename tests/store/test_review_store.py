"""One suite for review's store, in memory and in MongoDB."""

from dataclasses import replace
from typing import cast

import pytest

from services.review.domain.case import Answer, Case, Status
from services.review.domain.claims import claim
from services.review.domain.commands import Why
from services.review.domain.decide import approve, give_back
from services.review.domain.placing import placed
from services.review.domain.programme import NeededSection
from services.review.queues import NEVER, Queue, UnitWaits
from services.review.store import ReviewStore, ReviewWrites
from services.review.store_mongo import INDEXES, MongoReviewStore
from services.review.store_mongo.queue import queue_filter
from services.review.store_mongo.waits import INDEX, waits_by_unit, walk_of
from shared.access import Scope
from shared.events.decisions import APPROVED, DECISIONS
from shared.events.reading import AnyEvent, read
from shared.mongo import Mongo, Session
from shared.refusals import Stale
from shared.units import Level, UnitTree
from tests.fakes.review_store import MemoryReviewStore
from tests.unit.review.world import (
    DAY,
    MINUTE,
    PAPER,
    RULES,
    T0,
    TREE,
    UNITS,
    WHY,
    face,
    followed,
    initiative,
    opened,
    person,
    turn,
)


@pytest.fixture(params=["memory", "mongo"])
def raw(request: pytest.FixtureRequest) -> MemoryReviewStore | MongoReviewStore:
    if request.param == "memory":
        return MemoryReviewStore(T0)
    return MongoReviewStore(request.getfixturevalue("mongo"))


@pytest.fixture
async def store(raw: ReviewStore) -> ReviewStore:
    if isinstance(raw, MongoReviewStore):
        await raw._mongo.ensure_indexes(INDEXES)
    await follow(raw, ReviewWrites(units=UNITS, moved=[unit.code for unit in UNITS], programmes=[RULES]))
    return raw


def scopes(*units: str, programme: str | None = None) -> tuple[Scope, ...]:
    return tuple(Scope(unit, programme) for unit in units)


async def nothing(_session: Session) -> None:
    return None


async def follow(store: ReviewStore, news: ReviewWrites) -> None:
    await store.follow(news, exclude=nothing, seal=nothing)


async def kept(store: ReviewStore, *cases: Case) -> list[Case]:
    await follow(store, ReviewWrites(cases))
    found = await store.cases(case.id for case in cases)
    return [found[case.id] for case in cases]


async def published(store: ReviewStore, case: Case) -> list[tuple[str, int]]:
    if isinstance(store, MemoryReviewStore):
        return [(decided.type, decided.case.version) for decided in store.outbox]
    document = await cast("MongoReviewStore", store)._cases.find_one({"_id": case.id})
    assert document is not None
    events = [read(DECISIONS.name, entry["key"].encode(), entry["body"], {}) for entry in document.get("outbox", [])]
    return [(cast("AnyEvent", event).type, cast("AnyEvent", event).data.version) for event in events]


async def test_a_case_comes_back_as_it_was_written(store: ReviewStore) -> None:
    case = claim(turn(opened(), at=T0 + MINUTE))
    case = replace(case, answers=(Answer(person("key"), "abc", 1, Status.APPROVED),))
    (found,) = await kept(store, case)
    assert found == replace(case, revision=1)
    decided = approve(turn(found, at=T0 + DAY), PAPER, WHY, recommend=True)
    written = await store.append(decided)
    assert (await store.cases([case.id]))[case.id] == written == replace(decided.case, revision=2)


async def test_a_decision_and_its_event_are_one_write(store: ReviewStore) -> None:
    (case,) = await kept(store, opened())
    await store.append(approve(turn(case), PAPER, Why()))
    assert await published(store, case) == [(APPROVED, 1)]


async def test_of_two_decisions_on_one_revision_the_second_is_stale(store: ReviewStore) -> None:
    (case,) = await kept(store, opened())
    await store.append(approve(turn(case), PAPER, Why()))
    with pytest.raises(Stale):
        await store.append(give_back(turn(case), WHY))
    with pytest.raises(Stale):
        await store.save(claim(turn(case)))
    assert await published(store, case) == [(APPROVED, 1)]


async def test_a_batch_that_lost_a_race_with_a_decision_writes_nothing(store: ReviewStore) -> None:
    (case,) = await kept(store, opened())
    await store.append(give_back(turn(case), WHY))
    other = opened(name="hai")
    with pytest.raises(Stale):
        await follow(store, ReviewWrites([followed(case, face(2, 1, kind="operational"), T0 + DAY), other]))
    assert other.id not in await store.cases([other.id])


async def test_what_the_seal_refuses_is_not_written(store: ReviewStore) -> None:
    class LostError(Exception):
        pass

    async def refuse(_session: Session) -> None:
        raise LostError

    with pytest.raises(LostError):
        await store.follow(ReviewWrites([opened()]), exclude=nothing, seal=refuse)
    assert await store.cases([initiative()]) == {}


async def test_a_changed_unit_excludes_other_batches_before_it_is_written(store: ReviewStore) -> None:
    order: list[str] = []

    async def exclude(_session: Session) -> None:
        order.append("exclude")

    async def seal(_session: Session) -> None:
        order.append("seal")

    await store.follow(ReviewWrites(units=[replace(UNITS[3], name="Ô Môn", version=2)]), exclude=exclude, seal=seal)
    await store.follow(ReviewWrites([opened()]), exclude=exclude, seal=seal)
    assert order == ["exclude", "seal", "seal"]
    unit = (await store.tree()).get("o-mon")
    assert unit is not None
    assert unit.name == "Ô Môn"


async def test_programmes_are_kept(store: ReviewStore) -> None:
    assert await store.programmes([RULES.programme, "khong-co"]) == {RULES.programme: RULES}
    needed = NeededSection("bien-ban", "Biên bản họp", Level.UPPER)
    changed = replace(RULES, version=2, correct_until=T0 + DAY, sections=(needed,), blind_review=True)
    await follow(store, ReviewWrites(programmes=[changed]))
    assert await store.programmes([RULES.programme]) == {RULES.programme: changed}


async def test_a_case_is_found_by_its_receipt(store: ReviewStore) -> None:
    (case, _) = await kept(store, opened(face(receipt="SK-1"), name="a"), opened(face(receipt="SK-2"), name="b"))
    assert await store.case_of_receipt("SK-1") == case
    assert await store.case_of_receipt("SK-3") is None


async def test_a_programme_that_needs_a_section_takes_a_case_out_of_the_queue_until_it_comes(
    store: ReviewStore,
) -> None:
    (case,) = await kept(store, opened(name="a"))
    queue = Queue((Scope("benh-vien"),), awaiting=True)
    needed = NeededSection("anh", "Ảnh hiện trường", Level.GRASSROOTS)
    await follow(store, ReviewWrites(programmes=[replace(RULES, version=2, sections=(needed,))]))
    assert await store.place_again() == 1
    assert (await store.find(queue)).rows == []
    assert (await store.cases([case.id]))[case.id].missing_sections == ("anh",)
    counts = await store.counts((Scope("benh-vien"),), T0 + 99 * DAY)
    assert (counts.overdue, counts.with_authors) == (0, 1)
    assert (await store.counts((Scope("truong"),), T0)).with_authors == 0
    await follow(store, ReviewWrites(programmes=[replace(RULES, version=3)]))
    assert await store.place_again() == 1
    ((found,), _) = await store.find(queue)
    assert (found.missing_sections, found.since >= case.since) == ((), True)


async def test_a_queue_is_sorted_by_due_date_and_paged_without_loss(store: ReviewStore) -> None:
    cases = [opened(at=T0 + (n % 3) * DAY, name=str(n)) for n in range(7)]
    await kept(store, *cases)
    await kept(store, approve(turn(opened(name="đã xong")), PAPER, Why()).case)
    queue, seen = Queue(scopes("can-tho"), limit=3), []
    while page := (await store.find(queue)).rows:
        seen += page
        queue = replace(queue, after=(page[-1].due_at or NEVER, page[-1].id))
    assert len(seen) == 8
    assert seen[-1].status is Status.APPROVED
    due = [case.due_at for case in seen[:-1]]
    assert due == sorted(moment for moment in due if moment is not None)


async def test_the_queue_filters(store: ReviewStore) -> None:
    recommended = approve(turn(opened(name="b", at=T0 + DAY), at=T0 + 2 * DAY), PAPER, Why(), recommend=True).case
    school = opened(face(unit="truong", programme="khac"), name="c", at=T0 + 3 * DAY)
    a, b, c = await kept(store, opened(name="a"), recommended, school)

    async def found(queue: Queue) -> set[object]:
        return {case.id for case in (await store.find(queue)).rows}

    assert await found(Queue(scopes("ninh-kieu"))) == {a.id, b.id}
    assert await found(Queue(scopes("ninh-kieu"), awaiting=True)) == {b.id}
    assert await found(Queue(scopes("can-tho"), level=Level.GRASSROOTS)) == {a.id, c.id}
    assert await found(Queue(scopes("can-tho"), status=Status.APPROVED)) == {b.id}
    assert await found(Queue(scopes("can-tho"), programme="khac")) == {c.id}
    assert await found(Queue(scopes("can-tho"), waits_since_before=T0)) == {a.id}
    assert await found(Queue(scopes("can-tho"), due_before=T0 + 16 * DAY)) == {a.id}
    assert await found(Queue(scopes("benh-vien", "can-tho"))) == {a.id, b.id, c.id}
    assert await found(Queue(scopes("can-tho", programme="khac"))) == {c.id}
    assert await found(Queue(scopes("can-tho", programme="khac"), programme="khac-nua")) == set()
    of_two = (*scopes("can-tho", programme="khac"), *scopes("ninh-kieu"))
    assert await found(Queue(of_two)) == {a.id, b.id, c.id}
    assert await found(Queue(of_two, status=Status.APPROVED, after=(T0, a.id))) == {b.id}
    assert await found(Queue(of_two, awaiting=True)) == {b.id}


async def test_counts_by_status_level_and_overdue(store: ReviewStore) -> None:
    await kept(store, opened(name="a"), opened(name="b", at=T0 + 20 * DAY), opened(face(unit="truong"), name="c"))
    await kept(store, approve(turn(opened(name="d")), PAPER, Why()).case)
    counts = await store.counts(scopes("ninh-kieu"), T0 + 16 * DAY)
    assert {status: number for status, number in counts.by_status.items() if number} == {
        Status.PENDING: 2,
        Status.APPROVED: 1,
    }
    assert {level: number for level, number in counts.by_level.items() if number} == {Level.GRASSROOTS: 2}
    assert counts.overdue == 1
    every = await store.counts(scopes("ninh-kieu", "truong"), T0 + 16 * DAY)
    many = await store.counts(scopes("ninh-kieu", "truong", *(f"khac-{n}" for n in range(9))), T0 + 16 * DAY)
    assert {s: n for s, n in every.by_status.items() if n} == {s: n for s, n in many.by_status.items() if n}
    assert every.by_status[Status.PENDING] == 3
    of_none = await store.counts((*scopes("truong", programme="khac"), *scopes("benh-vien")), T0 + 16 * DAY)
    assert of_none.by_status[Status.PENDING] == 2


async def test_how_long_cases_wait_for_which_unit(store: ReviewStore) -> None:
    ages = [0, 3, 4, 7, 8, 15, 16, 20]
    await kept(store, *(opened(at=T0 + (20 - age) * DAY, name=f"a {age}") for age in ages))
    school = opened(face(unit="truong", programme="khac"), at=T0 + 19 * DAY, name="trường")
    above = approve(turn(opened(name="lên"), at=T0 + 18 * DAY), PAPER, Why(), recommend=True).case
    await kept(store, school, above, approve(turn(opened(name="xong")), PAPER, Why()).case)
    now = T0 + 20 * DAY
    waits = await store.waits((Scope("can-tho"),), now, None, 50)
    assert [(row.unit, row.count, row.overdue, row.younger) for row in waits.rows] == [
        ("benh-vien", 8, 2, (2, 4, 6)),
        ("ninh-kieu", 1, 0, (1, 1, 1)),
        ("truong", 1, 0, (1, 1, 1)),
    ]
    assert [row.oldest for row in waits.rows] == [T0, T0 + 18 * DAY, T0 + 19 * DAY]
    assert not waits.more
    first = await store.waits((Scope("can-tho"),), now, None, 2)
    assert ([row.unit for row in first.rows], first.more) == (["benh-vien", "ninh-kieu"], True)
    rest = await store.waits((Scope("can-tho"),), now, "ninh-kieu", 2)
    assert ([row.unit for row in rest.rows], rest.more) == (["truong"], False)
    apart = await store.waits((Scope("ninh-kieu"), Scope("truong", "khac")), now, None, 50)
    assert apart == waits
    assert (await store.waits((Scope("truong", RULES.programme),), now, None, 50)).rows == ()


@pytest.mark.parametrize("at_once", [2, 3, 5, 8, 100])
async def test_however_few_are_walked_along_at_once_the_pages_are_the_same(mongo: Mongo, at_once: int) -> None:
    store = MongoReviewStore(mongo)
    await mongo.ensure_indexes(INDEXES)
    await kept(store, *(opened(at=T0 + n * DAY, name=str(n)) for n in range(9)))
    await kept(store, *(opened(face(unit="truong"), at=T0 + n * DAY, name=f"t {n}") for n in range(2)))
    await kept(store, *(opened(face(unit="ninh-kieu"), at=T0 + n * DAY, name=f"n {n}") for n in range(4)))
    for within in ((Scope("can-tho"),), (Scope("ninh-kieu"), Scope("o-mon"))):
        whole = await store.waits(within, T0 + 20 * DAY, None, 50)
        assert [row.count for row in whole.rows] == [9, 4, 2]
        rows: list[UnitWaits] = []
        more = True
        while more:
            after = rows[-1].unit if rows else None
            page = await waits_by_unit(store._cases, within, after, 50, T0 + 20 * DAY, at_once)
            rows += page.rows
            more = page.more
        assert tuple(rows) == whole.rows


async def test_waits_are_counted_without_looking_at_a_case(mongo: Mongo) -> None:
    store = MongoReviewStore(mongo)
    await mongo.ensure_indexes(INDEXES)
    await kept(store, *(opened(name=str(n)) for n in range(50)))
    walk = walk_of(Scope("can-tho", RULES.programme), None, T0, 100)
    command = {"aggregate": "cases", "pipeline": walk, "cursor": {}, "hint": dict(INDEX)}
    plan = await mongo.db.command({"explain": command, "verbosity": "executionStats"})
    assert "'totalDocsExamined': 0" in str(plan)


async def test_claims_that_ran_out_are_taken_away(store: ReviewStore) -> None:
    early, late = await kept(
        store,
        claim(turn(opened(name="a"), at=T0)),
        claim(turn(opened(name="b"), at=T0 + 10 * MINUTE)),
    )
    assert await store.expire_claims(T0 + 30 * MINUTE) == 1
    found = await store.cases([early.id, late.id])
    assert (found[early.id].claim, found[early.id].revision) == (None, 2)
    assert found[late.id] == late
    assert await store.expire_claims(T0 + 30 * MINUTE) == 0


async def test_a_moved_unit_takes_its_cases_along(store: ReviewStore) -> None:
    case, other = await kept(store, opened(name="a"), opened(face(unit="truong"), name="c"))
    moved = replace(UNITS[4], parent="o-mon", version=2)
    await follow(store, ReviewWrites(units=[moved], moved=["benh-vien"]))
    assert await store.place_again() == 1
    found = await store.cases([case.id, other.id])
    assert found[case.id].path == ("benh-vien", "o-mon", "can-tho", "tong")
    assert found[case.id].revision == case.revision + 1
    assert found[other.id] == other
    assert await store.place_again() == 0


async def test_a_parent_that_comes_late_and_a_merge_place_cases_again(store: ReviewStore) -> None:
    orphan = replace(UNITS[4], code="moi", parent="quan-moi")
    tree = UnitTree([*TREE, orphan])
    case = placed(opened(face(unit="moi")), tree, RULES)
    await follow(store, ReviewWrites([case], [orphan], ["moi"]))
    await store.place_again()
    parent = replace(UNITS[2], code="quan-moi", version=1)
    await follow(store, ReviewWrites(units=[parent], moved=["quan-moi"]))
    assert await store.place_again() == 1
    assert (await store.cases([case.id]))[case.id].path == ("moi", "quan-moi", "can-tho", "tong")
    await follow(store, ReviewWrites(units=[replace(parent, merged_into="o-mon", version=2)], moved=["quan-moi"]))
    assert await store.place_again() == 1
    assert (await store.cases([case.id]))[case.id].path == ("moi", "o-mon", "can-tho", "tong")


async def test_a_reopened_deadline_changes_due_dates(store: ReviewStore) -> None:
    (case,) = await kept(store, opened(at=RULES.decide_until - DAY))
    assert case.due_at == RULES.decide_until
    reopened = replace(RULES, version=2, decide_until=RULES.decide_until + 5 * DAY)
    await follow(store, ReviewWrites(programmes=[reopened]))
    assert await store.place_again() == 1
    assert (await store.cases([case.id]))[case.id].due_at == reopened.decide_until


async def test_the_store_has_a_clock_of_its_own(store: ReviewStore) -> None:
    assert (await store.now()).tzinfo is not None


async def test_two_processes_see_one_tree(mongo: Mongo) -> None:
    first, second = MongoReviewStore(mongo), MongoReviewStore(mongo)
    await follow(first, ReviewWrites(units=UNITS, moved=[]))
    assert len(await second.tree()) == len(UNITS)
    await follow(first, ReviewWrites(units=[replace(UNITS[4], parent="o-mon", version=2)]))
    assert (await second.tree()).path("benh-vien")[1] == "o-mon"


async def test_a_subtrees_queue_is_read_in_the_order_of_its_index(mongo: Mongo) -> None:
    store = MongoReviewStore(mongo)
    await mongo.ensure_indexes(INDEXES)
    await kept(store, *(opened(name=str(n)) for n in range(50)))
    wanted = queue_filter(Queue(scopes("can-tho")))
    plan = await mongo.db["cases"].find(wanted).sort([("order_at", 1), ("_id", 1)]).limit(5).explain()
    assert plan["executionStats"]["totalDocsExamined"] == 5


async def test_names_of_those_who_acted_are_kept_once_each_and_forgotten(store: ReviewStore) -> None:
    lan, minh = person("lan"), person("minh")
    for name in ("Lan", "Nguyễn Thị Lan", "Nguyễn Thị Lan"):
        await store.keep_name(lan, name)
    await store.keep_name(minh, "Minh")
    assert await store.names([lan, minh, person("ai")]) == {lan: "Nguyễn Thị Lan", minh: "Minh"}
    assert await store.names([]) == {}
    for _ in range(2):
        await store.forget_names([lan], seal=nothing)
    await store.forget_names([], seal=nothing)
    assert await store.names([lan, minh]) == {minh: "Minh"}
