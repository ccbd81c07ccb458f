"""In a programme with blind review no reviewer learns whose an initiative is before it is decided."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from services.review.store import ReviewWrites
from shared.access import person_id
from shared.events.submissions import AuthorShare
from tests.fakes.review_store import MemoryReviewStore
from tests.unit.review.test_api import APPROVE, CASE, RETURN, REVIEWER, as_, keep, nothing, store, web
from tests.unit.review.world import AUTHOR, CHAIN, DAY, PROXY, RULES, T0, face, followed, initiative, person
from tests.unit.web.client import slug
from tests.unit.web.issuer import ISSUER

__all__ = ["store", "web"]

REJECT = RETURN | {"act": "reject"}


@pytest.fixture
async def blind(store: MemoryReviewStore, web: httpx.AsyncClient) -> httpx.AsyncClient:
    rules = replace(RULES, version=2, blind_review=True)
    await store.follow(ReviewWrites(programmes=(rules,)), exclude=nothing, seal=nothing)
    return web


def names_nobody(answer: httpx.Response) -> bool:
    return not any(str(one) in answer.text for one in (AUTHOR, PROXY))


async def test_no_answer_names_an_author_or_who_entered_it_before_it_is_decided(blind: httpx.AsyncClient) -> None:
    seen = await blind.get(CASE, headers=as_(REVIEWER))
    assert seen.json()["authors"] is None
    claimed = await blind.post(f"{CASE}/claim", json={}, headers=as_(REVIEWER))
    freed = await blind.request("DELETE", f"{CASE}/claim", headers=as_(REVIEWER, tag=2))
    listed = await blind.get("/cases", headers=as_(REVIEWER))
    returned = await blind.post(f"{CASE}/decision", json=RETURN, headers=as_(REVIEWER, tag=3))
    answers = (seen, claimed, freed, listed, returned)
    assert [answer.status_code for answer in answers] == [200] * 5
    assert all(names_nobody(answer) for answer in answers)


@pytest.mark.parametrize("act", [APPROVE, REJECT])
async def test_what_is_decided_shows_its_authors(blind: httpx.AsyncClient, act: dict[str, Any]) -> None:
    answer = await blind.post(f"{CASE}/decision", json=act, headers=as_(REVIEWER))
    assert [author["id"] for author in answer.json()["authors"]] == [str(AUTHOR)]


async def test_what_is_recommended_stays_hidden_from_the_level_it_goes_to_and_those_above(
    blind: httpx.AsyncClient,
) -> None:
    async def told(grant: str) -> bool:
        return (await blind.get(CASE, headers=as_(grant, sub="ai"))).json()["authors"] is not None

    first = await blind.post(f"{CASE}/decision", json=APPROVE | {"recommend": True}, headers=as_(REVIEWER))
    assert first.json()["authors"] is not None
    assert [await told(f"{role}@{unit}") for role in ("reviewer", "councillor") for unit in CHAIN] == [
        True,
        *[False] * 3,
    ] * 2
    last = await blind.post(f"{CASE}/decision", json=APPROVE, headers=as_("reviewer@ninh-kieu", sub="khac", tag=2))
    assert last.json()["authors"] is not None
    assert await told("reviewer@tong")


async def test_leaders_who_answer_for_people_and_own_people_know_them(blind: httpx.AsyncClient) -> None:
    assert (await blind.get(CASE, headers=as_("leader@can-tho"))).json()["authors"] is not None
    assert (await blind.get(CASE, headers=as_(REVIEWER, "proxy@benh-vien"))).json()["authors"] is not None


async def test_what_was_withdrawn_nobody_has_judged(blind: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    await blind.post(f"{CASE}/decision", json=APPROVE, headers=as_(REVIEWER))
    await keep(store, followed(store.kept[initiative()], face(2, state="withdrawn"), T0 + DAY))
    assert (await blind.get(CASE, headers=as_(REVIEWER))).json()["authors"] is None


async def test_a_change_of_authors_is_no_difference_that_is_shown(
    blind: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    await blind.post(f"{CASE}/decision", json=RETURN, headers=as_(REVIEWER))
    other = (AuthorShare(id=person("người khác"), share=100, home_unit="truong"),)
    await keep(store, followed(store.kept[initiative()], face(2, 2, title="Giá treo mới", authors=other), T0 + DAY))
    seen = await blind.get(CASE, headers=as_(REVIEWER))
    assert seen.json()["changes"].keys() == {"title"}
    assert str(person("người khác")) not in seen.text


async def test_who_authored_it_is_refused_all_the_same(blind: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    mine = (AuthorShare(id=person_id(ISSUER, "toi"), share=100, home_unit="benh-vien"),)
    await keep(store, followed(store.kept[initiative()], face(2, authors=mine), T0 + DAY))
    body = APPROVE | {"submission_version": 2}
    answer = await blind.post(f"{CASE}/decision", json=body, headers=as_(REVIEWER, sub="toi", tag=2))
    assert (answer.status_code, slug(answer)) == (403, "conflict-of-interest")


async def test_elsewhere_authors_are_shown_as_before(web: httpx.AsyncClient) -> None:
    assert (await web.get(CASE, headers=as_(REVIEWER))).json()["authors"][0]["id"] == str(AUTHOR)


async def test_whoever_judges_at_two_levels_knows_nobody_before_both_have_decided(blind: httpx.AsyncClient) -> None:
    await blind.post(f"{CASE}/decision", json=APPROVE | {"recommend": True}, headers=as_(REVIEWER))
    both = as_(REVIEWER, "reviewer@ninh-kieu", sub="hai-cap")
    assert (await blind.get(CASE, headers=both)).json()["authors"] is None
    await blind.post(f"{CASE}/decision", json=APPROVE, headers=as_("reviewer@ninh-kieu", sub="khac", tag=2))
    assert (await blind.get(CASE, headers=both)).json()["authors"] is not None
