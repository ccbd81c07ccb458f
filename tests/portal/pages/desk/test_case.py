"""A case: everything by name, what was changed by words, and what may be done now."""

from typing import Any

import pytest

from tests.portal.pages.desk.cases import (
    FIRST,
    PAGE,
    SECOND,
    author,
    case,
    line,
    moment,
    row,
)
from tests.portal.pages.desk.scene import Desk


async def test_a_case_is_shown_with_names_and_figures(desk: Desk) -> None:
    desk.waits(row(), row(SECOND))
    desk.opens(case(), description="Mô tả dài.")
    page = await desk.browser.get(PAGE)
    for words in ("Nguyễn Thị Ánh (100", "CĐCS Công ty TNHH Giày Long Thành", "Giải pháp kỹ thuật"):
        assert words in page.text
    for words in ("12.500.000 đ (12,5 triệu)", "24/11/2026", "Mô tả dài.", "cấp cơ sở"):
        assert words in page.text
    assert f'name="next" value="{SECOND}"' in page.text
    paths = [request.url.path for request in desk.browser.services.requests]
    assert not [path for path in paths if "/versions/" in path], "only a returned version is asked for"


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


async def test_a_description_that_was_added_is_set_against_the_returned_one(desk: Desk) -> None:
    desk.waits(row())
    one = case(content_version=2, returned_version=1, supplement=1, history=[line("returned")])
    desk.opens(one, description="Nay 26 giây.")
    desk.versions(one, content_version=1, description="Nay 40 giây.")
    page = await desk.browser.get(PAGE)
    assert "Nay <del>40</del><ins>26</ins> giây." in page.text


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


async def test_a_blind_case_whose_authors_review_does_not_tell_either_can_be_decided(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case(authors=None))
    page = await desk.browser.get(PAGE)
    assert page.status_code == 200
    assert 'name="content_version"' in page.text


async def test_an_erased_author_has_no_name(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case())
    nameless = {**author(""), "name": None}
    desk.browser.services.says("submission", "GET", f"/initiatives/{FIRST}/authors", {"items": [nameless]})
    assert "(đã xóa tên)" in (await desk.browser.get(PAGE)).text


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
    desk.waits()
    desk.opens(case(FIRST))
    desk.browser.services.says("review", "GET", f"/cases/{FIRST}", own_case())
    answer = await desk.browser.get(PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cua-toi/{FIRST}")


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
