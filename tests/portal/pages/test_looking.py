"""How much each visitor may look at: a flood of pages is its sender's, and delays nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from portal.web import kept_pages, turns, visitors
from tests.patience import patience
from tests.portal.pages.conftest import Browser
from tests.portal.pages.test_visitors import ATTACKER, NEIGHBOUR, portal
from tests.portal.pages.typed import FORM, PAGE

HOW_TO = "/huong-dan"


async def looks(browser: Browser, times: int, path: str = PAGE, **headers: str) -> list[int]:
    """Open the page so many times."""
    return [(await browser.get(path, **headers)).status_code for _ in range(times)]


async def test_an_address_that_opens_too_many_pages_waits_and_its_neighbour_does_not() -> None:
    async with portal(pages_per_address=5) as browser:
        assert await looks(browser, 6, x_forwarded_for=ATTACKER) == [200] * 5 + [429]
        assert await looks(browser, 1, x_forwarded_for=NEIGHBOUR) == [200]


@pytest.mark.parametrize(
    ("language", "words"), [("", "Hãy đợi một lát"), ("/en", "Please wait a moment"), ("/ko", "잠시 기다려 주세요")]
)
async def test_who_waits_reads_for_how_long_in_their_language(language: str, words: str) -> None:
    async with portal(pages_per_address=1) as browser:
        await looks(browser, 1)
        page = await browser.get(f"{language}{PAGE}?giu=1&unit=x")
        assert page.status_code == 429
        assert int(page.headers["retry-after"]) == 60
        assert words in page.text
        assert f'data-again href="{language}{PAGE}?unit=x"' in page.text
        assert len(browser.services.asked("submission", "GET", FORM)) == 1


async def test_whoever_is_signed_in_is_not_stopped_by_others_at_the_same_address() -> None:
    async with portal(pages_per_person=3, pages_per_address=2) as browser:
        assert await looks(browser, 3) == [200, 200, 429]
        browser.sign_in()
        assert await looks(browser, 2) == [200, 200]
        browser.sign_in()
        assert await looks(browser, 2) == [200, 429], "another session of the same person"
        browser.sign_in("Trần Văn Bình")
        assert await looks(browser, 1) == [200]


async def test_files_and_kept_pages_cost_nothing() -> None:
    async with portal(pages_per_address=2) as browser:
        assert await looks(browser, 20, HOW_TO) == [200] * 20
        assert await looks(browser, 5, "/sw.js") == [200] * 5


async def test_no_limit_is_a_setting() -> None:
    async with portal(pages_per_address=0) as browser:
        assert set(await looks(browser, 20)) == {200}


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "AT_ONCE_FOR_AN_ADDRESS", 2)


@asynccontextmanager
async def held(browser: Browser, times: int, path: str = PAGE) -> AsyncIterator[list[asyncio.Task[httpx.Response]]]:
    """So many pages that one address asked for, of which none is answered by its service before the end."""
    services, come, go = browser.services, asyncio.Semaphore(0), asyncio.Event()

    async def late(request: httpx.Request) -> httpx.Response:
        if request.headers["x-forwarded-for"] == ATTACKER:
            services.requests.append(request)
            come.release()
            await go.wait()
        return services.well(request)

    services.handle_async_request = late  # type: ignore[method-assign]
    asked = [asyncio.create_task(browser.get(path, x_forwarded_for=ATTACKER)) for _ in range(times)]
    try:
        for _ in range(min(times, visitors.AT_ONCE_FOR_AN_ADDRESS)):
            await asyncio.wait_for(come.acquire(), patience(5))
        await asyncio.sleep(0.05)  # for one too many, if there is one
        yield asked
    finally:
        go.set()
        await asyncio.gather(*asked)


@pytest.mark.usefixtures("two_at_once")
async def test_of_one_address_so_many_pages_are_made_at_once_and_others_are_not_delayed() -> None:
    async with portal() as browser:
        async with held(browser, 5) as asked:
            assert len(browser.services.asked("submission", "GET", FORM)) == 2
            assert await looks(browser, 1, x_forwarded_for=NEIGHBOUR) == [200]
        assert [(await one).status_code for one in asked] == [200] * 5


@pytest.mark.usefixtures("two_at_once")
async def test_whose_turn_does_not_come_is_told_when_to_look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAIT_SECONDS", 0.05)
    async with portal() as browser, held(browser, 2):
        page = await browser.get(PAGE, x_forwarded_for=ATTACKER)
        assert page.status_code == 429
        assert 2 <= int(page.headers["retry-after"]) <= 6


@pytest.mark.usefixtures("two_at_once")
async def test_a_page_for_all_does_not_wait_for_the_turn_of_whoever_asked_first() -> None:
    async with portal() as browser:
        assert await looks(browser, 1, HOW_TO) == [200]
        await asyncio.sleep(kept_pages.SECONDS)
        async with held(browser, 2):
            waits = asyncio.create_task(browser.get(HOW_TO, x_forwarded_for=ATTACKER))
            await asyncio.sleep(0.05)
            async with asyncio.timeout(patience(2)):
                assert await looks(browser, 1, HOW_TO, x_forwarded_for=NEIGHBOUR) == [200]
            assert not waits.done()
        assert (await waits).status_code == 200


async def test_a_visitor_who_asks_for_nothing_is_not_remembered() -> None:
    async with portal() as browser:
        await looks(browser, 3)
        assert len(browser.app.state.limits.turns) == 0
