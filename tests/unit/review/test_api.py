"""Review's interface over the store in memory, with signed tokens."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from services.review import api
from services.review.domain.case import Case
from services.review.queues import Found, Queue
from services.review.store import ReviewWrites
from shared.access import person_id
from shared.events.submissions import AuthorShare
from shared.mongo import Session
from shared.refusals import Stale
from shared.units import Level, Unit
from tests.fakes.review_store import MemoryReviewStore
from tests.unit.review.world import DAY, RULES, T0, UNITS, face, followed, initiative, opened
from tests.unit.web.client import client, make_app, slug
from tests.unit.web.issuer import ISSUER, FakeIssuer, token

ANY_ISSUER = FakeIssuer()
APPROVE = {
    "act": "approve",
    "decision_number": "12/QĐ-CĐ",
    "decided_on": "2022-07-04",
    "content_version": 1,
    "submission_version": 1,
}
RETURN = {"act": "return", "reasons": ["no-effect-shown"], "comment": "Thiếu số liệu.", "content_version": 1}
CASE = f"/cases/{initiative()}"


async def nothing(_session: Session) -> None:
    return None


async def keep(store: MemoryReviewStore, *cases: Case) -> None:
    await store.follow(ReviewWrites(cases), exclude=nothing, seal=nothing)


@pytest.fixture
async def store() -> MemoryReviewStore:
    made = MemoryReviewStore(T0 + DAY)
    await made.follow(ReviewWrites((opened(),), UNITS, (), (RULES,)), exclude=nothing, seal=nothing)
    return made


@pytest.fixture
async def web(store: MemoryReviewStore) -> AsyncIterator[httpx.AsyncClient]:
    app = make_app(api.router, ANY_ISSUER)
    app.state.service = SimpleNamespace(store=store)
    async with client(app) as http:
        yield http


def as_(*grants: str, sub: str = "xet-duyet", tag: int | None = 1, key: str | None = None) -> dict[str, str]:
    pairs = [grant.split("@") for grant in grants]
    signed = token(sub=sub, grants=[{"role": role, "unit": unit} for role, unit in pairs])
    headers = {"Authorization": f"Bearer {signed}"}
    if tag is not None:
        headers["If-Match"] = f'"{tag}"'
    return headers | ({"Idempotency-Key": key} if key else {})


REVIEWER = "reviewer@benh-vien"
LEADER = "leader@benh-vien"


async def test_an_approval_is_answered_with_the_case_as_it_stands(web: httpx.AsyncClient) -> None:
    answer = await web.post(f"{CASE}/decision", json=APPROVE | {"recommend": True}, headers=as_(REVIEWER))
    body = answer.json()
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    assert (body["status"], body["version"], body["revision"]) == ("approved", 1, 2)
    assert (body["awaiting_unit"], body["awaiting_level"]) == ("ninh-kieu", "upper")
    assert body["approvals"][0]["decision_number"] == "12/QĐ-CĐ"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("claim", {}),
        ("decision", APPROVE),
        ("reassessment", {"verified_benefit_vnd": 1}),
        ("reward", {"form": "giay-khen", "decision_number": "1", "decided_on": "2022-07-04"}),
        ("revocation", {"approval_id": str(initiative()), "reasons": ["other"], "comment": "Sai."}),
    ],
)
async def test_every_act_asks_for_the_revision_that_was_read(
    web: httpx.AsyncClient, path: str, body: dict[str, Any]
) -> None:
    missing = await web.post(f"{CASE}/{path}", json=body, headers=as_(LEADER, tag=None))
    assert (missing.status_code, slug(missing)) == (428, "precondition-required")
    stale = await web.post(f"{CASE}/{path}", json=body, headers=as_(LEADER, tag=7))
    assert (stale.status_code, slug(stale)) == (412, "stale-version")


@pytest.mark.parametrize(
    ("grant", "read", "write"),
    [
        ("reviewer@benh-vien", 200, 200),
        ("leader@can-tho", 200, 200),
        ("reviewer@truong", 404, 403),
        ("reviewer@o-mon", 404, 403),
        ("proxy@benh-vien", 404, 403),
        ("admin@can-tho", 404, 403),
    ],
)
async def test_out_of_scope_is_404_on_reads_and_403_on_writes(
    web: httpx.AsyncClient, grant: str, read: int, write: int
) -> None:
    assert (await web.get(CASE, headers=as_(grant))).status_code == read
    assert (await web.post(f"{CASE}/decision", json=APPROVE, headers=as_(grant))).status_code == write


async def test_a_case_says_when_it_was_first_applied(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    await keep(store, opened(face(first_applied_on=date(2022, 7, 1)), name="đã áp dụng"))
    ids = (initiative(), initiative("đã áp dụng"))
    answers = [await web.get(f"/cases/{id_}", headers=as_(REVIEWER)) for id_ in ids]
    assert [answer.json()["first_applied_on"] for answer in answers] == [None, "2022-07-01"]


async def test_without_a_token_nothing_is_shown(web: httpx.AsyncClient) -> None:
    assert (await web.get("/cases")).status_code == 401


async def test_an_unknown_case_is_not_found(web: httpx.AsyncClient) -> None:
    answer = await web.get(f"/cases/{initiative('khác')}", headers=as_(REVIEWER))
    assert (answer.status_code, slug(answer)) == (404, "not-found")


async def test_a_decision_on_an_older_version_is_refused(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    await web.post(f"{CASE}/decision", json=RETURN, headers=as_(REVIEWER))
    await keep(store, followed(store.kept[initiative()], face(2, 2, title="Giá treo mới"), T0 + DAY))
    answer = await web.post(f"{CASE}/decision", json=APPROVE, headers=as_(REVIEWER, tag=3))
    assert (answer.status_code, slug(answer)) == (409, "content-changed")
    shown = (await web.get(CASE, headers=as_(REVIEWER))).json()
    assert (shown["changes"]["title"]["after"], shown["returned_version"]) == ("Giá treo mới", 1)
    assert [entry["act"] for entry in shown["history"]] == ["submitted", "returned", "resubmitted"]


async def test_an_author_does_not_decide_on_their_own(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    mine = AuthorShare(id=person_id(ISSUER, "toi"), share=100, home_unit="benh-vien")
    await keep(store, opened(face(authors=(mine,)), name="của tôi"))
    path = f"/cases/{initiative('của tôi')}/decision"
    answer = await web.post(path, json=APPROVE, headers=as_(REVIEWER, sub="toi"))
    assert (answer.status_code, slug(answer)) == (403, "conflict-of-interest")


async def test_a_comment_with_a_phone_number_is_refused(web: httpx.AsyncClient) -> None:
    body = RETURN | {"comment": "Gọi cho tôi theo số 0903 123 456."}
    answer = await web.post(f"{CASE}/decision", json=body, headers=as_(REVIEWER))
    assert (answer.status_code, slug(answer)) == (422, "personal-data-in-text")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"act": "return", "content_version": 1}, "reasons"),
        ({key: value for key, value in APPROVE.items() if key != "decision_number"}, "decision_number"),
        ({key: value for key, value in APPROVE.items() if key != "submission_version"}, "submission_version"),
        (RETURN | {"reasons": ["vì-thích"]}, "reasons.0"),
        (APPROVE | {"thừa": 1}, "thừa"),
        ({key: value for key, value in APPROVE.items() if key != "content_version"}, "content_version"),
    ],
)
async def test_a_bad_field_is_named(web: httpx.AsyncClient, body: dict[str, Any], field: str) -> None:
    answer = await web.post(f"{CASE}/decision", json=body, headers=as_(REVIEWER))
    assert answer.status_code == 422
    assert [bad["field"] for bad in answer.json()["errors"]] == [field]


async def test_the_caller_chooses_which_of_their_units_decides(web: httpx.AsyncClient) -> None:
    headers = as_(REVIEWER, "reviewer@can-tho")
    body = (await web.post(f"{CASE}/decision", json=APPROVE | {"as_unit": "can-tho"}, headers=headers)).json()
    assert body["approvals"][0]["level"] == "provincial"


async def test_claim_release_and_take_over(web: httpx.AsyncClient) -> None:
    claimed = await web.post(f"{CASE}/claim", headers=as_(REVIEWER))
    assert claimed.json()["claim"]["unit"] == "benh-vien"
    other = as_(REVIEWER, sub="khac", tag=2)
    assert slug(await web.post(f"{CASE}/decision", json=APPROVE, headers=other)) == "claimed-by-another"
    assert slug(await web.delete(f"{CASE}/claim", headers=other)) == "not-claim-holder"
    leader = as_("leader@benh-vien", sub="lanh-dao", tag=2)
    taken = await web.post(f"{CASE}/claim", json={"take_over": True}, headers=leader)
    assert taken.status_code == 200
    freed = await web.delete(f"{CASE}/claim", headers=leader | {"If-Match": '"3"'})
    assert (freed.status_code, freed.json()["claim"]) == (200, None)


async def test_reassess_reward_and_revoke(web: httpx.AsyncClient) -> None:
    await web.post(f"{CASE}/decision", json=APPROVE, headers=as_(REVIEWER))
    body = {"verified_benefit_vnd": 25_000_000}
    assert (await web.post(f"{CASE}/reassessment", json=body, headers=as_(REVIEWER, tag=2))).json()[
        "verified_benefit_vnd"
    ] == 25_000_000
    reward = {"form": "money", "amount_vnd": 2_000_000, "decision_number": "9/QĐ", "decided_on": "2022-07-05"}
    given = (await web.post(f"{CASE}/reward", json=reward, headers=as_(LEADER, tag=3))).json()
    again = await web.post(f"{CASE}/reward", json=reward, headers=as_(LEADER, tag=4))
    assert slug(again) == "already-rewarded"
    both = {"approval_id": given["approvals"][0]["id"], "reward_id": given["rewards"][0]["id"], "reasons": ["other"]}
    assert (await web.post(f"{CASE}/revocation", json=both, headers=as_(LEADER, tag=4))).status_code == 422
    take = {"approval_id": given["approvals"][0]["id"], "reasons": ["duplicate"]}
    after = (await web.post(f"{CASE}/revocation", json=take, headers=as_(LEADER, tag=4))).json()
    assert (after["status"], after["approvals"], after["rewards"], after["version"]) == ("revoked", [], [], 4)


async def test_a_reward_and_a_revocation_are_a_leaders_of_the_unit_that_acts(web: httpx.AsyncClient) -> None:
    seen = (await web.post(f"{CASE}/decision", json=APPROVE, headers=as_(REVIEWER))).json()
    reward = {"form": "giay-khen", "decision_number": "9/QĐ", "decided_on": "2022-07-05"}
    take = {"approval_id": seen["approvals"][0]["id"], "reasons": ["duplicate"]}
    for act, body in (("reward", reward), ("revocation", take)):
        for grants in ((REVIEWER,), (REVIEWER, "reviewer@tong"), ("leader@o-mon", REVIEWER)):
            refused = await web.post(f"{CASE}/{act}", json=body, headers=as_(*grants, tag=2))
            assert (refused.status_code, slug(refused)) == (403, "leader-needed")
        other = body | {"as_unit": "benh-vien"}
        refused = await web.post(f"{CASE}/{act}", json=other, headers=as_(REVIEWER, "leader@can-tho", tag=2))
        assert slug(refused) == "leader-needed"
        outside = await web.post(f"{CASE}/{act}", json=body, headers=as_("leader@truong", tag=2))
        assert (outside.status_code, slug(outside)) == (403, "forbidden")
    both = as_(REVIEWER, "leader@can-tho", tag=2)
    given = (await web.post(f"{CASE}/reward", json=reward, headers=both)).json()
    assert [one["unit"] for one in given["rewards"]] == ["can-tho"]


async def test_an_author_who_reviews_is_not_told_who_decides_on_their_own(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    mine = AuthorShare(id=person_id(ISSUER, "toi"), share=100, home_unit="benh-vien")
    await keep(store, opened(face(authors=(mine,)), name="của tôi"))
    path = f"/cases/{initiative('của tôi')}"
    await web.post(f"{path}/decision", json=RETURN, headers=as_(REVIEWER))
    await keep(store, followed(store.kept[initiative("của tôi")], face(2, 2), T0 + DAY))
    claimed = (await web.post(f"{path}/claim", headers=as_("leader@can-tho", tag=3))).json()
    assert claimed["claim"]["holder"] == str(person_id(ISSUER, "xet-duyet"))
    assert [entry["by"] for entry in claimed["history"] if entry["act"] == "returned"] != [None]
    for seen in (
        (await web.get(path, headers=as_(REVIEWER, sub="toi"))).json(),
        *(await web.get("/cases?status=pending", headers=as_(REVIEWER, sub="toi"))).json()["items"],
    ):
        if seen["initiative_id"] == str(initiative("của tôi")):
            assert seen["claim"]["holder"] is None
            assert {(entry["by"], entry["role"]) for entry in seen.get("history", [])} <= {(None, None)}
    answer = await web.post(f"{path}/decision", json=APPROVE, headers=as_(REVIEWER, sub="toi", tag=4))
    assert slug(answer) == "content-changed"
    looked_at = {"content_version": 2, "submission_version": 2}
    answer = await web.post(f"{path}/decision", json=APPROVE | looked_at, headers=as_(REVIEWER, sub="toi", tag=4))
    assert slug(answer) == "conflict-of-interest"


async def test_the_default_queue_is_what_awaits_my_units(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    await keep(store, opened(face(unit="truong"), name="trường"))
    mine = (await web.get("/cases", headers=as_(REVIEWER))).json()["items"]
    assert [row["initiative_id"] for row in mine] == [str(initiative())]
    above = as_("reviewer@can-tho")
    assert (await web.get("/cases", headers=above)).json()["items"] == []
    assert len((await web.get("/cases?level=grassroots", headers=above)).json()["items"]) == 2
    assert len((await web.get("/cases?unit=o-mon", headers=above)).json()["items"]) == 1
    assert (await web.get("/cases?unit=o-mon", headers=as_(REVIEWER))).status_code == 404
    assert (await web.get("/cases", headers=as_())).status_code == 403


async def test_a_queue_is_paged_by_cursor_and_filtered_by_age(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    await keep(store, *(opened(name=str(n), at=T0 - n * DAY) for n in range(1, 6)))
    seen, after = [], ""
    while True:
        page = (await web.get(f"/cases?limit=4{after}", headers=as_(REVIEWER))).json()
        seen += [row["initiative_id"] for row in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == len(set(seen)) == 6
    assert len((await web.get("/cases?min_age_days=4", headers=as_(REVIEWER))).json()["items"]) == 3
    assert slug(await web.get("/cases?after=xyz", headers=as_(REVIEWER))) == "invalid-request"


async def test_cases_are_searched_sorted_and_counted(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    lathe = opened(face(title="Máy tiện", kind="research", claimed_benefit_vnd=90), name="tiện", at=T0 - DAY)
    await keep(store, lathe, opened(face(unit="truong", title="Máy chiếu"), name="chiếu"))
    above = as_("reviewer@can-tho")

    async def found(query: str, headers: dict[str, str] = above) -> list[str]:
        return [row["title"] for row in (await web.get(f"/cases?{query}", headers=headers)).json()["items"]]

    assert sorted(await found("q=may")) == ["Máy chiếu", "Máy tiện"]
    assert await found("q=MÁY%20tien") == ["Máy tiện"]
    assert await found("q=may", as_(REVIEWER)) == ["Máy tiện"]
    assert len(await found("q=...")) == 3
    assert await found("kind=research&unit=can-tho") == ["Máy tiện"]
    assert (await found("unit=benh-vien&sort=benefit"))[-1] == "Máy tiện"
    assert (await found("unit=benh-vien&sort=oldest"))[0] == "Máy tiện"
    assert (await found("unit=benh-vien&sort=newest"))[-1] == "Máy tiện"
    body = (await web.get("/cases?unit=can-tho&total=true&limit=1", headers=above)).json()
    assert (body["total"], len(body["items"])) == ({"count": 3, "at_least": False}, 1)
    assert (await web.get("/cases?unit=can-tho", headers=above)).json()["total"] is None
    for page in ("", f"&limit=2&after={body['next']}"):
        whole = (await web.get(f"/cases?unit=can-tho&total=true{page}", headers=above)).json()
        assert (whole["total"]["count"], whole["next"]) == (3, None)


async def test_what_i_have_claimed_is_mine_wherever_it_waits(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    above = as_("reviewer@can-tho")
    await web.post(f"{CASE}/claim", json={}, headers=above)
    assert len((await web.get("/cases?claim=mine", headers=above)).json()["items"]) == 1
    assert (await web.get("/cases?claim=none", headers=as_(REVIEWER))).json()["items"] == []
    assert len((await web.get("/cases?claim=others", headers=as_(REVIEWER, sub="khac"))).json()["items"]) == 1


@pytest.mark.parametrize("sort", ["due", "oldest", "newest", "benefit"])
async def test_a_cursor_of_another_order_is_refused(
    web: httpx.AsyncClient, store: MemoryReviewStore, sort: str
) -> None:
    await keep(store, *(opened(name=str(n), at=T0 - n * DAY) for n in range(1, 4)))
    first = (await web.get(f"/cases?limit=2&sort={sort}", headers=as_(REVIEWER))).json()
    rest = (await web.get(f"/cases?limit=2&sort={sort}&after={first['next']}", headers=as_(REVIEWER))).json()
    assert len({row["initiative_id"] for row in first["items"] + rest["items"]}) == 4
    other = "due" if sort == "benefit" else "benefit"
    refused = await web.get(f"/cases?sort={other}&after={first['next']}", headers=as_(REVIEWER))
    assert (refused.status_code, slug(refused)) == (422, "invalid-request")


async def test_a_search_that_stopped_goes_on_with_the_next_page(
    web: httpx.AsyncClient, store: MemoryReviewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = store.find

    async def stopping(queue: Queue) -> Found:
        return await find(queue) if queue.after else Found([], (T0, initiative("trước")))

    monkeypatch.setattr(store, "find", stopping)
    first = (await web.get("/cases", headers=as_(REVIEWER))).json()
    assert (first["items"], first["next"] is None) == ([], False)
    rest = (await web.get(f"/cases?after={first['next']}", headers=as_(REVIEWER))).json()
    assert len(rest["items"]) == 1


async def test_overdue_cases_are_found_and_counted(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    await keep(store, opened(name="muộn", at=T0 - 20 * DAY))
    (late,) = (await web.get("/cases?overdue=true", headers=as_(REVIEWER))).json()["items"]
    assert late["initiative_id"] == str(initiative("muộn"))
    counts = (await web.get("/cases/counts", headers=as_(REVIEWER))).json()
    assert (counts["total"], counts["overdue"], counts["by_status"]["pending"]) == (2, 1, 2)
    assert counts["by_awaiting_level"]["grassroots"] == 2


async def test_cases_are_counted_by_the_unit_they_wait_for(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    await keep(store, opened(name="muộn", at=T0 - 20 * DAY), opened(face(unit="truong"), name="trường"))
    above = as_("councillor@can-tho")
    first = (await web.get("/cases/counts?by=unit&limit=1", headers=above)).json()
    assert first["items"] == [
        {
            "unit": "benh-vien",
            "name": "CĐ bệnh viện",
            "level": "grassroots",
            "count": 2,
            "oldest": "2022-06-14T02:00:00Z",
            "overdue": 1,
            "ages": {"up_to_3_days": 1, "up_to_7_days": 0, "up_to_15_days": 0, "over_15_days": 1},
        }
    ]
    rest = (await web.get(f"/cases/counts?by=unit&limit=1&after={first['next']}", headers=above)).json()
    assert ([row["unit"] for row in rest["items"]], rest["next"]) == (["truong"], None)
    assert (await web.get("/cases/counts?by=unit&unit=o-mon", headers=as_(REVIEWER))).status_code == 404
    many_units = [f"reviewer@{unit}" for unit in ("benh-vien", "truong")]
    assert (await web.get("/cases/counts?by=unit", headers=as_(*many_units))).status_code == 200


async def test_who_has_a_say_in_very_many_units_names_one_to_count_by_unit(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    others = [Unit(f"phong-{n}", f"Phòng {n}", Level.SUBDIVISION, "truong") for n in range(9)]
    await store.follow(ReviewWrites(units=others), exclude=nothing, seal=nothing)
    headers = as_(*(f"reviewer@{unit.code}" for unit in others))
    answer = await web.get("/cases/counts?by=unit", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "name-a-unit")
    assert (await web.get("/cases/counts?by=unit&unit=phong-1", headers=headers)).json()["items"] == []


async def test_a_case_below_two_of_the_callers_units_is_counted_once(web: httpx.AsyncClient) -> None:
    twice = as_(REVIEWER, "reviewer@can-tho")
    assert (await web.get("/cases/counts", headers=twice)).json()["total"] == 1


def many(*names: str, **changes: Any) -> dict[str, Any]:
    cases = [{"initiative_id": str(initiative(name)), "content_version": 1, "submission_version": 1} for name in names]
    verdict = {key: value for key, value in APPROVE.items() if not key.endswith("_version")}
    return {**verdict, "cases": cases, **changes}


async def test_many_are_decided_with_a_result_each(web: httpx.AsyncClient, store: MemoryReviewStore) -> None:
    await keep(store, opened(name="hai"), opened(face(unit="truong"), name="trường"))
    answer = await web.post("/decisions", json=many("một", "hai", "trường", "không có"), headers=as_(REVIEWER))
    body = answer.json()
    assert (answer.status_code, body["done"], body["refused"]) == (200, 2, 2)
    slugs = [row.get("problem") and row["problem"]["type"].rsplit(":", 1)[-1] for row in body["results"]]
    assert slugs == [None, None, "forbidden", "not-found"]


async def test_a_repeated_key_repeats_the_answers_and_tries_the_rest(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    headers = as_(REVIEWER, key="dot-1")
    first = (await web.post("/decisions", json=many("một", "hai"), headers=headers)).json()
    assert (first["done"], first["refused"]) == (1, 1)
    await keep(store, opened(name="hai"))
    second = (await web.post("/decisions", json=many("một", "hai"), headers=headers)).json()
    assert (second["done"], second["refused"]) == (2, 0)
    assert second["results"][0] == first["results"][0]
    assert [decided.case.version for decided in store.outbox] == [1, 1]
    other = await web.post("/decisions", json=many("một", decision_number="13/QĐ"), headers=headers)
    assert (other.status_code, slug(other)) == (422, "idempotency-key-reused")
    assert other.json()["location"] == other.headers["location"] == f"/cases/{first['results'][0]['initiative_id']}"


async def test_one_of_many_says_which_field_is_missing(web: httpx.AsyncClient) -> None:
    body = many("một")
    del body["decision_number"], body["decided_on"]
    (row,) = (await web.post("/decisions", json=body, headers=as_(REVIEWER))).json()["results"]
    assert (row["done"], row["problem"]["status"]) == (False, 422)
    assert {error["field"] for error in row["problem"]["errors"]} == {"decision_number", "decided_on"}
    assert all(error["message"] for error in row["problem"]["errors"])


async def test_many_is_at_most_two_hundred_each_once(web: httpx.AsyncClient) -> None:
    too_many = many(*(str(n) for n in range(201)))
    assert (await web.post("/decisions", json=too_many, headers=as_(REVIEWER))).status_code == 422
    assert (await web.post("/decisions", json=many("một", "một"), headers=as_(REVIEWER))).status_code == 422


async def test_either_way_to_decide_refuses_what_was_reclassified_since_it_was_looked_at(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    seen = (await web.get(CASE, headers=as_(REVIEWER))).json()
    assert (seen["submission_version"], seen["sector"], seen["ownership"]) == (1, "health", "state")
    await keep(store, followed(store.kept[initiative()], face(2, kind="research"), T0 + DAY))
    single = await web.post(f"{CASE}/decision", json=APPROVE, headers=as_(REVIEWER, tag=2))
    assert (single.status_code, slug(single)) == (409, "content-changed")
    (result,) = (await web.post("/decisions", json=many("một"), headers=as_(REVIEWER))).json()["results"]
    assert result["problem"]["type"].endswith("content-changed")
    again = await web.post(f"{CASE}/decision", json=APPROVE | {"submission_version": 2}, headers=as_(REVIEWER, tag=2))
    assert [(one["submission_version"], one["kind"]) for one in again.json()["approvals"]] == [(2, "research")]


async def test_either_way_to_decide_refuses_what_was_added_since_it_was_looked_at(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    await keep(store, followed(store.kept[initiative()], face(2, supplement=1, sections=("anh",)), T0 + DAY))
    seen = (await web.get(CASE, headers=as_(REVIEWER))).json()
    assert (seen["submission_version"], seen["supplement"], seen["sections"]) == (2, 1, ["anh"])
    for body in (APPROVE, APPROVE | {"submission_version": 2}, RETURN, RETURN | {"supplement": 2}):
        single = await web.post(f"{CASE}/decision", json=body, headers=as_(REVIEWER, tag=2))
        assert (single.status_code, slug(single)) == (409, "content-changed")
    (result,) = (await web.post("/decisions", json=many("một"), headers=as_(REVIEWER))).json()["results"]
    assert result["problem"]["type"].endswith("content-changed")
    ref = {"initiative_id": str(initiative()), "content_version": 1, "submission_version": 2, "supplement": 1}
    (result,) = (await web.post("/decisions", json=many(cases=[ref]), headers=as_(REVIEWER))).json()["results"]
    assert result["done"]
    assert [(one.data.submission_version, one.data.supplement) for one in store.outbox] == [(2, 1)]


@pytest.mark.parametrize("path", [f"{CASE}/decision", "/decisions"])
async def test_a_supplement_that_comes_between_reading_and_writing_is_looked_at_first(
    web: httpx.AsyncClient, store: MemoryReviewStore, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    append = store.append

    async def late(decided: Any) -> Case:
        if store.kept[initiative()].face.supplement == 0:
            await keep(store, followed(store.kept[initiative()], face(2, supplement=1), T0 + DAY))
        return await append(decided)

    monkeypatch.setattr(store, "append", late)
    body = many("một") if path == "/decisions" else APPROVE
    answer = await web.post(path, json=body, headers=as_(REVIEWER))
    if path == "/decisions":
        assert answer.json()["results"][0]["problem"]["type"].endswith("content-changed")
    else:
        assert (answer.status_code, slug(answer)) == (412, "stale-version")
    assert (store.outbox, store.kept[initiative()].approvals) == ([], ())


async def test_what_comes_after_the_decision_leaves_it_and_is_followed_by_it(
    web: httpx.AsyncClient, store: MemoryReviewStore
) -> None:
    read = store.kept[initiative()]
    await web.post(f"{CASE}/decision", json=APPROVE, headers=as_(REVIEWER))
    with pytest.raises(Stale):
        await keep(store, followed(read, face(2, supplement=1), T0 + DAY))
    await keep(store, followed(store.kept[initiative()], face(2, supplement=1), T0 + DAY))
    seen = (await web.get(CASE, headers=as_(REVIEWER))).json()
    assert (seen["status"], seen["supplement"], seen["approvals"][0]["submission_version"]) == ("approved", 1, 1)
    assert [(line["act"], line["supplement"]) for line in seen["history"][1:]] == [("approved", 0), ("supplemented", 1)]


async def test_a_write_that_lost_a_race_is_tried_on_the_case_as_it_is(
    web: httpx.AsyncClient, store: MemoryReviewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = store.append
    lost: list[Case] = []

    async def losing(decided: Any) -> Case:
        if not lost:
            lost.append(store._put(replace(store.kept[decided.case.id], claim=None)))
        return await append(decided)

    monkeypatch.setattr(store, "append", losing)
    body = (await web.post("/decisions", json=many("một"), headers=as_(REVIEWER))).json()
    assert (body["done"], len(lost), len(store.outbox)) == (1, 1, 1)


def test_the_paths_are_those_of_the_design() -> None:
    paths = make_app(api.router, ANY_ISSUER).openapi()["paths"]
    one = "/cases/{initiative_id}"
    acts = {f"{one}/{act}" for act in ("claim", "decision", "reassessment", "reward", "revocation")}
    others = {"/cases", "/cases/counts", "/decisions", "/receipts/{code}", "/me/export"}
    assert paths.keys() == {one} | others | acts
