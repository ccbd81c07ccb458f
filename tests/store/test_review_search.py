"""Searches and orders of cases, on both stores; those that walk far, in MongoDB, a piece at a time."""

from dataclasses import replace
from typing import Any

import pytest

from services.review.domain.case import Case, Status
from services.review.domain.claims import claim
from services.review.domain.commands import Why
from services.review.domain.decide import approve, reassess
from services.review.queues import ClaimedBy, Claims, Queue, Sort, Total, sort_key
from services.review.store import ReviewStore
from services.review.store_mongo import INDEXES, MongoReviewStore
from services.review.store_mongo.queue import count_queue, find_cases
from services.review.words import words_of
from shared.access import Scope
from shared.mongo import Mongo
from shared.units import Level
from tests.store.of_a_test import OF_A_TEST
from tests.store.test_review_store import kept, raw, store
from tests.unit.review.world import DAY, MINUTE, PAPER, T0, face, opened, person, reviewer, turn

__all__ = ["raw", "store"]

CITY = (Scope("can-tho"),)


def titled(title: str, n: int = 0, **changes: Any) -> Case:
    return opened(face(title=title, summary="Không có gì.", **changes), at=T0 + n * DAY, name=f"{title} {n}")


async def titles(store: ReviewStore, queue: Queue) -> list[str]:
    return [case.face.title for case in (await store.find(queue)).rows]


async def all_pages(store: ReviewStore, queue: Queue) -> list[Case]:
    seen: list[Case] = []
    while True:
        found = await store.find(queue)
        seen += found.rows
        if not found.rows and found.resume is None:
            return seen
        last = found.resume or (sort_key(found.rows[-1], queue.sort), found.rows[-1].id)
        queue = replace(queue, after=last)


async def test_cases_are_found_by_words_with_marks_or_without(store: ReviewStore) -> None:
    await kept(store, titled("Giá treo dịch truyền"), titled("Máy rửa ĐĨA tự động"), titled("Giá để xe"))
    found = {
        q: await titles(store, Queue(CITY, words=tuple(words_of(q)))) for q in ("gia", "treo GIÁ", "dia", "xe đĩa")
    }
    assert {q: sorted(rows) for q, rows in found.items()} == {
        "gia": ["Giá treo dịch truyền", "Giá để xe"],
        "treo GIÁ": ["Giá treo dịch truyền"],
        "dia": ["Máy rửa ĐĨA tự động"],
        "xe đĩa": [],
    }


async def test_words_are_looked_for_where_the_caller_looks_and_with_all_other_filters(store: ReviewStore) -> None:
    school = titled("Giá treo", 1, unit="truong", programme="khac", kind="research")
    done = approve(turn(titled("Giá treo xong")), PAPER, Why()).case
    await kept(store, titled("Giá treo"), school, done)
    queue = Queue(CITY, words=("gia",))
    assert len(await titles(store, queue)) == 3
    assert await titles(store, replace(queue, within=(Scope("o-mon"),))) == ["Giá treo"]
    assert await titles(store, replace(queue, status=Status.APPROVED)) == ["Giá treo xong"]
    assert await titles(store, replace(queue, kind="research")) == ["Giá treo"]
    assert await titles(store, Queue(CITY, kind="research")) == ["Giá treo"]
    assert len(await titles(store, replace(queue, level=Level.GRASSROOTS))) == 2
    assert await titles(store, replace(queue, programme="khac")) == ["Giá treo"]
    assert await titles(store, Queue((Scope("truong"),), awaiting=True, words=("gia",))) == ["Giá treo"]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("awaiting", [False, True])
async def test_each_order_is_paged_without_loss(store: ReviewStore, sort: Sort, awaiting: bool) -> None:
    cases = [titled("a", n, claimed_benefit_vnd=None if n == 2 else n % 3 * 1_000_000) for n in range(7)]
    cases[3] = reassess(turn(cases[3], at=T0 + 4 * DAY), 9_000_000).case
    await kept(store, *cases)
    queue = Queue((Scope("benh-vien"),), awaiting=awaiting, sort=sort, limit=2)
    seen = await all_pages(store, queue)
    keys = [sort_key(case, sort) for case in seen]
    assert len({case.id for case in seen}) == len(seen) == 7
    assert keys == sorted(keys, reverse=sort.is_descending)
    if sort is Sort.BENEFIT:
        assert (keys[0], keys[-1]) == (9_000_000, -1)


