"""A real browser before the running system."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from deploy.browser import ARGUMENTS, browser
from deploy.local.stack import Stack
from tests.patience import patience
from tests.portal.browser.scene import Scene
from tests.portal.gallery.served import Served

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = browser()
    expect.set_options(timeout=patience(5) * 1000)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(found.executable), env={**found.env}, args=list(ARGUMENTS)
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def scene(system: Stack) -> Scene:
    """Units, a programme and people; each test posts initiatives of its own."""
    return Scene(system)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """The gallery's pages, without the system."""
    with Served() as running:
        yield running


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    yield from _context(chromium, PHONE)


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    yield from _context(chromium, DESK)


@pytest.fixture
def plain(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone without scripts."""
    yield from _context(chromium, PHONE, java_script_enabled=False)


def _context(chromium: Browser, size: dict[str, int], *, java_script_enabled: bool = True) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale="vi-VN",
        java_script_enabled=java_script_enabled,
    )
    context.set_default_timeout(patience(15) * 1000)
    reports: list[str] = []
    context.on("console", lambda message: reports.append(message.text) if "Content Security" in message.text else None)
    yield context
    context.close()
    assert reports == [], "a page broke its own policy"
