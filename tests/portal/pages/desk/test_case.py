"""A case: everything by name, what was changed by words, and what may be done now."""

from typing import Any

import pytest

from tests.portal.pages.desk.scene import (
    APPROVAL,
    FIRST,
    OTHER,
    REWARD,
    SECOND,
    Desk,
    author,
    case,
    claim,
    line,
    moment,
    row,
)

PAGE = f"/ban-xet-duyet/{FIRST}"


async def test_a_case_is_shown_with_names_and_figures(desk: Desk) -> None:
    desk.waits(row(), row(SECOND))
    desk.opens(case(), description="Mô tả dài.")
    page = await desk.browser.get(PAGE)
    for words in ("Nguyễn Thị Ánh (100", "CĐCS Công ty TNHH Giày Long Thành", "Giải pháp kỹ thuật"):
        assert words in page.text
    for words in ("12.500.000 đ (12,5 triệu)", "24/11/2026", "Mô tả dài.", "cấp cơ sở"):
        assert words in page.text
    assert f'name="next" value="{SECOND}"' in page.text


async def test_what_was_corrected_is_shown_by_words(desk: Desk) -> None:
    desk.waits(row())
    returned = line("returned", reasons=["no-effect-shown"], comment="Thêm số liệu.")
    changes = {"summary": {"before": "Dùng gỗ.", "after": "Dùng nhựa."}}
    versions: dict[str, Any] = {"content_version": 2, "submission_version": 2, "returned_version": 1}
    one = case(**versions, summary="Dùng nhựa.", history=[returned], changes=changes)
    desk.opens(one, description="Nay 26 giây.")
    desk.versions(one, content_version=1, summary="Dùng gỗ.", description="Nay 40 giây.")
    page = await desk.browser.get(PAGE)
    assert "Dùng <del>gỗ</del><ins>nhựa</ins>." in page.text
    assert "Nay <del>40</del><ins>26</ins> giây." in page.text
    assert "Chưa nêu hiệu quả mang lại." in page.text
    assert "Thêm số liệu." in page.text


async def test_markup_in_a_correction_stays_text(desk: Desk) -> None:
    desk.waits(row())
    one = case(content_version=2, returned_version=1, history=[line("returned")], summary="<b>mới</b>")
    desk.opens(one)
    desk.versions(one, content_version=1, summary="<i>cũ</i>")
    page = await desk.browser.get(PAGE)
    assert "<b>mới" not in page.text
    assert "<i>cũ" not in page.text
    assert "<ins>" in page.text


async def test_a_blind_review_says_that_names_come_later(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case())
    desk.browser.services.says("submission", "GET", f"/initiatives/{FIRST}/authors", {"items": None})
    page = await desk.browser.get(PAGE)
    assert "xét ẩn danh" in page.text


async def test_an_erased_author_has_no_name(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case())
    nameless = {**author(""), "name": None}
    desk.browser.services.says("submission", "GET", f"/initiatives/{FIRST}/authors", {"items": [nameless]})
    assert "(đã xóa tên)" in (await desk.browser.get(PAGE)).text


async def test_without_approval_it_is_approved_returned_or_rejected(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case())
    page = await desk.browser.get(PAGE)
    assert acts_of(page.text) == ["approve", "return", "reject"]


async def test_below_an_approval_nothing_is_offered_that_review_would_refuse(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case(status="approved", approvals=[APPROVAL], awaiting_level="upper", awaiting_unit="kcx-cn"))
    assert acts_of((await desk.browser.get(PAGE)).text) == []


async def test_a_level_that_was_asked_to_revoke_may_decline(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case(status="approved", approvals=[APPROVAL]))
    assert acts_of((await desk.browser.get(PAGE)).text) == ["decline"]


async def test_above_an_approval_it_is_approved_declined_or_asked_back(desk: Desk) -> None:
    desk.grant("reviewer", at="kcx-cn")
    desk.waits(row())
    desk.opens(case(status="approved", approvals=[APPROVAL], awaiting_level="upper", awaiting_unit="kcx-cn"))
    page = await desk.browser.get(PAGE)
    assert acts_of(page.text) == ["approve", "decline", "ask-revocation"]
    assert "01/QĐ, 20/11/2026" in page.text
    assert "đề nghị cấp trên" in page.text


