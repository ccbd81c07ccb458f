"""Targets: a grid of a unit and those below it, each row written for itself."""

import json
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from tests.portal.pages.admin.programmes import PROGRAMME, programme
from tests.portal.pages.admin.scene import PLANT, SHOWN, ZONE, Office, field, listed, unit

PAGE = f"/quan-tri/chuong-trinh/{PROGRAMME}/chi-tieu"
API = f"/programmes/{PROGRAMME}/targets"


def target(code: str, assigned: int, pledged: int | None = None, revision: int = 2) -> dict[str, Any]:
    return {
        "programme": PROGRAMME,
        "unit": code,
        "assigned": {"total": assigned, "P2": 5},
        "pledged": {} if pledged is None else {"total": pledged},
        "includes_merged": False,
        "version": 1,
        "revision": revision,
    }


@pytest.fixture(autouse=True)
def stands(office: Office) -> None:
    services = office.services
    services.says("submission", "GET", f"/programmes/{PROGRAMME}", programme(root_unit=ZONE))
    services.says("submission", "GET", "/units", {"items": [listed(PLANT), listed("may")], "next": "more"})
    services.says("submission", "GET", "/units/may", unit("may", name="CĐCS May"))
    services.says("submission", "GET", API, {"items": [target(PLANT, 1200, 1500)], "next": None})
    services.says("submission", "GET", f"{API}/{ZONE}", target(ZONE, 75_000, revision=9))


def sent(**changes: str) -> dict[str, str]:
    """The grid as its page sends it."""
    grid = {"parent": ZONE, "window": "total", "after": ""}
    for code, assigned, pledged, revision in (
        (ZONE, "75.000", "", "9"),
        (PLANT, "1.200", "1.500", "2"),
        ("may", "", "", ""),
    ):
        grid |= {f"assigned.{code}": assigned, f"was.assigned.{code}": assigned}
        grid |= {f"pledged.{code}": pledged, f"was.pledged.{code}": pledged, f"revision.{code}": revision}
    return {**grid, **changes}


def put(office: Office, code: str) -> list[httpx.Request]:
    return office.services.asked("submission", "PUT", f"{API}/{code}")


async def test_the_grid_begins_with_the_programme_s_own_goal(office: Office) -> None:
    text = (await office.get(PAGE)).text
    assert 'name="assigned.kcx" type="text" inputmode="numeric" maxlength="14" value="75.000"' in text
    assert 'value="1.500"' in text
    assert SHOWN in text
    assert "after=more" in text
    assert 'name="revision.giay" value="2"' in text


async def test_another_window_shows_its_own_targets(office: Office) -> None:
    text = (await office.get(f"{PAGE}?window=P2")).text
    assert 'name="assigned.giay" type="text" inputmode="numeric" maxlength="14" value="5"' in text
    assert "Giai đoạn II</option>" in text


async def test_only_changed_rows_are_written_as_of_what_was_seen(office: Office) -> None:
    office.services.says("submission", "PUT", f"{API}/{PLANT}", target(PLANT, 1300))
    office.services.says("submission", "PUT", f"{API}/may", target("may", 40), status=201)
    answer = await office.browser.post(PAGE, sent(**{"assigned.giay": "1.300", "pledged.may": "40"}))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?parent={ZONE}&window=total&done=2")
    assert json.loads(put(office, PLANT)[0].content) == {"assigned": {"total": 1300}}
    assert put(office, PLANT)[0].headers["if-match"] == '"2"'
    assert json.loads(put(office, "may")[0].content) == {"pledged": {"total": 40}}
    assert put(office, "may")[0].headers["if-none-match"] == "*"
    assert not put(office, ZONE)


async def test_a_refused_row_says_why_and_the_others_are_written(office: Office) -> None:
    errors = [field("assigned", "Chỉ tiêu giao cho kcx do quản trị viên cấp trên đặt")]
    office.services.refuses("submission", "PUT", f"{API}/{ZONE}", 403, "administrator-needed", errors=errors)
    office.services.says("submission", "PUT", f"{API}/{PLANT}", target(PLANT, 1300, revision=3))
    answer = await office.browser.post(PAGE, sent(**{"assigned.giay": "1.300", "assigned.kcx": "80.000"}))
    assert answer.status_code == 422
    assert 'id="assigned.kcx-why"' in answer.text
    assert 'value="80.000"' in answer.text
    assert "Đã ghi 1 đơn vị khác" in answer.text
    assert 'name="was.assigned.giay" value="1.300"' in answer.text
    assert 'name="revision.giay" value="3"' in answer.text


