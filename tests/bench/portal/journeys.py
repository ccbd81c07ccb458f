"""What people do, timed and counted: from the code on the poster to what is posted, and twenty cases by keyboard."""

import time
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from deploy.browser import ARGUMENTS, browser
from deploy.local.stack import Stack
from tests.bench.failure import BenchFailed
from tests.bench.portal.chromium import CPU, DESK, DOWN, LATENCY_MS, PATIENCE_MS, PHONE, UP
from tests.bench.report import Figure
from tests.portal.browser.scene import PLANT, Scene
from tests.portal.browser.test_desk import Keyboard, decide, wait_for

POSTED_GOAL_S, TAPS_GOAL, FIELDS_GOAL, KEYS_GOAL = 60, 12, 8, 5
CASES: Final = 20
A_CHARACTER_MS: Final = 1000 / 3
TITLE: Final = "Hộp gom bụi cho bàn may"
SUMMARY: Final = "Bụi vải rơi vào hộp dưới bàn, đỡ quét ba lần mỗi ca."


class Thumb:
    """Taps and counts, types at three characters a second."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.taps = 0

    def tap(self, selector: str) -> None:
        """Touch what the selector finds."""
        self._page.locator(selector).first.tap()
        self.taps += 1

    def type(self, selector: str, text: str) -> None:
        """Touch a field and write."""
        self.tap(selector)
        self._page.keyboard.type(text, delay=A_CHARACTER_MS)


def journeys(stack: Stack) -> list[Figure]:
    """Both, on the system as it runs."""
    scene, found = Scene(stack), browser()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(found.executable), env={**found.env}, args=list(ARGUMENTS)
        )
        try:
            return [*_posted(running, scene), *_by_keyboard(running, scene)]
        finally:
            running.close()


def _context(running: Browser, width: int, height: int, *, is_phone: bool) -> BrowserContext:
    context = running.new_context(viewport={"width": width, "height": height}, locale="vi-VN", has_touch=is_phone)
    context.set_default_timeout(PATIENCE_MS)
    return context


def _posted(running: Browser, scene: Scene) -> list[Figure]:
    """Somebody who is not signed in opens the poster's address on a cheap phone."""
    page = _context(running, **PHONE, is_phone=True).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP}
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    thumb, began = Thumb(page), time.monotonic()
    page.goto(f"{scene.url}/g/{scene.programme}/{scene.code(PLANT)}")
    fields = page.locator("[data-form] [data-field]").count()
    thumb.type("#title", TITLE)
    thumb.type("#summary", SUMMARY)
    thumb.tap("label:has(input[name=kind][value=technical])")
    thumb.tap('label:has(input[name=field][value="may mặc"])')
    thumb.type("#benefit", "12tr")
    thumb.tap("label:has(input[name=applied][value=today])")
    thumb.tap(".send button")
    thumb.tap(f"button[value={scene.sub('worker')}]")
    thumb.tap("[data-records] [data-do=send]")
    expect(page.locator("[data-records] .state")).to_have_text("đã gửi")
    took = time.monotonic() - began
    page.context.close()
    mine = scene.get("submission", f"/initiatives?mine=true&programme={scene.programme}", "worker")["items"]
    if [one["title"] for one in mine] != [TITLE]:
        raise BenchFailed("it says that it was sent, and it was not")
    return [
        Figure("QR to posted, 3 characters a second", took, POSTED_GOAL_S, "s", notes={"characters": _characters()}),
        Figure("QR to posted, taps", thumb.taps, TAPS_GOAL, "taps"),
        Figure("QR to posted, fields", fields, FIELDS_GOAL, "fields"),
    ]


def _characters() -> int:
    return len(TITLE) + len(SUMMARY) + len("12tr")


def _by_keyboard(running: Browser, scene: Scene) -> list[Figure]:
    """A reviewer's morning; the keyboard itself refuses to press anything while the focus is lost."""
    page = _context(running, **DESK, is_phone=False).new_page()
    scene.sign_in(page, "reviewer", "/ban-xet-duyet")
    wait_for(page, scene, [f"Sáng kiến số {number:02} của buổi sáng" for number in range(CASES)])
    page.locator("h1").focus()
    keys, most = Keyboard(page), 0
    keys.press("j", "Enter")
    expect(page.locator("h1.case-title")).to_be_focused()
    began = time.monotonic()
    for number in range(CASES):
        before = keys.pressed
        decide(page, keys, number)
        most = max(most, keys.pressed - before)
    notes = {
        "keys in all": keys.pressed,
        "focus lost": 0,
        "seconds a case": round((time.monotonic() - began) / CASES, 2),
    }
    page.context.close()
    return [Figure("20 cases by keyboard, most keys a case", most, KEYS_GOAL, "keys", notes=notes)]
