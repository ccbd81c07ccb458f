"""What somebody posted: lists, one with what happens now, and taking it back."""

from urllib.parse import unquote

import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import INITIATIVE, NAMED, UNIT, card, initiative, own_case, returned

ONE = f"/initiatives/{INITIATIVE}"
AUTHOR = {"name": "Nguyễn Thị Ánh", "share": 100, "home_unit": UNIT, "home_unit_name": NAMED["name"]}


def _known(browser: Browser, of: dict[str, object], case: dict[str, object] | None = None) -> None:
    session = browser.sign_in()
    browser.services.says("submission", "GET", ONE, of)
    browser.services.says("submission", "GET", f"{ONE}/authors", {"items": [{"id": str(session.person), **AUTHOR}]})
    browser.services.says("submission", "GET", "/authors/me", card(email=None))
    if case is None:
        browser.services.refuses("review", "GET", f"/cases/{INITIATIVE}", 404, "not-found")
    else:
        browser.services.says("review", "GET", f"/cases/{INITIATIVE}", case)


async def test_the_list_can_be_narrowed(browser: Browser) -> None:
    browser.sign_in()
    browser.services.says("submission", "GET", "/initiatives", {"items": [initiative()], "next": "more"})
    page = (await browser.get("/cua-toi?status=pending&q=đồ gá")).text
    assert "Đồ gá giữ đế giày khi mài cạnh" in page
    assert "after=more" in page
    (request,) = browser.services.asked("submission", "GET", "/initiatives")
    assert dict(request.url.params) == {"mine": "true", "limit": "20", "status": "pending", "q": "đồ gá"}


@pytest.mark.parametrize(("query", "words"), [("", "chưa gửi sáng kiến nào"), ("?status=approved", "Xem tất cả")])
async def test_an_empty_list_says_what_to_do(browser: Browser, query: str, words: str) -> None:
    browser.sign_in()
    browser.services.says("submission", "GET", "/initiatives", {"items": [], "next": None})
    assert words in (await browser.get(f"/cua-toi{query}")).text


async def test_one_tells_what_happens_now_by_whom_until_when(browser: Browser) -> None:
    _known(browser, initiative(), own_case())
    page = (await browser.get(f"/cua-toi/{INITIATIVE}")).text
    assert "Đang chờ Giày Long Thành xét, trước 05/12/2026." in page
    assert "12.500.000 đ (12,5 triệu)" in page
    assert "SK-7K3M-Q2XA-9DTR-5" in page
    english = (await browser.get(f"/en/cua-toi/{INITIATIVE}")).text
    assert "Awaited at Giày Long Thành." in english


async def test_just_after_sending_it_thanks_with_receipt_and_what_can_be_added(browser: Browser) -> None:
    _known(browser, initiative())
    page = (await browser.get(f"/cua-toi/{INITIATIVE}?vua-gui=1")).text
    assert "Đã gửi. Cảm ơn anh/chị!" in page
    for place in ("/dong-tac-gia", "/bo-sung", "/ho-so", "/bien-nhan/SK-7K3M-Q2XA-9DTR-5"):
        assert f'{place}"' in page
    assert "đang chuyển cho người xét" in page


@pytest.mark.parametrize("way", ["away", "404"])
async def test_without_review_the_rest_is_still_shown(browser: Browser, way: str) -> None:
    _known(browser, initiative())
    if way == "away":
        browser.services.away.add("review")
    page = await browser.get(f"/cua-toi/{INITIATIVE}")
    assert page.status_code == 200
    assert "Đồ gá giữ đế giày khi mài cạnh" in page.text


@pytest.mark.parametrize(("status", "words"), [("returned", "sửa rồi gửi lại"), ("withdrawn", "không ai xét nữa")])
async def test_without_review_it_still_says_whose_turn_it_is(browser: Browser, status: str, words: str) -> None:
    _known(browser, initiative(status=status))
    browser.services.away.add("review")
    assert words in (await browser.get(f"/cua-toi/{INITIATIVE}")).text


async def test_somebody_elses_is_not_there(browser: Browser) -> None:
    _known(browser, initiative())
    browser.services.refuses("submission", "GET", ONE, 404, "not-found")
    assert (await browser.get(f"/cua-toi/{INITIATIVE}")).status_code == 404


async def test_a_returned_one_leads_to_correcting_it_with_the_reasons(browser: Browser) -> None:
    _known(browser, returned(), own_case(status="returned", awaited_unit=None, due_at=None))
    page = (await browser.get(f"/cua-toi/{INITIATIVE}")).text
    assert f'href="/cua-toi/{INITIATIVE}/sua"' in page
    assert "“Nêu số liệu trước và sau.”" in page


async def test_html_in_what_was_written_stays_text(browser: Browser) -> None:
    nasty = '<img src=x onerror="alert(1)">'
    _known(browser, initiative(title=nasty, summary=nasty, field=nasty), own_case())
    assert nasty not in (await browser.get(f"/cua-toi/{INITIATIVE}")).text


async def test_withdrawing_is_asked_on_a_page_of_its_own(browser: Browser) -> None:
    _known(browser, initiative())
    page = (await browser.get(f"/cua-toi/{INITIATIVE}/rut")).text
    assert "không lấy lại được" in page
    assert 'name="revision" value="3"' in page
    browser.services.says("submission", "POST", f"{ONE}/withdrawal", initiative(status="withdrawn"))
    done = await browser.post(f"/cua-toi/{INITIATIVE}/rut", {"revision": "3"})
    assert (done.status_code, done.headers["location"]) == (303, f"/cua-toi/{INITIATIVE}")
    (request,) = browser.services.asked("submission", "POST", f"{ONE}/withdrawal")
    assert request.headers["if-match"] == '"3"'


async def test_what_changed_meanwhile_is_not_withdrawn_unseen(browser: Browser) -> None:
    _known(browser, initiative(revision=4))
    browser.services.refuses("submission", "POST", f"{ONE}/withdrawal", 412, "stale-version", detail="Đã thay đổi")
    page = await browser.post(f"/cua-toi/{INITIATIVE}/rut", {"revision": "3"})
    assert page.status_code == 412
    assert 'name="revision" value="4"' in page.text
    assert "<title>Lỗi: " in page.text


async def test_what_was_decided_is_not_withdrawn_again_by_the_back_button(browser: Browser) -> None:
    _known(browser, initiative(status="withdrawn"))
    browser.services.refuses("submission", "POST", f"{ONE}/withdrawal", 409, "wrong-state")
    done = await browser.post(f"/cua-toi/{INITIATIVE}/rut", {"revision": "3"})
    assert (done.status_code, done.headers["location"]) == (303, f"/cua-toi/{INITIATIVE}")


async def test_what_was_approved_meanwhile_is_not_withdrawn_and_its_page_says_so(browser: Browser) -> None:
    _known(browser, initiative(status="approved", revision=4))
    browser.services.refuses("submission", "POST", f"{ONE}/withdrawal", 412, "stale-version")
    done = await browser.post(f"/cua-toi/{INITIATIVE}/rut", {"revision": "3"})
    assert done.status_code == 303
    assert "Việc vừa rồi chưa làm được" in (await browser.get(done.headers["location"])).text


async def test_a_token_refused_in_the_middle_of_a_list_leads_back_to_that_page_of_it(browser: Browser) -> None:
    browser.sign_in()
    browser.services.refuses("submission", "GET", "/initiatives", 401, "invalid-token")
    answer = await browser.get("/cua-toi?status=returned&after=x")
    assert answer.status_code == 303
    assert unquote(answer.headers["location"]).endswith("next=/cua-toi?status=returned&after=x")
