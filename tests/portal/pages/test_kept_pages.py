"""A finished public page is kept a moment for all who have no session; nobody is shown another's."""

import asyncio

import pytest
from fastapi import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from portal.web import kept_pages
from tests.patience import patience
from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import PROGRAMME, form

PAGE = f"/ket-qua/{PROGRAMME}"


@pytest.fixture(autouse=True)
def answered(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page made of two answers, kept as long as a test may take."""
    monkeypatch.setattr(kept_pages, "SECONDS", patience(60))
    browser.services.says("ranking", "GET", "/snapshots", {"items": []})
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form())


def made(browser: Browser) -> int:
    """How often the page was made."""
    return len(browser.services.asked("ranking", "GET", "/snapshots"))


async def test_visitors_share_a_page_that_was_just_made(browser: Browser) -> None:
    first = await browser.get(PAGE)
    second = await browser.get(PAGE)
    assert first.text == second.text
    assert first.headers["content-security-policy"] == second.headers["content-security-policy"]
    assert made(browser) == 1


async def test_whoever_has_a_session_is_made_a_page_of_their_own_and_it_is_kept_for_nobody(browser: Browser) -> None:
    browser.sign_in("Nguyễn Thị Ánh")
    assert "Nguyễn Thị Ánh" in (await browser.get(PAGE)).text
    browser.secret = None
    assert "Nguyễn Thị Ánh" not in (await browser.get(PAGE)).text
    browser.sign_in("Lê Văn Bình")
    assert "Lê Văn Bình" in (await browser.get(PAGE)).text
    assert made(browser) == 3


@pytest.mark.parametrize("other", [f"/en{PAGE}", f"{PAGE}?x=1"])
async def test_another_address_is_another_page(browser: Browser, other: str) -> None:
    await browser.get(PAGE)
    await browser.get(other)
    assert made(browser) == 2


async def test_a_page_is_packed_only_for_whoever_can_unpack_it(browser: Browser) -> None:
    packed = await browser.get(PAGE, accept_encoding="gzip")
    plain = await browser.get(PAGE, accept_encoding="identity")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


async def test_after_a_moment_it_is_made_anew(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    await browser.get(PAGE)
    monkeypatch.setattr(kept_pages, "SECONDS", 0)
    await browser.get(PAGE)
    assert made(browser) == 2


async def test_many_who_come_at_once_wait_for_one_page(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as moment:
        moment.setattr(kept_pages, "SECONDS", 0)
        await browser.get(PAGE)
    pages = await asyncio.gather(*(browser.get(PAGE) for _ in range(20)))
    assert len({page.text for page in pages}) == 1
    assert made(browser) == 2


async def test_nobody_waits_for_a_visitor_who_reads_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "SECONDS", 0)
    pages = kept_pages.KeptPages(a_page)
    await pages(asked(), never, at_once)
    slow = asyncio.create_task(pages(asked(), never, not_read))
    await asyncio.sleep(0)
    async with asyncio.timeout(patience(5)):
        await pages(asked(), never, at_once)
    assert not slow.done()
    slow.cancel()


async def a_page(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answers with a page that may be kept."""
    await kept_pages.kept(Request(scope))
    await PlainTextResponse("trang")(scope, never, send)


def asked() -> Scope:
    """Somebody asks for it, without a cookie."""
    return {"type": "http", "method": "GET", "path": PAGE, "query_string": b"", "headers": []}


async def never() -> Message:
    """Nothing more is sent by the visitor."""
    await asyncio.Event().wait()
    return {}


async def at_once(_message: Message) -> None:
    """A visitor who reads what comes."""


async def not_read(_message: Message) -> None:
    """A visitor whose connection takes nothing."""
    await asyncio.Event().wait()


async def test_what_is_no_finished_page_is_not_kept(browser: Browser) -> None:
    browser.services.away.add("ranking")
    assert (await browser.get(PAGE)).status_code == 503
    browser.services.away.clear()
    assert (await browser.get(PAGE)).status_code == 200
    assert made(browser) == 1


async def test_answers_are_counted_by_their_route_whether_kept_or_made(browser: Browser) -> None:
    for _ in range(2):
        await browser.get(PAGE)
    assert 'route="/ket-qua/{programme}",status="200"' in (await browser.get("/metrics")).text


async def test_what_a_script_is_led_to_is_kept_for_nobody(browser: Browser) -> None:
    browser.services.refuses("ranking", "GET", "/snapshots", 401, "unauthenticated")
    led = await browser.get(PAGE, hx_request="true")
    assert led.headers["hx-redirect"].startswith("/dang-nhap")
    assert (await browser.get(PAGE)).status_code == 303