async def test_cases_by_whose_claim_stands(store: ReviewStore) -> None:
    mine = claim(turn(titled("của tôi"), reviewer(name="tôi"), at=T0))
    others = claim(turn(titled("của họ"), reviewer(name="họ"), at=T0))
    over = claim(turn(titled("hết giờ"), reviewer(name="họ"), at=T0 - 60 * MINUTE))
    await kept(store, mine, others, over, titled("chưa ai"))

    async def found(by: ClaimedBy) -> list[str]:
        return sorted(await titles(store, Queue(CITY, claims=Claims(by, person("tôi"), T0 + MINUTE))))

    assert await found(ClaimedBy.MINE) == ["của tôi"]
    assert await found(ClaimedBy.OTHERS) == ["của họ"]
    assert await found(ClaimedBy.NONE) == ["chưa ai", "hết giờ"]


async def test_a_total_counts_all_pages(store: ReviewStore) -> None:
    await kept(store, *(titled("Giá treo" if n % 2 else "Máy", n, kind=f"k{n % 3}") for n in range(9)))
    queue = Queue(CITY, limit=2, after=(T0 + 30 * DAY, person("ai")))
    assert await store.total(queue) == Total(9)
    assert await store.total(replace(queue, words=("gia",))) == Total(4)
    assert await store.total(replace(queue, kind="k1")) == Total(3)


@pytest.fixture
async def walking(mongo: Mongo) -> MongoReviewStore:
    """Forty cases, of which two are about lathes, and every one is about a rack."""
    found = MongoReviewStore(mongo)
    await mongo.ensure_indexes(INDEXES)
    await kept(found, *(titled("Giá máy tiện" if n in (11, 35) else "Giá treo", n) for n in range(40)))
    return found


@pytest.mark.parametrize("sort", Sort)
async def test_a_search_that_walks_far_stops_and_goes_on_from_there(walking: MongoReviewStore, sort: Sort) -> None:
    queue = Queue(CITY, kind="technical", claims=Claims(ClaimedBy.NONE, person("tôi"), T0), sort=sort, limit=3)
    rare = replace(queue, kind="research")
    assert await find_cases(walking._cases, rare, walked=40) == ([], None)
    seen: list[Case] = []
    pages = 0
    while True:
        rows, resume = await find_cases(walking._cases, queue, walked=2)
        pages += 1
        seen += rows
        if resume is None:
            break
        queue = replace(queue, after=resume)
    assert (len(seen), len({case.id for case in seen}), pages) == (40, 40, 20)
    stopped = await find_cases(walking._cases, rare, walked=10)
    assert stopped.rows == []
    assert stopped.resume is not None


async def test_words_that_very_many_have_are_walked_to(
    walking: MongoReviewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.review.store_mongo.queue.RARE", 10)
    common = Queue(CITY, words=("gia",), limit=3)
    assert len((await find_cases(walking._cases, common)).rows) == 3
    assert (await find_cases(walking._cases, replace(common, words=("gia", "tien")))).resume is None
    assert await count_queue(walking._cases, common, walked=5) == Total(5, at_least=True)
    assert await count_queue(walking._cases, common, walked=40) == Total(40)
    assert await count_queue(walking._cases, replace(common, words=("gia", "tien"))) == Total(2)


async def test_a_total_is_told_up_to_a_thousand(walking: MongoReviewStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.review.store_mongo.queue.MOST_COUNTED", 30)
    assert await walking.total(Queue(CITY)) == Total(30, at_least=True)


async def test_cases_of_earlier_versions_are_found_once_the_job_has_been_through(walking: MongoReviewStore) -> None:
    before = await walking.find(Queue(CITY, words=("tien",)))
    fields = {"words": "", "benefit": "", "kind": ""}
    await walking._cases.update_many({"status": "pending"}, {"$unset": fields}, comment=OF_A_TEST)
    assert (await walking.find(Queue(CITY, words=("tien",)))).rows == []
    await walking.place_again()
    assert await walking.find(Queue(CITY, words=("tien",))) == before
    assert len((await walking.find(Queue(CITY, kind="technical"))).rows) == 40