async def test_a_window_the_programme_has_not_is_told_at_the_row(office: Office) -> None:
    errors = [field("assigned.2030-Q1", "Chương trình không có đợt này")]
    office.services.refuses("submission", "PUT", f"{API}/{PLANT}", 422, "invalid", errors=errors)
    answer = await office.browser.post(PAGE, sent(**{"assigned.giay": "1", "window": "2030-Q1"}))
    assert 'id="assigned.giay-why"' in answer.text


async def test_somebody_else_was_quicker_and_both_are_shown(office: Office) -> None:
    office.services.says("submission", "GET", API, {"items": [target(PLANT, 1250, 1500, revision=3)], "next": None})
    office.services.refuses("submission", "PUT", f"{API}/{PLANT}", 412, "stale-version")
    answer = await office.browser.post(PAGE, sent(**{"assigned.giay": "1.300"}))
    assert answer.status_code == 422
    assert "đang lưu giao 1.250, đăng ký 1.500, gồm cả đơn vị sáp nhập: không" in answer.text
    assert 'value="1.300"' in answer.text
    assert 'name="revision.giay" value="3"' in answer.text


async def test_sent_twice_it_is_done_once_and_no_fault(office: Office) -> None:
    office.services.says("submission", "GET", API, {"items": [target(PLANT, 1300, 1500, revision=3)], "next": None})
    office.services.refuses("submission", "PUT", f"{API}/{PLANT}", 412, "stale-version")
    answer = await office.browser.post(PAGE, sent(**{"assigned.giay": "1300"}))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?parent={ZONE}&window=total&done=1")


async def test_whether_merged_units_are_in_it_is_a_box_of_each_row(office: Office) -> None:
    stands = {**target(PLANT, 1200, 1500), "includes_merged": True}
    office.services.says("submission", "GET", API, {"items": [stands], "next": None})
    text = (await office.get(PAGE)).text
    assert 'id="merged.giay" name="merged.giay" type="checkbox" value="1" checked' in text
    assert 'name="was.merged.giay" value="1"' in text
    assert 'id="merged.may" name="merged.may" type="checkbox" value="1" aria-label' in text
    office.services.says("submission", "PUT", f"{API}/{PLANT}", target(PLANT, 1200))
    office.services.says("submission", "PUT", f"{API}/may", target("may", 40), status=201)
    boxes = {"was.merged.giay": "1", "was.merged.may": "", "merged.may": "1", "was.merged.kcx": ""}
    answer = await office.browser.post(PAGE, sent(**boxes))
    assert answer.status_code == 303
    assert json.loads(put(office, PLANT)[0].content) == {"includes_merged": False}
    assert json.loads(put(office, "may")[0].content) == {"includes_merged": True}
    assert not put(office, ZONE)


async def test_a_box_that_may_not_be_ticked_says_so_and_stays_as_it_was_set(office: Office) -> None:
    errors = [field("includes_merged", "Do quản trị viên cấp trên đặt")]
    office.services.refuses("submission", "PUT", f"{API}/{ZONE}", 403, "administrator-needed", errors=errors)
    answer = await office.browser.post(PAGE, sent(**{"was.merged.kcx": "", "merged.kcx": "1"}))
    assert answer.status_code == 422
    assert '<a href="#merged.kcx">' in answer.text
    assert 'id="merged.kcx-why"' in answer.text
    assert 'name="merged.kcx" type="checkbox" value="1" checked' in answer.text


@pytest.mark.parametrize(("text", "sentence"), [("nhiều", "chữ số"), ("", "không bỏ trống được"), ("-1", "chữ số")])
async def test_what_is_no_count_is_told_before_asking(office: Office, text: str, sentence: str) -> None:
    answer = await office.browser.post(PAGE, sent(**{"assigned.giay": text}))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not put(office, PLANT)


async def test_submission_away_keeps_the_grid(office: Office) -> None:
    office.services.away.add("submission")
    answer = await office.browser.post(PAGE, sent(**{"assigned.giay": "1.300"}))
    assert answer.status_code == 503
    assert 'name="assigned.giay" value="1.300"' in answer.text
    assert 'name="was.assigned.giay" value="1.200"' in answer.text


@pytest.mark.parametrize("typed", ["2.5", "1.25", "1234.567"])
async def test_a_decimal_is_no_target_ten_times_as_large(office: Office, typed: str) -> None:
    answer = await office.browser.post(PAGE, sent(**{"assigned.giay": typed}))
    assert answer.status_code == 422
    assert 'id="assigned.giay-why"' in answer.text
    assert f'value="{typed}"' in answer.text


async def test_a_window_with_signs_of_an_address_in_its_name_is_gone_back_to(office: Office) -> None:
    grid = sent(window="peak:A&B #1", after="x+y=")
    answer = await office.browser.post(PAGE, grid)
    query = parse_qs(answer.headers["location"].partition("?")[2])
    assert (query["window"], query["after"], query["done"]) == (["peak:A&B #1"], ["x+y="], ["0"])
