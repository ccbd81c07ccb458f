"""Many at once: one decision, a result for each case, nothing decided twice."""

import json
from typing import Any

import pytest

from tests.portal.pages.desk.cases import APPROVE, FIRST, SECOND, THIRD, row
from tests.portal.pages.desk.scene import Desk

PAGE = "/ban-xet-duyet/nhieu"


def chosen(id_: str) -> str:
    return f"{id_}:1:1:0"


def result(id_: str, **problem: Any) -> dict[str, Any]:
    if not problem:
        return {"initiative_id": id_, "done": True, "version": 2, "status": "approved", "problem": None}
    slug = {"type": f"urn:sangkien:problem:{problem['slug']}", "title": "Không được", "status": 409}
    body = {**slug, "detail": problem["detail"], "errors": []}
    return {"initiative_id": id_, "done": False, "version": None, "status": None, "problem": body}


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    desk.waits(row(FIRST), row(SECOND), row(THIRD))
    return desk


async def test_what_was_ticked_on_the_desk_is_ticked_here(waiting: Desk) -> None:
    page = await waiting.browser.get(f"{PAGE}?case={chosen(FIRST)}&case={chosen(THIRD)}&case=rubbish")
    assert page.text.count("data-mark checked") == 2


async def test_each_case_gets_its_own_answer(waiting: Desk) -> None:
    results = [result(FIRST), result(SECOND, slug="content-changed", detail="Nội dung đã thay đổi.")]
    body = {"done": 1, "refused": 1, "results": results}
    waiting.browser.services.says("review", "POST", "/decisions", body)
    titles = {f"title-{FIRST}": "Đồ gá <1>", f"title-{SECOND}": "Đồ gá 2"}
    form = {"case": [chosen(FIRST), chosen(SECOND)], "key": "k-1", **APPROVE, **titles}
    page = await waiting.browser.post(PAGE, form)
    (asked,) = waiting.browser.services.asked("review", "POST", "/decisions")
    assert asked.headers["idempotency-key"] == "k-1"
    sent = json.loads(asked.content)
    assert [one["initiative_id"] for one in sent["cases"]] == [FIRST, SECOND]
    assert sent["cases"][0] == {
        "initiative_id": FIRST,
        "content_version": 1,
        "submission_version": 1,
        "supplement": 0,
    }
    assert (sent["act"], sent["decision_number"]) == ("approve", "12/QĐ")
    for words in ("đã ghi 1, chưa ghi 1", "Nội dung đã thay đổi.", "Đồ gá &lt;1&gt;", "<title>Lỗi:"):
        assert words in page.text


async def test_the_page_s_key_is_its_own_and_stays_through_a_refusal(waiting: Desk) -> None:
    first, second = [(await waiting.browser.get(PAGE)).text for _ in range(2)]
    key = first.split('name="key" value="')[1].split('"')[0]
    assert key not in second
    again = await waiting.browser.post(PAGE, {"case": chosen(FIRST), "key": key, "act": "return"})
    assert again.status_code == 422
    assert f'name="key" value="{key}"' in again.text
    assert again.text.count("data-mark checked") == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({**APPROVE}, "Chọn ít nhất một hồ sơ"),
        ({**APPROVE, "case": ["x", f"{FIRST}:1", f"{FIRST}:a:b:c", "../:1:1:1"]}, "Chọn ít nhất một hồ sơ"),
        ({"case": chosen(FIRST), "act": "approve"}, "Nhập số quyết định"),
        ({"case": chosen(FIRST), "act": "reject"}, "Chọn ít nhất một lý do"),
        ({"case": chosen(FIRST)}, "Chọn quyết định"),
    ],
)
async def test_what_is_missing_is_told_before_anything_is_decided(
    waiting: Desk, typed: dict[str, Any], sentence: str
) -> None:
    page = await waiting.browser.post(PAGE, {"key": "k", **typed})
    assert page.status_code == 422
    assert sentence in page.text
    assert not waiting.browser.services.asked("review", "POST", "/decisions")


async def test_a_case_named_twice_is_decided_once(waiting: Desk) -> None:
    waiting.browser.services.says("review", "POST", "/decisions", {"done": 1, "refused": 0, "results": [result(FIRST)]})
    await waiting.browser.post(PAGE, {"case": [chosen(FIRST), chosen(FIRST)], "key": "k", **APPROVE})
    (asked,) = waiting.browser.services.asked("review", "POST", "/decisions")
    assert len(json.loads(asked.content)["cases"]) == 1


async def test_a_key_that_was_used_for_something_else_is_told(waiting: Desk) -> None:
    services = waiting.browser.services
    services.refuses("review", "POST", "/decisions", 422, "idempotency-key-reused", detail="Đã gửi nội dung khác.")
    page = await waiting.browser.post(PAGE, {"case": chosen(FIRST), "key": "k", **APPROVE})
    assert (page.status_code, "Đã gửi nội dung khác." in page.text) == (422, True)


async def test_while_review_is_away_the_ticks_are_kept(waiting: Desk) -> None:
    waiting.browser.services.away.add("review")
    page = await waiting.browser.post(PAGE, {"case": [chosen(FIRST), chosen(SECOND)], "key": "k", **APPROVE})
    assert page.status_code == 503
    assert page.text.count('type="hidden" name="case"') == 2
    assert 'name="key" value="k"' in page.text


async def test_without_cases_there_is_nothing_to_decide_on(desk: Desk) -> None:
    desk.waits()
    page = await desk.browser.get(PAGE)
    assert "Không có hồ sơ nào chờ anh/chị." in page.text
    assert "<form class" not in page.text
