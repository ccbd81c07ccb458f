"""Every page in a language 40 % longer than English: nothing scrolls sideways, nothing is cut.

Every sentence of ours stands between marks in it, so that what is left is data; codes are no data for people.
"""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.portal.browser.looks import looked_at, sticking_out
from tests.portal.gallery.every import EVERY_PAGE
from tests.portal.gallery.served import Served
from tests.portal.gallery.shown import Shown

PHONE: Final = {"width": 360, "height": 780}
CUT: Final = """() => [...document.querySelectorAll("button, .button, .tabs a, .band a, .state")]
  .filter((one) => one.clientWidth && getComputedStyle(one).display !== "inline")
  .filter((one) => !one.matches(".who, .visually-hidden"))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.textContent.trim())"""
WORDS: Final = frozenset({"garments"})
"""Fields of work as the programme's people write them."""
RAW: Final = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.parentElement.closest("code, script, style, textarea, [lang=en] [lang=en]")) continue;
    if (node.textContent.includes("://")) continue;
    for (const part of node.textContent.replace(/⟦[^⟧]*⟧/g, " · ").split(/[·:,;()/]/)) {
      const said = part.trim();
      if (/^[a-z]{3,}([-_][a-z0-9]+)*$/.test(said) || /[0-9]{4}-[0-9]{2}-[0-9]{2}/.test(said)) found.push(said);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(is_pseudo=True) as running:
        yield running


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with looked_at(chromium, viewport=PHONE) as opened:
        yield opened


@pytest.mark.parametrize("shown", EVERY_PAGE, ids=str)
def test_long_words_have_room_and_no_code_is_shown(shown: Shown, served: Served, page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert served.open(shown, page, "en") == shown.status
    assert "⟦" in page.inner_text("main"), "nothing of this page is in the catalogues"
    cut = [f"cut: {one}" for one in page.evaluate(CUT)]
    raw = [f"a code: {one}" for one in page.evaluate(RAW) if one not in WORDS]
    wide = [f"too wide: {one}" for one in sticking_out(page)]
    assert cut + raw + wide == []
