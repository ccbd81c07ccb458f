"""Three pages of the portal as README shows them: the sample's, on a real stack, in a real browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from deploy.browser import ARGUMENTS, browser
from deploy.demo.load import load_if_empty
from deploy.demo.play_appointing import official
from deploy.demo.programmes import PAST, TODAY
from deploy.local.ports import Ports
from deploy.local.stack import LOCAL, Stack
from shared.events import SERVICES

STATE: Final = LOCAL / "pictures"
PLANT: Final = "caseamex"
RETURNED: Final = "Máng nghiêng đưa cá phi lê về cuối chuyền"
"""What came back corrected: the desk shows its changes."""
LIVE: Final = "Trực tiếp"
"""What a board says once it is followed."""
AT_THE_TOP: Final = """async () => {
  scrollTo({top: 0, behavior: "instant"});
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: the file's name, its address, the window, and who has to be signed in."""

    name: str
    path: str
    width: int
    height: int
    account: str | None = None


PICTURES: Final = (
    Picture("form.png", f"/g/{TODAY}/{PLANT}", 360, 1080),
    Picture("desk.png", "/ban-xet-duyet", 1160, 600, official(PLANT, "reviewer").sub),
    Picture("board.png", f"/bang/{PAST}", 1280, 800),
)


def pictures() -> dict[str, bytes]:
    """The pictures by name. Takes a minute: the whole system is started and the sample is played."""
    with _sample() as url, _chromium() as chromium:
        return {one.name: _taken(chromium, url, one) for one in PICTURES}


def _taken(chromium: Browser, url: str, picture: Picture) -> bytes:
    context = chromium.new_context(viewport={"width": picture.width, "height": picture.height}, locale="vi-VN")
    page = context.new_page()
    if picture.account is None:
        page.goto(url + picture.path)
    else:
        page.goto(f"{url}/dang-nhap?next={picture.path}")
        page.click(f"button[value={picture.account}]")
        page.goto(url + str(page.get_by_role("link", name=RETURNED).first.get_attribute("href")))
    _type(page)
    page.wait_for_load_state("load")
    if page.locator("#live").count():
        page.locator("#live", has_text=LIVE).wait_for()
    page.evaluate(AT_THE_TOP)
    return page.screenshot()


def _type(page: Page) -> None:
    """The form as somebody has begun it."""
    if page.locator("[data-form]").count():
        page.fill("#title", "Hộp gom bụi cho bàn may")
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


@contextmanager
def _sample() -> Iterator[str]:
    """The portal's address, with the sample of today's date behind it."""
    shutil.rmtree(STATE, ignore_errors=True)
    stack = Stack(ports=Ports.free(), state=STATE, services=SERVICES, portal=True)
    with stack:
        load_if_empty(stack)
        assert stack.portal is not None  # noqa: S101 - it was asked for
        yield stack.portal.url


@contextmanager
def _chromium() -> Iterator[Browser]:
    found = browser()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(found.executable), env={**found.env}, args=list(ARGUMENTS)
        )
        yield running
        running.close()
