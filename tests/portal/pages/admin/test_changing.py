"""Several units changed at once: shown first, made when confirmed, with all that was typed in between."""

import json
import re
from typing import Any
from uuid import UUID

import pytest

from tests.portal.pages.admin.scene import CITY, PLANT, SHOWN, TREE, ZONE, Office, field, listed

PAGE, NEW = "/quan-tri/thay-doi", "/quan-tri/thay-doi/moi"
PLAN = str(UUID(int=55))
TYPED = {
    "key": "one-key",
    "changes.0.act": "move",
    "changes.0.code": PLANT,
    "changes.0.target": CITY,
    "changes.2.act": "rename",
    "changes.2.code": ZONE,
    "changes.2.name": "CĐ các khu công nghiệp",
    "on": "2027-01-01",
}


def plan(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": PLAN,
        "on": "2027-01-01",
        "state": "planned",
        "by": str(UUID(int=9)),
        "created_at": "2026-11-26T03:00:00Z",
        "settled_at": None,
        "changes": [{"code": PLANT, "parent": CITY}, {"code": ZONE, "name": "CĐ các khu công nghiệp"}],
        "problems": [],
        "revision": 1,
    }
    return {**plain, **changes}


def judged(office: Office, *problems: dict[str, Any]) -> None:
    """What submission answers to a check."""
    after = [listed(PLANT, parent=CITY), listed(ZONE, name="CĐ các khu công nghiệp")]
    would = None if problems else {"on": "2027-01-01", "units": after}
    body = {"would": would, "problems": list(problems)}
    office.services.says("submission", "POST", "/units/changes", body)


def problem(*errors: dict[str, Any], status: int = 422) -> dict[str, Any]:
    told = {"type": "urn:sangkien:problem:invalid", "title": "Chưa đúng", "instance": "/units/changes"}
    return {**told, "status": status, "errors": list(errors)}


async def test_what_would_change_is_shown_and_nothing_is_made(office: Office) -> None:
    judged(office)
    answer = await office.post(NEW, step="check", **TYPED)
    assert answer.status_code == 200
    (request,) = office.services.asked("submission", "POST", "/units/changes")
    assert request.url.params["check"] == "true"
    changes = [{"code": PLANT, "parent": CITY}, {"code": ZONE, "name": "CĐ các khu công nghiệp"}]
    assert json.loads(request.content) == {"changes": changes, "on": "2027-01-01"}
    assert f"<del>{TREE[ZONE][0].replace('&', '&amp;')}</del>" in answer.text
    assert "<ins>LĐLĐ thành phố Cần Thơ</ins>" in answer.text
    assert SHOWN in answer.text
    assert "01/01/2027" in answer.text


async def test_confirmed_it_is_made_with_the_key_of_the_form(office: Office) -> None:
    judged(office)
    preview = await office.post(NEW, step="check", **TYPED)
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', preview.text))
    office.services.says("submission", "POST", "/units/changes", plan(), status=201)
    answer = await office.post(NEW, step="make", **sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}/{PLAN}?done=made")
    request = office.services.asked("submission", "POST", "/units/changes")[-1]
    assert request.headers["idempotency-key"] == "one-key"
    assert "check" not in request.url.params


async def test_back_from_the_preview_everything_typed_is_there(office: Office) -> None:
    answer = await office.post(NEW, step="edit", **TYPED)
    assert answer.status_code == 200
    assert 'name="changes.2.name" type="text" value="CĐ các khu công nghiệp"' in answer.text
    assert not office.services.asked("submission", "POST", "/units/changes")


async def test_more_rows_are_given_without_scripts(office: Office) -> None:
    before = (await office.post(NEW, step="edit", **TYPED)).text.count("<fieldset")
    answer = await office.post(NEW, more="changes", **{"rows.changes": str(before)}, **TYPED)
    assert answer.text.count("<fieldset") == before + 2
    assert f'value="{PLANT}"' in answer.text


async def test_a_refusal_of_the_check_stands_at_its_row_and_field(office: Office) -> None:
    above = field("changes.1.name", "Cần quyền quản trị đơn vị kcx")
    judged(office, problem(above, field("changes.0.parent", "Cần quyền quản trị đơn vị can-tho"), status=403))
    answer = await office.post(NEW, step="check", **TYPED)
    assert answer.status_code == 422
    assert '<a href="#changes.2.name">Dòng 3, Tên mới</a>' in answer.text
    assert 'id="changes.0.target-why"' in answer.text
    assert 'value="CĐ các khu công nghiệp"' in answer.text


