"""How much each visitor may send: nobody uses up what is for others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from portal.signin import cookie
from portal.web import visitors
from shared.web.proxies import networks_of
from tests.portal.pages.conftest import ORIGIN, Browser, portal_for
from tests.portal.pages.samples import form
from tests.portal.pages.services import FakeServices
from tests.portal.pages.typed import FORM, PAGE

PROXY, ATTACKER, NEIGHBOUR = "10.0.0.1", "203.0.113.5", "203.0.113.6"


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "BY_PERSON", 3)
    monkeypatch.setattr(visitors, "BY_ADDRESS", 5)


@asynccontextmanager
async def portal(peer: str = PROXY, **settings: int) -> AsyncIterator[Browser]:
    """A portal behind one trusted proxy, asked by `peer`."""
    services = FakeServices()
    services.says("submission", "GET", FORM, form())
    app, store = portal_for(services, trusted_proxies=networks_of(f"{PROXY}/32"), **settings)
    transport = httpx.ASGITransport(app, client=(peer, 1234))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield Browser(client, app, store, services)


async def statuses(browser: Browser, times: int, **headers: str) -> list[int]:
    """Send the form so many times; too much is 429, else it is shown with what is wrong."""
    return [(await browser.post(PAGE, {"title": ""}, **headers)).status_code for _ in range(times)]


async def test_one_address_that_sends_too_much_waits_and_others_do_not() -> None:
    async with portal() as browser:
        assert await statuses(browser, 6, x_forwarded_for=ATTACKER) == [422] * 5 + [429]
        assert await statuses(browser, 1, x_forwarded_for=NEIGHBOUR) == [422]
        refused = await browser.post(PAGE, {}, x_forwarded_for=ATTACKER)
        assert int(refused.headers["retry-after"]) >= 1


async def test_addresses_that_one_makes_up_are_ones_own() -> None:
    async with portal() as browser:
        for number in range(5):
            await statuses(browser, 1, x_forwarded_for=f"198.51.100.{number}, {ATTACKER}")
        assert await statuses(browser, 1, x_forwarded_for=f"198.51.100.9, {ATTACKER}") == [429]
    async with portal(peer=ATTACKER) as browser:
        for number in range(5):
            await statuses(browser, 1, x_forwarded_for=f"198.51.100.{number}", forwarded=f"for=198.51.100.{number}")
        assert await statuses(browser, 1, x_forwarded_for=NEIGHBOUR) == [429]


async def test_a_network_of_ipv6_is_one_address() -> None:
    async with portal() as browser:
        for number in range(5):
            await statuses(browser, 1, x_forwarded_for=f"2001:db8:1:2::{number}")
        assert await statuses(browser, 1, x_forwarded_for="2001:db8:1:2:ffff::1") == [429]
        assert await statuses(browser, 1, x_forwarded_for="2001:db8:1:3::1") == [422]


async def test_whoever_is_signed_in_is_not_stopped_by_others_at_the_same_address() -> None:
    async with portal() as browser:
        assert (await statuses(browser, 6, x_forwarded_for=ATTACKER))[-1] == 429
        browser.sign_in()
        assert await statuses(browser, 4, x_forwarded_for=ATTACKER) == [422] * 3 + [429]
        browser.sign_in("Trần Văn Bình")
        assert await statuses(browser, 1, x_forwarded_for=ATTACKER) == [422]


async def test_sessions_that_are_made_up_count_as_the_address() -> None:
    async with portal() as browser:
        for _ in range(5):
            browser.secret = cookie.new_secret()
            await statuses(browser, 1, x_forwarded_for=ATTACKER)
        browser.secret = cookie.new_secret()
        assert await statuses(browser, 1, x_forwarded_for=ATTACKER) == [429]


async def test_sign_ins_that_nobody_ends_are_limited_too() -> None:
    async with portal() as browser:
        found = [(await browser.get("/dang-nhap", x_forwarded_for=ATTACKER)).status_code for _ in range(6)]
        assert found == [303] * 5 + [429]
        assert (await browser.get("/dang-nhap", x_forwarded_for=NEIGHBOUR)).status_code == 303


async def test_a_person_s_sessions_are_one_visitor() -> None:
    async with portal() as browser:
        browser.sign_in()
        assert await statuses(browser, 3) == [422] * 3
        browser.sign_in()
        assert await statuses(browser, 1) == [429]


async def test_a_service_is_told_the_address_that_was_proved() -> None:
    async with portal() as browser:
        await browser.get(PAGE, x_forwarded_for=f"198.51.100.1, {ATTACKER}")
        (asked,) = browser.services.asked("submission", "GET", FORM)
        assert asked.headers["x-forwarded-for"] == ATTACKER
