"""The queue: what waits, how urgent it is, and only what is asked for."""

from tests.portal.pages.desk.cases import FIRST, OTHER, SECOND, THIRD, case, claim, line, moment, row
from tests.portal.pages.desk.scene import Desk


async def test_an_empty_desk_says_so_and_leads_on(desk: Desk) -> None:
    desk.waits()
    page = await desk.browser.get("/ban-xet-duyet")
    assert "Không có hồ sơ nào chờ anh/chị." in page.text
    assert 'href="/"' in page.text


async def test_the_most_urgent_are_told_at_a_glance(desk: Desk) -> None:
    desk.waits(row(FIRST, overdue=True, due_at=moment(-2)), row(SECOND, due_at=moment(1)), row(THIRD))
    page = await desk.browser.get("/ban-xet-duyet")
    for words in ("1 quá hạn", "1 hạn mai", "3 chờ xét", "quá hạn 2 ngày", "CĐCS Công ty TNHH Giày Long Thành"):
        assert words in page.text


async def test_a_queue_that_goes_on_is_not_counted_as_if_it_did_not(desk: Desk) -> None:
    desk.waits(row(), more=True)
    page = await desk.browser.get("/ban-xet-duyet")
    assert "hơn 1.000 hồ sơ" in page.text
    assert "sau=behind" in page.text


async def test_a_case_in_hand_says_whose(desk: Desk) -> None:
    desk.waits(row(FIRST, claim=claim(desk.me)), row(SECOND, claim=claim(OTHER)))
    page = await desk.browser.get("/ban-xet-duyet")
    assert page.text.count("anh/chị đang giữ") == 1
    assert page.text.count("Trần Thị Mai đang xét đến") == 1


async def test_filters_are_asked_of_review_and_stay_in_every_link(desk: Desk) -> None:
    desk.waits(row())
    address = "/ban-xet-duyet?q=giay&loai=technical&giu=mine&chuong-trinh=75k&qua-han=1&don-vi=giay&xep=oldest"
    page = await desk.browser.get(address)
    (asked,) = desk.browser.services.asked("review", "GET", "/cases")
    filters = {"q": "giay", "kind": "technical", "claim": "mine", "programme": "75k", "overdue": "true"}
    more = {"unit": "giay", "sort": "oldest", "total": "true", "limit": "50"}
    assert dict(asked.url.params) == {**filters, **more}
    assert f"/ban-xet-duyet/{FIRST}?q=giay&amp;loai=technical&amp;giu=mine" in page.text
    assert "qua-han=1" in page.text


async def test_of_a_unit_only_what_waits_is_looked_at(desk: Desk) -> None:
    desk.waits(row())
    await desk.browser.get("/ban-xet-duyet?don-vi=giay")
    (asked,) = desk.browser.services.asked("review", "GET", "/cases")
    assert (asked.url.params["unit"], asked.url.params["status"]) == ("giay", "pending")


async def test_a_page_of_a_long_search_may_be_empty_and_goes_on(desk: Desk) -> None:
    desk.waits(more=True)
    assert "sau=behind" in (await desk.browser.get("/ban-xet-duyet?q=đồ+gá")).text


async def test_without_filters_what_awaits_the_visitor_is_asked_for_whatever_its_status(desk: Desk) -> None:
    desk.waits(row(status="approved"))
    await desk.browser.get("/ban-xet-duyet")
    (asked,) = desk.browser.services.asked("review", "GET", "/cases")
    assert "status" not in asked.url.params


async def test_where_cases_wait_is_told_by_unit(desk: Desk) -> None:
    desk.waits(row())
    ages = {"up_to_3_days": 1, "up_to_7_days": 0, "up_to_15_days": 0, "over_15_days": 4}
    waits = {"unit": "giay", "name": "CĐCS Giày", "level": "grassroots", "count": 1234, "overdue": 4, "ages": ages}
    other = {**waits, "unit": "kcx-cn", "name": "CĐ KCX"}
    body = {"items": [{**one, "oldest": "2026-10-01T00:00:00Z"} for one in (waits, other)]}
    desk.browser.services.says("review", "GET", "/cases/counts", body)
    page = await desk.browser.get("/ban-xet-duyet")
    assert "CĐCS Giày" in page.text
    assert "1.234" in page.text


async def test_nothing_found_leads_back_to_everything(desk: Desk) -> None:
    desk.waits()
    page = await desk.browser.get("/ban-xet-duyet?qua-han=1")
    assert "Không có hồ sơ nào như vậy." in page.text


async def test_a_title_is_text_whatever_stands_in_it(desk: Desk) -> None:
    desk.waits(row(title="<script>alert(1)</script>“&”", summary="<img src=x>"))
    page = await desk.browser.get("/ban-xet-duyet")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_an_address_with_anything_in_it_is_read_as_far_as_it_makes_sense(desk: Desk) -> None:
    desk.waits(row())
    query = f"xong=../../x&lam=<b>&giu=x&xep=y&don-vi=../me&so={'9' * 400}&q=%00"
    page = await desk.browser.get(f"/ban-xet-duyet?{query}")
    assert page.status_code == 200
    assert "<b>&" not in page.text


async def test_what_was_done_is_told_as_review_has_it(desk: Desk) -> None:
    desk.waits()
    done = case(FIRST, status="returned", history=[line("returned", by=desk.me)])
    desk.opens(done)
    page = await desk.browser.get(f"/ban-xet-duyet?xong={FIRST}")
    assert "Trả lại để bổ sung" in page.text
    assert f'href="/ban-xet-duyet/{FIRST}"' in page.text


async def test_whoever_reviews_nothing_is_told_so(desk: Desk) -> None:
    desk.waits()
    services = desk.browser.services
    services.refuses("review", "GET", "/cases", 403, "forbidden")
    desk.grant("proxy")
    for path in ("/ban-xet-duyet", "/ban-xet-duyet/nhieu"):
        page = await desk.browser.get(path)
        assert page.status_code == 403
        assert "dành cho người có quyền: <b>Xét duyệt</b>" in page.text
        assert "CĐCS Công ty TNHH Giày Long Thành" in page.text


async def test_while_review_is_away_the_page_says_so_soon(desk: Desk) -> None:
    desk.browser.services.away.add("review")
    page = await desk.browser.get("/ban-xet-duyet")
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")


async def test_the_desk_is_there_in_english(desk: Desk) -> None:
    desk.waits(row())
    page = await desk.browser.get("/en/ban-xet-duyet")
    assert f'href="/en/ban-xet-duyet/{FIRST}"' in page.text
