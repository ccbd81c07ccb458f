import json
from typing import Any
from uuid import UUID

import pytest

from services.submission.domain.initiative import Change
from services.submission.domain.judging import judged
from services.submission.schemas.initiatives import InitiativeOut, VersionOut
from shared.access import Role
from shared.events.decisions import ReviewState
from shared.reference import REASONS
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import HUNG, LAN, LATE, PROGRAMME, a_decision

BODY: dict[str, Any] = {
    "programme": PROGRAMME.id,
    "unit": "p-an-khanh",
    "kind": "technical",
    "field": "y tế",
    "title": "Giá đỡ bình truyền",
    "summary": "Gắn giá đỡ vào xe đẩy để một người làm được.",
    "description": "Mô tả.",
    "first_applied_on": "2022-07-01",
    "claimed_benefit_vnd": 200_000_000,
}


def events(portal: Portal) -> list[tuple[str, Any]]:
    read = [json.loads(entry["body"]) for entry in portal.store.events if entry["body"]]
    return [(event["type"].split(".")[3], event["data"]) for event in read]


async def submitted(portal: Portal, **changes: Any) -> dict[str, Any]:
    answer = await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True, **changes})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def decide(portal: Portal, initiative: str, state: ReviewState) -> None:
    known = portal.store.initiatives.kept[UUID(initiative)]
    await portal.store.initiatives.save(Change(judged(known, a_decision(state))))


async def test_a_first_submission_makes_the_card_and_publishes_both(portal: Portal) -> None:
    answer = await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True})
    made = InitiativeOut.model_validate(answer.json())
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.headers["location"] == f"/initiatives/{made.id}"
    assert made.authors is not None
    assert (made.status, made.version, made.authors[0].id, made.authors[0].share) == ("pending", 1, LAN, 100)
    assert [kind for kind, _ in events(portal)] == ["changed", "submitted"]


@pytest.mark.parametrize(
    ("changes", "status", "slug"),
    [
        ({"programme": "khac"}, 422, "unknown-programme"),
        ({"unit": "khong-co"}, 422, "unknown-unit"),
        ({"unit": "da-sap-nhap"}, 422, "merged-unit"),
        ({"unit": "dong-cua"}, 422, "closed-unit"),
        ({"first_applied_on": "2021-01-01"}, 422, "applied-outside-programme"),
        ({"first_applied_on": "2022-09-01"}, 422, "applied-in-future"),
        ({"authors": [{"id": str(LAN), "share": 99}]}, 422, "shares-not-100"),
        ({"authors": [{"id": str(LAN), "share": 4}] * 25}, 422, "too-many-authors"),
        ({"authors": [{"id": str(LAN), "share": 50}, {"id": str(HUNG), "share": 50}]}, 422, "unknown-author"),
        ({"confidential": True}, 422, "confidential-description"),
        ({"summary": "Hỏi lan@example.vn để biết thêm."}, 422, "personal-data-in-text"),
        ({"description": "Gọi 0912 345 678."}, 422, "personal-data-in-text"),
        ({"registered_at": "2022-06-02T00:00:00Z"}, 403, "import-grant-needed"),
        ({"status": "approved"}, 422, "invalid-request"),
        ({"kind": "khac"}, 422, "invalid-request"),
    ],
)
async def test_a_refusal_names_its_problem(portal: Portal, changes: dict[str, Any], status: int, slug: str) -> None:
    answer = await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True, **changes})
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:sangkien:problem:{slug}"), answer.text
    assert not [kind for kind, _ in events(portal) if kind == "submitted"]


async def test_a_closed_programme_and_a_body_too_large_are_refused(portal: Portal) -> None:
    body = json.dumps({**BODY, "description": "x" * 1_000_001}).encode()
    large = await portal.send("lan", "POST", "/initiatives", body)
    assert large.status_code == 413
    portal.now = LATE
    answer = await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:sangkien:problem:programme-not-open")