async def test_a_tree_that_moved_since_the_preview_refuses_and_keeps_what_was_typed(office: Office) -> None:
    errors = [field("changes.0", "Đơn vị này đã sáp nhập")]
    office.services.refuses("submission", "POST", "/units/changes", 409, "merged-unit", errors=errors)
    answer = await office.post(NEW, step="make", **TYPED)
    assert answer.status_code == 422
    assert '<a href="#changes.0.code">Dòng 1, Đơn vị</a>' in answer.text
    assert 'name="on" type="date" value="2027-01-01"' in answer.text


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({}, "changes.0.code"),
        ({"changes.0.code": PLANT}, "changes.0.act"),
        ({"changes.0.code": PLANT, "changes.0.act": "move"}, "changes.0.target"),
        ({"changes.1.act": "rename", "changes.1.name": "x"}, "changes.1.code"),
        ({"changes.0.act": "create", "changes.0.code": "Có dấu"}, "changes.0.code"),
        ({"changes.0.act": "create", "changes.0.code": "moi", "changes.0.target": CITY}, "changes.0.level"),
    ],
)
async def test_what_is_missing_is_told_before_asking(office: Office, typed: dict[str, str], at: str) -> None:
    answer = await office.post(NEW, step="check", **typed)
    assert answer.status_code == 422
    assert f'id="{at}-why"' in answer.text
    assert not office.services.asked("submission", "POST", "/units/changes")


async def test_a_unit_that_words_do_not_tell_is_asked_back_at_its_row(office: Office) -> None:
    office.services.says("submission", "GET", "/units", {"items": [listed(PLANT), listed(ZONE)], "next": None})
    typed = {"changes.0.act": "close", "changes.0.code": "công ty"}
    answer = await office.post(NEW, step="check", **typed)
    assert answer.status_code == 422
    assert f'<option value="{ZONE}">' in answer.text


async def test_submission_away_keeps_the_rows(office: Office) -> None:
    office.services.away.add("submission")
    answer = await office.post(NEW, step="make", **TYPED)
    assert answer.status_code == 503
    assert 'name="changes.2.name" value="CĐ các khu công nghiệp"' in answer.text
    assert 'name="key" value="one-key"' in answer.text
    assert 'name="step" value="make"' in answer.text


async def test_plans_are_listed_and_one_is_taken_back(office: Office) -> None:
    office.services.says("submission", "GET", "/units/changes", {"items": [plan()], "next": None})
    text = (await office.get(PAGE)).text
    assert SHOWN in text
    assert "chờ đến ngày" in text
    office.services.says("submission", "GET", f"/units/changes/{PLAN}", plan())
    office.services.says("submission", "DELETE", f"/units/changes/{PLAN}", plan(state="cancelled"))
    assert (await office.get(f"{PAGE}/{PLAN}")).status_code == 200
    answer = await office.post(f"{PAGE}/{PLAN}", revision="1")
    assert answer.headers["location"] == f"{PAGE}/{PLAN}?done=cancelled"
    assert office.services.asked("submission", "DELETE", f"/units/changes/{PLAN}")[0].headers["if-match"] == '"1"'


async def test_a_plan_whose_day_came_meanwhile_is_not_taken_back(office: Office) -> None:
    made = plan(state="made", settled_at="2027-01-01T00:00:00Z", revision=2)
    office.services.says("submission", "GET", f"/units/changes/{PLAN}", made)
    office.services.refuses("submission", "DELETE", f"/units/changes/{PLAN}", 412, "stale-version", detail="Đã đổi")
    answer = await office.post(f"{PAGE}/{PLAN}", revision="1")
    assert answer.status_code == 422
    assert "Đã đổi" in answer.text
    assert "đã thực hiện" in answer.text


async def test_a_plan_taken_back_twice_is_taken_back(office: Office) -> None:
    office.services.says("submission", "GET", f"/units/changes/{PLAN}", plan(state="cancelled", revision=2))
    office.services.refuses("submission", "DELETE", f"/units/changes/{PLAN}", 412, "stale-version")
    answer = await office.post(f"{PAGE}/{PLAN}", revision="1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}/{PLAN}?done=cancelled")


async def test_a_plan_that_was_refused_on_its_day_says_why(office: Office) -> None:
    refused = plan(state="refused", problems=[field("changes.0.parent", "Đơn vị cấp trên <b>đã đóng</b>")])
    office.services.says("submission", "GET", f"/units/changes/{PLAN}", refused)
    assert "Đơn vị cấp trên &lt;b&gt;đã đóng&lt;/b&gt;" in (await office.get(f"{PAGE}/{PLAN}")).text
