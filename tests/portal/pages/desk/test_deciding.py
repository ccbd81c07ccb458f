"""Decisions: what is sent to review, what opens next, and every no at its field with all that was typed."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.portal.pages.desk.cases import (
    APPROVE,
    DECISION,
    FIRST,
    PAGE,
    SECOND,
    THIRD,
    TODAY,
    case,
    row,
    sent,
)
from tests.portal.pages.desk.scene import Desk


async def test_an_approval_names_all_that_was_looked_at(waiting: Desk) -> None:
    form = sent(case(supplement=2), waiting.me, **APPROVE, recommend="1", comment=" Rất tốt ")
    answer = await waiting.browser.post(PAGE, form)
    assert answer.status_code == 303
    (asked,) = waiting.browser.services.asked("review", "POST", DECISION)
    assert asked.headers["if-match"] == '"3"'
    assert json.loads(asked.content) == {
        "act": "approve",
        "comment": "Rất tốt",
        "decision_number": "12/QĐ",
        "decided_on": TODAY,
        "recommend": True,
        "content_version": 1,
        "submission_version": 1,
        "supplement": 2,
    }


async def test_the_next_case_opens_with_the_number_and_the_day_at_hand(waiting: Desk) -> None:
    answer = await waiting.browser.post(PAGE + "?don-vi=giay", sent(case(), waiting.me, **APPROVE))
    place = urlsplit(answer.headers["location"])
    assert place.path == f"/ban-xet-duyet/{SECOND}"
    assert parse_qs(place.query) == {"don-vi": ["giay"], "so": ["12/QĐ"], "ngay": [TODAY], "xong": [FIRST]}
    waiting.opens(case(SECOND))
    page = await waiting.browser.get(answer.headers["location"])
    assert 'value="12/QĐ"' in page.text
    assert "Xem lại hồ sơ này" in page.text


async def test_a_next_case_that_somebody_else_decided_meanwhile_is_passed_over(waiting: Desk) -> None:
    waiting.waits(row(FIRST), row(THIRD))
    answer = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE))
    assert urlsplit(answer.headers["location"]).path == f"/ban-xet-duyet/{THIRD}"


async def test_after_the_last_case_the_desk_is_empty(waiting: Desk) -> None:
    waiting.waits()
    answer = await waiting.browser.post(
        PAGE, sent(case(), waiting.me, act="return", reasons="no-effect-shown", next="")
    )
    assert urlsplit(answer.headers["location"]).path == "/ban-xet-duyet"


async def test_reasons_and_words_go_with_a_return(waiting: Desk) -> None:
    form = sent(case(), waiting.me, act="return", reasons=["no-effect-shown", "other"], comment="Thêm số liệu.")
    assert (await waiting.browser.post(PAGE, form)).status_code == 303
    body = json.loads(waiting.browser.services.asked("review", "POST", DECISION)[0].content)
    assert (body["act"], body["reasons"], body["comment"]) == (
        "return",
        ["no-effect-shown", "other"],
        "Thêm số liệu.",
    )
    assert "decision_number" not in body


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "act", "Chọn quyết định"),
        ({"act": "<b>"}, "act", "Chọn quyết định"),
        ({**APPROVE, "decision_number": " "}, "decision_number", "Nhập số quyết định"),
        ({**APPROVE, "decision_number": "9" * 61}, "decision_number", "dài quá 60"),
        ({**APPROVE, "decided_on": "2999-01-01"}, "decided_on", "không thể ở sau hôm nay"),
        ({**APPROVE, "decided_on": "31/02/2026"}, "decided_on", "Chọn ngày quyết định"),
        ({"act": "return"}, "reasons", "Chọn ít nhất một lý do"),
        ({"act": "reject"}, "reasons", "Chọn ít nhất một lý do"),
        ({"act": "return", "reasons": "other"}, "comment", "Nói rõ lý do khác"),
        ({**APPROVE, "comment": "a" * 2001}, "comment", "dài quá 2.000"),
    ],
)
async def test_what_is_missing_is_told_at_its_field(
    waiting: Desk, typed: dict[str, str], field: str, sentence: str
) -> None:
    page = await waiting.browser.post(PAGE, sent(case(), waiting.me, **typed))
    assert page.status_code == 422
    assert "<title>Lỗi:" in page.text
    assert f'href="#{field}"' in page.text
    assert sentence in page.text
    assert not waiting.browser.services.asked("review", "POST", DECISION)


async def test_all_that_was_typed_is_still_there_beside_what_is_wrong(waiting: Desk) -> None:
    form = sent(case(), waiting.me, **{**APPROVE, "decided_on": "2999-01-01"}, recommend="1", comment="<i>Tốt</i>")
    text = (await waiting.browser.post(PAGE, form)).text
    assert 'value="12/QĐ"' in text
    assert "&lt;i&gt;Tốt&lt;/i&gt;" in text
    assert re.search(r'value="approve"[^>]* checked', text)
    assert re.search(r'name="recommend" value="1" checked', text)


@pytest.mark.parametrize(
    ("status", "slug"),
    [
        (403, "conflict-of-interest"),
        (409, "claimed-by-another"),
        (409, "decisions-closed"),
        (409, "already-approved"),
        (409, "higher-level-decided"),
        (409, "sections-missing"),
        (409, "case-withdrawn"),
        (429, "too-many-requests"),
    ],
)
async def test_a_no_of_review_stands_above_the_form_in_its_own_words(waiting: Desk, status: int, slug: str) -> None:
    waiting.browser.services.refuses("review", "POST", DECISION, status, slug, detail=f"Vì {slug}.")
    page = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE))
    assert page.status_code == 422
    assert f"Vì {slug}." in page.text
    assert 'value="12/QĐ"' in page.text


async def test_a_field_that_review_does_not_accept_says_why(waiting: Desk) -> None:
    error = {"field": "decision_number", "message": "No contacts here.", "code": "contacts-in-text"}
    waiting.browser.services.refuses("review", "POST", DECISION, 422, "invalid", errors=[error])
    page = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE))
    assert 'id="decision_number-why"' in page.text
    assert "Không ghi địa chỉ e-mail hay số điện thoại ở đây" in page.text