async def test_entering_for_others_takes_a_proxy_grant_over_their_unit(portal: Portal) -> None:
    await portal.send("hung", "PATCH", "/authors/me", {"home_unit": "may-viet"})
    body = {**BODY, "authors": [{"id": str(HUNG), "share": 100}], "submit": True}
    refused = await portal.send("to", "POST", "/initiatives", body)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:sangkien:problem:unit-outside-grants")
    portal.grants["to"] = [(Role.PROXY, "ninh-kieu"), (Role.IMPORT, "can-tho")]
    answer = await portal.send("to", "POST", "/initiatives", {**body, "registered_at": "2022-06-02T00:00:00Z"})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["imported"], made["registered_at"]) == (True, "2022-06-02T00:00:00Z")
    assert made["authors"] == [{"id": str(HUNG), "share": 100, "home_unit": "may-viet"}]


async def test_a_repeated_key_repeats_the_first_answer_and_refuses_another_body(portal: Portal) -> None:
    body = {**BODY, "submit": True}
    first = await portal.send("lan", "POST", "/initiatives", body, idempotency_key="k1")
    assert (await portal.send("lan", "POST", "/initiatives", body, idempotency_key="k1")).content == first.content
    other = await portal.send("lan", "POST", "/initiatives", {**body, "title": "Khác"}, idempotency_key="k1")
    assert (other.status_code, other.json()["type"]) == (422, "urn:sangkien:problem:idempotency-key-reused")
    assert [kind for kind, _ in events(portal)].count("submitted") == 1


async def test_a_returned_initiative_is_amended_and_submitted_again(portal: Portal) -> None:
    path = f"/initiatives/{(await submitted(portal))['id']}"
    await decide(portal, path.rsplit("/", 1)[-1], ReviewState.RETURNED)
    told = await portal.send("lan", "GET", path)
    assert (told.json()["status"], told.headers["etag"]) == ("returned", '"2"')
    line = told.json()["timeline"][-1]
    assert line["reasons"] == [{"code": "missing-description", "text": REASONS["missing-description"].en}]
    assert "by" not in line
    assert (await portal.send("lan", "PATCH", path, {"title": "Tên mới"})).status_code == 428
    assert (await portal.send("lan", "PATCH", path, {"title": "Tên mới"}, if_match='"1"')).status_code == 412
    amended = await portal.send("lan", "PATCH", path, {"title": "Tên mới", "claimed_benefit_vnd": None}, if_match='"2"')
    assert amended.json()["content_version"] == 1
    again = await portal.send("lan", "POST", f"{path}/submission", if_match='"3"')
    assert (again.json()["content_version"], again.json()["status"]) == (2, "pending")
    kind, data = events(portal)[-1]
    assert (kind, data["title"], data["claimed_benefit_vnd"]) == ("resubmitted", "Tên mới", None)
    old = VersionOut.model_validate((await portal.send("lan", "GET", f"{path}/versions/1")).json())
    assert (old.title, old.description) == ("Giá đỡ bình truyền", "Mô tả.")
    assert (await portal.send("lan", "GET", f"{path}/versions/3")).status_code == 404


async def test_a_foreign_initiative_is_404_on_reads_and_403_on_writes(portal: Portal) -> None:
    path = f"/initiatives/{(await submitted(portal))['id']}"
    assert (await portal.send("ai", "GET", path)).status_code == 404
    assert (await portal.send("ai", "GET", f"{path}/versions/1")).status_code == 404
    assert (await portal.send("ai", "GET", "/initiatives?unit=p-an-khanh")).status_code == 404
    assert (await portal.send("ai", "PATCH", path, {"title": "Khác"}, if_match='"1"')).status_code == 403
    for act in ("submission", "withdrawal", "reclassification"):
        answer = await portal.send("ai", "POST", f"{path}/{act}", {}, if_match='"1"')
        assert answer.status_code == 403, act
    portal.grants["hd"] = [(Role.REVIEWER, "can-tho")]
    assert "description" not in (await portal.send("hd", "GET", path)).json()
    assert (await portal.send("hd", "GET", f"{path}/versions/1")).json()["description"] == "Mô tả."


