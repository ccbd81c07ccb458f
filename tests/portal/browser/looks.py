"""What can be seen of a page by a program: flaws axe-core knows, what sticks out, what is too small for a thumb."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from playwright.sync_api import Browser, Page

from deploy.node import modules
from portal.web.language import LANGUAGES
from tests.patience import patience

HEIGHT: Final = 800
THUMB: Final = 44
ZOOMED: Final = (320, 640, 720)
"""Widths at which nothing scrolls sideways: the smallest phone, 1280 at 200 %, the narrowest with wide tables."""
_FLAWS: Final = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map((one) => `${one.id}: ${one.help}\\n    ` +
    one.nodes.slice(0, 9).map((node) => `${node.target.join(" ")}  ${node.html.slice(0, 200)}`).join("\\n    "));
}"""
_WIDE: Final = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const right = (one) => {
    const inside = document.createRange();
    inside.selectNodeContents(one);
    return Math.max(one.getBoundingClientRect().right, one.children.length ? 0 : inside.getBoundingClientRect().right);
  };
  return [...document.body.querySelectorAll("*")].filter((one) => right(one) > room + 1)
    .slice(0, 9).map((one) => one.outerHTML.slice(0, 160));
}"""
_SMALL: Final = """(thumb) => {
  const inText = (one) => getComputedStyle(one).display === "inline"
    && one.parentElement.textContent.trim().length > one.textContent.trim().length + 2;
  const targets = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary");
  return [...targets].filter((one) => one.checkVisibility({checkOpacity: true}) && !inText(one))
    .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
    .filter(([, box]) => box.width && box.bottom > 0 && (box.height < thumb - 0.5 || box.width < thumb - 0.5))
    .map(([one, box]) => `${Math.round(box.width)} × ${Math.round(box.height)}  ${one.outerHTML.slice(0, 160)}`);
}"""


class Way(NamedTuple):
    """How a page is looked at."""

    language: str
    width: int
    theme: Any
    """light or dark"""

    def __str__(self) -> str:
        return f"{self.language} {self.width} {self.theme}"


FIRST: Final = Way("vi", 360, "light")
WAYS: Final = tuple(
    Way(language, width, theme) for language in LANGUAGES for width in (360, 1280) for theme in ("light", "dark")
)


def with_axe(page: Page) -> None:
    """Every page it opens has axe-core: a browser that knows the script beforehand is sent it once."""
    page.add_init_script((modules() / "axe-core" / "axe.min.js").read_text())


@contextmanager
def looked_at(browser: Browser, **ways: Any) -> Iterator[Page]:
    """A page of a browser's own, without streams and service workers; `ways` are those of a Playwright context."""
    context = browser.new_context(locale="vi-VN", service_workers="block", **ways)
    context.set_default_timeout(patience(15) * 1000)
    opened = context.new_page()
    without_streams(opened)
    yield opened
    context.close()


def without_streams(page: Page) -> None:
    """Boards never hear of anything. A route of Playwright's would do it too, and switch the browser's cache off."""
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")
    browser.send("Network.setBlockedURLs", {"urls": ["*/stream?*"]})


def set_up(page: Page, way: Way) -> None:
    """The window and the theme; what is open already follows."""
    page.set_viewport_size({"width": way.width, "height": HEIGHT})
    page.emulate_media(color_scheme=way.theme)


def flaws(page: Page) -> list[str]:
    """What axe-core finds, a line each."""
    return list(page.evaluate(_FLAWS))


def sticking_out(page: Page) -> list[str]:
    """What makes the page scroll sideways in a small or a magnified window."""
    found: list[str] = []
    for width in ZOOMED:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found += [f"{width}: {one}" for one in page.evaluate(_WIDE)]
    return found


def too_small(page: Page) -> list[str]:
    """What is to be pressed and is no thumb wide or high; links within a sentence are left out."""
    return list(page.evaluate(_SMALL, THUMB))