@pytest.mark.parametrize(("role", "is_there"), [("reviewer", False), ("leader", True)])
async def test_only_a_leader_is_offered_to_praise_revoke_and_take_over(desk: Desk, role: str, is_there: bool) -> None:
    desk.grant(role)
    desk.waits(row())
    desk.opens(case(status="approved", approvals=[APPROVAL], rewards=[REWARD], claim=claim(OTHER)))
    page = await desk.browser.get(PAGE)
    for action in ("/khen-thuong", f"/thu-hoi/{APPROVAL['id']}", f"/thu-hoi/{REWARD['id']}", 'name="take_over"'):
        assert (action in page.text) is is_there


async def test_a_case_of_nobody_is_taken_on_and_ones_own_given_back(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case())
    assert f'action="{PAGE}/nhan"' in (await desk.browser.get(PAGE)).text
    desk.opens(case(claim=claim(desk.me)))
    page = await desk.browser.get(PAGE)
    assert f'action="{PAGE}/tra"' in page.text
    assert f'action="{PAGE}/nhan"' not in page.text


async def test_what_was_added_later_is_read_with_it(desk: Desk) -> None:
    desk.waits(row())
    added = {
        "number": 1,
        "section": "evidence",
        "name": "Minh chứng",
        "text": "Ảnh trước và sau.",
        "by": None,
        "at": moment(-1),
        "content_version": 1,
    }
    desk.opens(case(supplement=1), added=(added,))
    page = await desk.browser.get(PAGE)
    assert "Minh chứng" in page.text
    assert "Ảnh trước và sau." in page.text
    assert 'name="supplement" value="1"' in page.text


async def test_while_submission_is_away_the_case_is_there_and_says_what_is_not(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case())
    await desk.browser.get(PAGE)
    desk.browser.services.away.add("submission")
    page = await desk.browser.get(PAGE)
    assert page.status_code == 200
    assert "chưa xem được mô tả" in page.text
    assert "chưa xem được tên tác giả" in page.text


async def test_ones_own_initiative_is_shown_where_one_posts(desk: Desk) -> None:
    desk.browser.services.says("review", "GET", f"/cases/{FIRST}", own_case())
    answer = await desk.browser.get(PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cua-toi/{FIRST}")


async def test_a_case_that_is_withdrawn_is_not_decided_on(desk: Desk) -> None:
    desk.waits()
    desk.opens(case(status="withdrawn", awaiting_level=None, awaiting_unit=None, due_at=None))
    page = await desk.browser.get(PAGE)
    assert "đã rút sáng kiến" in page.text
    assert 'id="decide"' not in page.text


async def test_whoever_is_not_signed_in_signs_in_and_comes_back(desk: Desk) -> None:
    desk.browser.secret = None
    answer = await desk.browser.get(PAGE + "?so=12")
    assert answer.headers["location"] == f"/dang-nhap?next=%2Fban-xet-duyet%2F{FIRST}%3Fso%3D12"


@pytest.mark.parametrize("path", ["/ban-xet-duyet/khong-co", "/ban-xet-duyet/..%2f", f"{PAGE}/khong-co"])
async def test_what_is_no_case_is_no_page(desk: Desk, path: str) -> None:
    assert (await desk.browser.get(path)).status_code == 404


async def test_a_case_of_another_union_is_no_page(desk: Desk) -> None:
    desk.browser.services.refuses("review", "GET", f"/cases/{FIRST}", 404, "not-found")
    assert (await desk.browser.get(PAGE)).status_code == 404


def acts_of(text: str) -> list[str]:
    acts = ("approve", "return", "reject", "decline", "ask-revocation")
    return [act for act in acts if f'value="{act}"' in text]


def own_case() -> dict[str, object]:
    return {
        "view": "own",
        "initiative_id": FIRST,
        "version": 1,
        "status": "pending",
        "content_version": 1,
        "submission_version": 1,
        "supplement": 0,
        "sections": [],
        "missing_sections": [],
        "awaited_unit": None,
        "due_at": None,
        "overdue": False,
        "reasons": [],
        "comment": None,
        "verified_benefit_vnd": None,
        "approvals": [],
        "rewards": [],
        "sentence": {"vi": "", "en": ""},
        "timeline": [],
        "earlier_lines": 0,
    }
