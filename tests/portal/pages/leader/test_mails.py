"""Mails within my units, and sending one again."""

import pytest

from tests.portal.pages.leader.scene import MAIL, Leader, mail
from tests.portal.pages.samples import NAMED, UNIT

PAGE = "/don-vi-toi/thu"
PLACE = f"/messages/{MAIL}/resend"


async def test_they_are_listed_by_state_with_what_became_of_them(leader: Leader) -> None:
    leader.mailed(mail(), more="more")
    page = (await leader.browser.get(f"{PAGE}?state=failed")).text
    for words in ("Sáng kiến được công nhận", "anh@example.vn", NAMED["name"], "chưa gửi được", "after=more"):
        assert words in page
    (request,) = leader.browser.services.asked("notify", "GET", "/messages")
    assert dict(request.url.params) == {"state": "failed", "limit": "50"}


@pytest.mark.parametrize(("query", "words"), [("", "Chưa có thư nào"), ("?state=sent", "Xem tất cả")])
async def test_an_empty_list_says_when_there_will_be_something(leader: Leader, query: str, words: str) -> None:
    leader.mailed()
    assert words in (await leader.browser.get(f"{PAGE}{query}")).text


async def test_one_is_sent_again_on_what_was_seen(leader: Leader) -> None:
    leader.mailed(mail())
    page = (await leader.browser.get(f"{PAGE}/{MAIL}")).text
    assert "550 mailbox unavailable" in page
    assert 'name="revision" value="4"' in page
    leader.browser.services.says("notify", "POST", PLACE, mail(state="queued"))
    done = await leader.browser.post(f"{PAGE}/{MAIL}", {"revision": "4"})
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}/{MAIL}?xong=1")
    (request,) = leader.browser.services.asked("notify", "POST", PLACE)
    assert request.headers["if-match"] == '"4"'


async def test_a_second_tap_sends_no_second_one_and_is_no_news(leader: Leader) -> None:
    sent_again = {"after_attempts": 3, "at": "2026-11-25T03:32:00Z", "by": leader.me, "role": "leader", "unit": UNIT}
    leader.mailed(mail(state="queued", resends=[sent_again]))
    leader.browser.services.refuses("notify", "POST", PLACE, 412, "stale-version", detail="Đã thay đổi")
    done = await leader.browser.post(f"{PAGE}/{MAIL}", {"revision": "4", "resends": "0"})
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}/{MAIL}?xong=1")
    page = await leader.browser.post(f"{PAGE}/{MAIL}", {"revision": "4", "resends": "1"})
    assert page.status_code == 412
    assert "Đã nhờ gửi lại" in page.text
    assert "Gửi lại thư này" not in page.text


async def test_one_without_an_address_says_what_is_missing(leader: Leader) -> None:
    leader.mailed(mail(state="waiting-for-contact", to=None, subject=None))
    page = (await leader.browser.get(f"{PAGE}/{MAIL}")).text
    assert "chưa có e-mail trong hồ sơ" in page
    assert "Báo công nhận" in page


async def test_whoever_leads_nothing_is_told_who_appoints(leader: Leader) -> None:
    leader.grant("proxy")
    answer = await leader.browser.get(PAGE)
    assert answer.status_code == 403
    assert "Lãnh đạo công đoàn" in answer.text


async def test_a_reviewer_s_resend_is_refused_in_words(leader: Leader) -> None:
    leader.grant("reviewer")
    leader.mailed(mail(to=None, reason=None))
    leader.browser.services.refuses("notify", "POST", PLACE, 403, "forbidden", detail="Không đủ quyền")
    page = await leader.browser.post(f"{PAGE}/{MAIL}", {"revision": "4"})
    assert page.status_code == 403
    assert "Không đủ quyền" in page.text


async def test_while_notify_is_away_the_page_says_so(leader: Leader) -> None:
    leader.browser.services.away.add("notify")
    assert (await leader.browser.get(PAGE)).status_code == 503


async def test_html_in_addresses_stays_text(leader: Leader) -> None:
    nasty = '<img src=x onerror="alert(1)">'
    leader.mailed(mail(to=nasty, subject=nasty, reason=nasty))
    for path in (PAGE, f"{PAGE}/{MAIL}"):
        assert nasty not in (await leader.browser.get(path)).text
