"""Decisions: what is sent to review, what opens next, and every no at its field with all that was typed."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.portal.pages.desk.scene import (
    APPROVAL,
    APPROVE,
    FIRST,
    OTHER,
    SECOND,
    THIRD,
    TODAY,
    Desk,
    case,
    claim,
    line,
    row,
    sent,
)

PAGE = f"/ban-xet-duyet/{FIRST}"
DECISION = f"/cases/{FIRST}/decision"


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    """Three cases wait; the first is open."""
    desk.waits(row(FIRST), row(SECOND), row(THIRD))
    desk.opens(case())
    desk.browser.services.says("review", "POST", DECISION, case(status="approved"))
    return desk


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


@pytest.mark.parametrize(("status", "slug"), [(409, "content-changed"), (412, "stale")])
async def test_a_case_that_changed_shows_what_and_keeps_what_was_typed(waiting: Desk, status: int, slug: str) -> None:
    newer = case(
        content_version=2,
        submission_version=3,
        revision=7,
        summary="Dùng tấm nhựa POM để giữ đế giày, có tay gạt.",
        history=[line("returned"), line("resubmitted", by=None, by_name=None)],
    )
    waiting.opens(newer)
    waiting.versions(newer, content_version=1, summary="Dùng tấm nhựa POM để giữ đế giày.")
    waiting.browser.services.refuses("review", "POST", DECISION, status, slug)
    page = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE, comment="Tốt"))
    assert page.status_code == 422
    assert "Hồ sơ vừa thay đổi" in page.text
    assert "<ins>, có tay gạt</ins>" in page.text
    assert "Tác giả gửi lại" in page.text
    assert ">Tốt</textarea>" in page.text
    assert 'name="revision" value="7"' in page.text
    assert 'name="content_version" value="2"' in page.text


async def test_a_section_added_meanwhile_is_shown(waiting: Desk) -> None:
    added = {"number": 1, "section": "evidence", "name": "Minh chứng", "text": "Ảnh mới.", "by": None}
    waiting.opens(case(supplement=1), added=({**added, "at": "2026-11-25T03:00:00Z", "content_version": 1},))
    waiting.browser.services.refuses("review", "POST", DECISION, 409, "content-changed")
    page = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE))
    assert "<ins>Ảnh mới.</ins>" in page.text


async def test_sent_twice_it_is_decided_once_and_the_next_case_opens(waiting: Desk) -> None:
    mine = line("approved", by=waiting.me, decision_number="12/QĐ")
    waiting.opens(case(status="approved", revision=4, history=[mine], approvals=[APPROVAL]))
    waiting.browser.services.refuses("review", "POST", DECISION, 412, "stale")
    answer = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE))
    assert urlsplit(answer.headers["location"]).path == f"/ban-xet-duyet/{SECOND}"


async def test_what_another_decided_is_not_taken_for_ones_own(waiting: Desk) -> None:
    theirs = line("approved", by=OTHER, decision_number="12/QĐ")
    waiting.opens(case(status="approved", revision=4, history=[theirs], approvals=[APPROVAL]))
    waiting.browser.services.refuses("review", "POST", DECISION, 412, "stale")
    page = await waiting.browser.post(PAGE, sent(case(), waiting.me, **APPROVE))
    assert "Hồ sơ vừa thay đổi" in page.text
    assert "Trần Thị Mai" in page.text


async def test_while_review_is_away_all_is_kept_ready_to_be_sent_again(waiting: Desk) -> None:
    waiting.browser.services.away.add("review")
    form = sent(case(), waiting.me, act="return", reasons=["other", "no-effect-shown"], comment="Dài & <rõ>")
    page = await waiting.browser.post(PAGE, form)
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert page.text.count('name="reasons"') == 2
    assert "Dài &amp; &lt;rõ&gt;</textarea>" in page.text
    assert f'name="revision" value="{case()["revision"]}"' in page.text
    assert f'action="{PAGE}"' in page.text


async def test_claiming_and_giving_back_name_the_revision(waiting: Desk) -> None:
    services = waiting.browser.services
    services.says("review", "POST", f"/cases/{FIRST}/claim", case(claim=claim(waiting.me)))
    services.says("review", "DELETE", f"/cases/{FIRST}/claim", case())
    answer = await waiting.browser.post(PAGE + "/nhan", sent(case(), waiting.me))
    assert answer.headers["location"] == f"{PAGE}?lam=claim"
    answer = await waiting.browser.post(PAGE + "/tra", sent(case(revision=4), waiting.me))
    assert answer.headers["location"] == "/ban-xet-duyet?lam=release"
    (claimed,) = services.asked("review", "POST", f"/cases/{FIRST}/claim")
    (released,) = services.asked("review", "DELETE", f"/cases/{FIRST}/claim")
    assert (claimed.headers["if-match"], released.headers["if-match"]) == ('"3"', '"4"')
    assert json.loads(claimed.content) == {"take_over": False}


async def test_a_leader_takes_over(waiting: Desk) -> None:
    waiting.browser.services.says("review", "POST", f"/cases/{FIRST}/claim", case(claim=claim(waiting.me)))
    await waiting.browser.post(PAGE + "/nhan", sent(case(), waiting.me, take_over="1"))
    (asked,) = waiting.browser.services.asked("review", "POST", f"/cases/{FIRST}/claim")
    assert json.loads(asked.content) == {"take_over": True}


async def test_a_case_that_another_took_first_says_so(waiting: Desk) -> None:
    waiting.browser.services.refuses(
        "review", "POST", f"/cases/{FIRST}/claim", 409, "claimed-by-another", detail="Đã có người."
    )
    page = await waiting.browser.post(PAGE + "/nhan", sent(case(), waiting.me))
    assert "Đã có người." in page.text


@pytest.mark.parametrize(
    ("typed", "amount"), [("12tr", 12_000_000), ("12,5 triệu", 12_500_000), ("12.000.000", 12_000_000), ("0", 0)]
)
async def test_the_verified_benefit_is_read_as_people_write_it(waiting: Desk, typed: str, amount: int) -> None:
    waiting.browser.services.says("review", "POST", f"/cases/{FIRST}/reassessment", case())
    answer = await waiting.browser.post(PAGE + "/lam-loi", sent(case(), waiting.me, verified_benefit_vnd=typed))
    assert answer.headers["location"] == f"{PAGE}?lam=benefit"
    (asked,) = waiting.browser.services.asked("review", "POST", f"/cases/{FIRST}/reassessment")
    assert json.loads(asked.content) == {"verified_benefit_vnd": amount}


@pytest.mark.parametrize("typed", ["", "1.234,5", "nhiều", "9" * 14])
async def test_an_amount_that_cannot_be_read_is_told_at_its_field(waiting: Desk, typed: str) -> None:
    page = await waiting.browser.post(PAGE + "/lam-loi", sent(case(), waiting.me, verified_benefit_vnd=typed))
    assert page.status_code == 422
    assert 'id="verified_benefit_vnd-why"' in page.text
    assert re.search(r'<details class="more" open><summary>Thẩm định', page.text)


@pytest.fixture
def praised(waiting: Desk) -> Desk:
    """A leader before an approved case."""
    waiting.grant("leader")
    waiting.opens(case(status="approved", approvals=[APPROVAL]))
    waiting.browser.services.says("review", "POST", f"/cases/{FIRST}/reward", case())
    return waiting


PAPER = {"decision_number": "3/KT", "decided_on": TODAY}
REWARDING: dict[str, Any] = {"reward_form": "money", "amount_vnd": "2tr", **PAPER}


async def test_a_leader_rewards(praised: Desk) -> None:
    answer = await praised.browser.post(PAGE + "/khen-thuong", sent(case(), praised.me, **REWARDING))
    assert answer.headers["location"] == f"{PAGE}?lam=reward"
    (asked,) = praised.browser.services.asked("review", "POST", f"/cases/{FIRST}/reward")
    assert json.loads(asked.content) == {"form": "money", "amount_vnd": 2_000_000, **PAPER}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({name: ""}, name) for name in ("reward_form", "amount_vnd", "decision_number")],
)
async def test_what_a_reward_lacks_is_told_at_its_own_field(praised: Desk, changes: dict[str, str], field: str) -> None:
    page = await praised.browser.post(PAGE + "/khen-thuong", sent(case(), praised.me, **{**REWARDING, **changes}))
    assert page.status_code == 422
    assert f'href="#reward-{field}"' in page.text
    assert f'id="reward-{field}-why"' in page.text


async def test_who_is_no_leader_is_told_by_review(praised: Desk) -> None:
    path = f"/cases/{FIRST}/reward"
    praised.browser.services.refuses("review", "POST", path, 403, "leader-needed", detail="Chỉ lãnh đạo.")
    page = await praised.browser.post(PAGE + "/khen-thuong", sent(case(), praised.me, **REWARDING))
    assert "Chỉ lãnh đạo." in page.text
