"""Every page in five languages: what the switcher leads to, what is offered, and what a service's words become."""

import re

import pytest

from portal.web.language import DRAFTS, LANGUAGES
from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import PROGRAMME, UNIT, form

PAGE = "/huong-dan"
RECEIPT = "SK-7K3M-Q2XA-9DTR-5"


def switcher(text: str) -> dict[str, str]:
    """Where each language's link leads."""
    return {code: path for path, code in re.findall(r'<a href="([^"]+)" lang="\w+" hreflang="(\w+)"', text)}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_page_says_which_language_it_is_in(browser: Browser, language: str) -> None:
    prefix = "" if language == "vi" else f"/{language}"
    text = (await browser.get(prefix + PAGE)).text
    assert f'<html lang="{language}">' in text
    assert f'lang="{language}" hreflang="{language}" aria-current="true"' in text


async def test_the_switcher_keeps_the_page_and_what_was_asked_of_it(browser: Browser) -> None:
    links = switcher((await browser.get(f"/ko{PAGE}?a=1&b=%22x")).text)
    query = "?a=1&amp;b=%22x"
    assert links == {code: f"{PAGE if code == 'vi' else f'/{code}{PAGE}'}{query}" for code in LANGUAGES}, (
        "and nothing of it is read as markup"
    )


@pytest.mark.parametrize("language", sorted(DRAFTS))
async def test_words_that_no_native_reader_has_read_say_so(browser: Browser, language: str) -> None:
    notes = {"zh": "此译文为草稿", "ko": "이 번역은 초안", "ja": "この翻訳は草稿"}
    assert notes[language] in (await browser.get(f"/{language}{PAGE}")).text
    assert notes[language] not in (await browser.get(f"/en{PAGE}")).text


async def test_a_visitor_is_offered_their_browsers_language_once(browser: Browser) -> None:
    offer = f'<a href="/ko{PAGE}" lang="ko" hreflang="ko">이 페이지를 한국어로 보기</a>'
    assert offer in (await browser.get(PAGE, accept_language="ko-KR,ko")).text
    within = await browser.get(PAGE, accept_language="ko-KR,ko", sec_fetch_site="same-origin")
    assert offer not in within.text
    browser.sign_in()
    assert offer not in (await browser.get(PAGE, accept_language="ko-KR,ko")).text


async def test_a_kept_page_offers_each_visitor_their_own_language(browser: Browser) -> None:
    browser.services.says("submission", "GET", "/programmes", {"items": [], "next": None})
    pages = [(await browser.get("/", accept_language=asked)).text for asked in ("ko", "ja", "vi", "ko")]
    assert ["이 페이지를" in text for text in pages] == [True, False, False, True]


async def test_staffs_pages_are_english_under_other_prefixes(browser: Browser) -> None:
    browser.sign_in(is_staff=True)
    browser.services.away.add("review")
    browser.services.away.add("submission")
    text = (await browser.get("/zh/ban-xet-duyet")).text
    assert '<html lang="en">' in text
    assert set(switcher(text)) == {"vi", "en"}


async def test_a_receipt_is_told_in_a_language_that_the_services_do_not_speak(browser: Browser) -> None:
    said = {"vi": "Chờ Giày Long Thành xét.", "en": "It waits for Giày Long Thành to decide."}
    unit = {"code": UNIT, "name": "Giày Long Thành"}
    receipt = {"status": "pending", "awaited_unit": unit, "due_at": "2099-12-05T16:59:59Z", "sentence": said}
    browser.services.says("review", "GET", f"/receipts/{RECEIPT}", receipt)
    text = (await browser.get(f"/ja/bien-nhan/{RECEIPT}")).text
    assert "Giày Long Thànhの審査待ちです。 審査期限：2099/12/05 23:59。" in text
    assert said["en"] in (await browser.get(f"/en/bien-nhan/{RECEIPT}")).text


async def test_why_a_programme_is_closed_is_told_in_the_readers_language(browser: Browser) -> None:
    why = {"code": "programme-over", "vi": "Chương trình đã hết hạn gửi", "en": "Over"}
    closed = form(open=False, closed_because=why)
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", closed)
    assert "프로그램의 제출 기한이 지났습니다" in (await browser.get(f"/ko/g/{PROGRAMME}/{UNIT}")).text


async def test_a_refusal_is_told_in_the_readers_language(browser: Browser) -> None:
    browser.services.refuses("submission", "GET", f"/programmes/{PROGRAMME}/form", 429, "too-many-requests")
    text = (await browser.get(f"/zh/chuong-trinh/{PROGRAMME}")).text
    assert "操作过于频繁，请稍候" in text