async def test_withdrawing_and_reclassifying_publish_the_whole_face(portal: Portal) -> None:
    path = f"/initiatives/{(await submitted(portal))['id']}"
    body = {"unit": "may-viet", "kind": "research"}
    moved = await portal.send("lan", "POST", f"{path}/reclassification", body, if_match='"1"')
    assert (moved.json()["unit"], moved.json()["ownership"]) == ("may-viet", "fdi")
    assert (await portal.send("lan", "POST", f"{path}/withdrawal", if_match='"2"')).json()["status"] == "withdrawn"
    again = await portal.send("lan", "POST", f"{path}/withdrawal", if_match='"3"')
    assert (again.status_code, again.json()["type"]) == (409, "urn:sangkien:problem:wrong-state")
    told = [(kind, data["version"], data["state"], data["unit"]) for kind, data in events(portal)[1:]]
    assert told == [
        ("submitted", 1, "submitted", "p-an-khanh"),
        ("reclassified", 2, "submitted", "may-viet"),
        ("withdrawn", 3, "withdrawn", "may-viet"),
    ]


async def test_lists_are_mine_or_of_a_unit_and_searched_without_accents(portal: Portal) -> None:
    for title in ("Đường ống nước", "Xe đẩy thuốc"):
        await submitted(portal, title=title)
    await portal.send("lan", "POST", "/initiatives", {**BODY, "title": "Bản nháp"})
    assert len((await portal.send("lan", "GET", "/initiatives?mine=true")).json()["items"]) == 3
    found = (await portal.send("lan", "GET", "/initiatives?q=DUONG ống")).json()["items"]
    assert [item["title"] for item in found] == ["Đường ống nước"]
    portal.grants["hd"] = [(Role.REVIEWER, "can-tho")]
    assert len((await portal.send("hd", "GET", "/initiatives?unit=ninh-kieu&status=pending")).json()["items"]) == 2
    first = (await portal.send("hd", "GET", "/initiatives?unit=can-tho&limit=1")).json()
    rest = (await portal.send("hd", "GET", f"/initiatives?unit=can-tho&after={first['next']}")).json()
    assert {first["items"][0]["title"], rest["items"][0]["title"]} == {"Đường ống nước", "Xe đẩy thuốc"}
    assert rest["next"] is None


async def test_a_proxy_who_amends_sees_what_they_amend_and_never_the_description(portal: Portal) -> None:
    made = (await portal.send("lan", "POST", "/initiatives", {**BODY, "description": "Cách làm chi tiết."})).json()
    portal.grants["to"] = [(Role.PROXY, "ninh-kieu")]
    path = f"/initiatives/{made['id']}"
    changed = await portal.send("to", "PATCH", path, {"title": "Tên khác"}, if_match='"1"')
    submitted = await portal.send("to", "POST", f"{path}/submission", if_match='"2"')
    read = await portal.send("to", "GET", path)
    (listed,) = (await portal.send("to", "GET", "/initiatives?unit=ninh-kieu")).json()["items"]
    for seen in (changed.json(), submitted.json(), read.json(), listed):
        assert seen["title"] == "Tên khác"
        assert "description" not in seen
    assert (await portal.send("lan", "GET", path)).json()["description"] == "Cách làm chi tiết."


async def test_my_own_list_is_narrowed_by_status_programme_and_words(portal: Portal) -> None:
    sent = await submitted(portal, title="Giá đỡ bình truyền")
    back = await submitted(portal, title="Bảng kiểm phòng mổ")
    await decide(portal, back["id"], ReviewState.RETURNED)
    draft = (await portal.send("lan", "POST", "/initiatives", {**BODY, "title": "Xe đẩy"})).json()
    expected = {
        "": {sent["id"], back["id"], draft["id"]},
        "&status=returned": {back["id"]},
        "&status=draft": {draft["id"]},
        f"&programme={PROGRAMME.id}&status=pending": {sent["id"]},
        "&programme=khac": set(),
        "&q=bang kiem": {back["id"]},
        "&q=do binh&status=returned": set(),
        "&unit=can-tho&status=draft": {draft["id"]},
        "&unit=o-mon": set(),
    }
    for asked, ids in expected.items():
        items = (await portal.send("lan", "GET", f"/initiatives?mine=true{asked}")).json()["items"]
        assert {one["id"] for one in items} == ids, asked
