"""Who acted: by name for reviewers, by which appointment, in whose place; and nobody once they are erased."""

from dataclasses import replace
from uuid import UUID

import httpx
import pytest

from services.review.domain.case import Claim
from services.review.domain.claims import claim
from services.review.domain.commands import Why
from services.review.domain.decide import approve, give_back
from services.review.domain.reviewer import reviewer_of
from services.review.names import forget_erased
from shared.access import Caller, Grant, Role, Source, person_id
from shared.events.authors import AUTHORS
from shared.events.reading import Tombstone
from shared.messaging.dead_letters import InvalidRecord
from tests.fakes.batch import FakeBatch, record
from tests.fakes.review_store import MemoryReviewStore
from tests.unit.review.test_api import APPROVE, CASE, REVIEWER, as_, keep, many, store, web
from tests.unit.review.world import PAPER, T0, TREE, WHY, face, initiative, opened, person, turn
from tests.unit.web.issuer import ISSUER, token

__all__ = ["store", "web"]

LAN, MINH = person_id(ISSUER, "lan"), person_id(ISSUER, "minh")


def named(sub: str, name: str | None, *grants: str, tag: int = 1) -> dict[str, str]:
    pairs = [grant.split("@") for grant in grants or (REVIEWER,)]
    signed = token(sub=sub, name=name, grants=[{"role": role, "unit": unit} for role, unit in pairs])
    return {"Authorization": f"Bearer {signed}", "If-Match": f'"{tag}"'}


async def test_reviewers_see_the_name_of_who_claimed_and_who_decided(web: httpx.AsyncClient) -> None:
    claimed = await web.post(f"{CASE}/claim", json={}, headers=named("lan", "Nguyễn Thị Lan"))
    assert claimed.json()["claim"]["holder_name"] == "Nguyễn Thị Lan"
    (row,) = (await web.get("/cases", headers=named("minh", "Trần Minh"))).json()["items"]
    assert row["claim"]["holder_name"] == "Nguyễn Thị Lan"
    answer = await web.post(f"{CASE}/decision", json=APPROVE, headers=named("lan", "Nguyễn Thị Lan", tag=2))
    assert [line["by_name"] for line in answer.json()["history"]] == [None, "Nguyễn Thị Lan"]


async def test_the_name_is_the_one_of_the_newest_act_and_a_token_without_any_takes_none_away(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    await web.post(f"{CASE}/claim", json={}, headers=named("lan", "Lan"))
    await web.post(f"{CASE}/claim", json={}, headers=named("lan", "Nguyễn Thị Lan", tag=2))
    await web.post(f"{CASE}/claim", json={}, headers=named("lan", None, tag=3))
    assert store.kept_names == {LAN: "Nguyễn Thị Lan"}


async def test_whoever_acted_is_given_the_name_that_is_kept_of_them(web: httpx.AsyncClient) -> None:
    await web.post(f"{CASE}/claim", json={}, headers=named("lan", "Nguyễn Thị Lan"))
    own = await web.get("/me/export", headers=named("lan", "Tên mới"))
    assert own.json() == {"name": "Nguyễn Thị Lan"}
    assert "attachment" in own.headers["content-disposition"]
    assert (await web.get("/me/export", headers=named("minh", "Trần Minh"))).json() == {"name": None}
    assert (await web.get("/me/export")).status_code == 401


async def test_whoever_only_looks_or_is_refused_leaves_no_name(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    await web.get(CASE, headers=named("lan", "Lan"))
    refused = await web.post(f"{CASE}/decision", json=APPROVE | {"content_version": 9}, headers=named("lan", "Lan"))
    assert (refused.status_code, store.kept_names) == (409, {})


async def test_decisions_on_many_have_a_name_too(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    await web.post("/decisions", json=many("một"), headers=named("lan", "Lan"))
    seen = (await web.get(CASE, headers=named("minh", "Minh"))).json()
    assert seen["history"][-1]["by_name"] == "Lan"


async def test_its_own_people_learn_neither_name_nor_appointment(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    await keep(store, opened(face(entered_by=MINH), name="nhập"))
    path = f"/cases/{initiative('nhập')}"
    await web.post(f"{path}/decision", json=APPROVE, headers=named("lan", "Lan"))
    for headers in (named("minh", "Minh"), named("minh", "Minh", "proxy@o-mon")):
        answer = await web.get(path, headers=headers)
        assert answer.status_code == 200
        assert "Lan" not in answer.text
        assert str(LAN) not in answer.text


async def test_the_name_of_who_is_erased_is_forgotten(store: MemoryReviewStore) -> None:
    store.kept_names = {LAN: "Lan", MINH: "Minh"}
    batch = FakeBatch([record(AUTHORS, Tombstone(str(LAN), 3))])
    for _ in range(2):
        await forget_erased(store, batch)
    assert (store.kept_names, batch.sealed) == ({MINH: "Minh"}, 2)


async def test_a_key_that_is_nobodys_is_set_aside(store: MemoryReviewStore) -> None:
    with pytest.raises(InvalidRecord):
        await forget_erased(store, FakeBatch([record(AUTHORS, Tombstone("ai đó", 3))]))


def deputy(role: Role = Role.LEADER) -> Caller:
    source = Source(person("appointment"), None, person("leader"))
    return Caller(LAN, "lan", ISSUER, (Grant(role, "benh-vien", None, source),))


def test_an_act_records_the_appointment_it_was_done_by_and_on_whose_behalf() -> None:
    by = reviewer_of(opened(), deputy(), TREE)
    given = (person("appointment"), person("leader"))
    line = approve(turn(opened(), by), PAPER, Why()).case.history[-1]
    assert (line.appointment, line.on_behalf_of) == given
    held = claim(turn(opened(), by)).claim
    assert held is not None
    assert (held.appointment, held.on_behalf_of) == given
    other = claim(turn(opened(), "benh-vien"))
    taken = claim(turn(other, by), take_over=True).history[-1]
    assert (taken.act, taken.appointment, taken.on_behalf_of) == ("claim-taken-over", *given)


def test_an_act_by_the_token_alone_names_no_appointment() -> None:
    caller = Caller(LAN, "lan", ISSUER, (Grant(Role.REVIEWER, "benh-vien"),))
    line = give_back(turn(opened(), reviewer_of(opened(), caller, TREE)), WHY).case.history[-1]
    assert (line.appointment, line.on_behalf_of) == (None, None)


async def test_on_whose_behalf_is_told_by_name_when_that_is_known(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    leader: UUID = person("leader")
    store.kept_names = {LAN: "Lan", leader: "Chủ tịch"}
    held = Claim(LAN, "benh-vien", T0.replace(year=2030), person("appointment"), leader)
    await keep(store, replace(store.kept[initiative()], claim=held))
    seen = (await web.get(CASE, headers=as_(REVIEWER))).json()["claim"]
    assert (seen["holder_name"], seen["on_behalf_of"], seen["on_behalf_of_name"]) == ("Lan", str(leader), "Chủ tịch")
