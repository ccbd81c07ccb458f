"""Pages on paper: what is known stands there, nothing that can be pressed, on few pages, dark on white."""

import re
from collections.abc import Iterator
from typing import Final

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.portal.browser.looks import looked_at
from tests.portal.gallery.every import EVERY_PAGE
from tests.portal.gallery.served import Served

A4: Final = {"width": 680, "height": 1010}
"""What fits within the margins, in pixels of a style sheet."""
PAPERS: Final = {
    "board": (3, ("Bảng thi đua", "51.852", "1.032")),
    "case": (1, ("Đã làm gì, làm như thế nào", "POM để giữ đế giày", "Nêu số liệu.")),
    "case, decided": (1, ("Quyết định đang có hiệu lực", "01/QĐ", "02/KT")),
    "many": (3, ("Xét nhiều hồ sơ", "Kệ xoay")),
    "my unit": (5, ("Chậm tiến độ", "Hồ sơ đang chờ")),
    "one, approved": (1, ("Đã công nhận", "SK-7K3M-Q2XA-9DTR-5")),
    "receipt, found": (1, ("SK-7K3M-Q2XA-9DTR-5",)),
    "results": (1, ("Giai đoạn 1", "chính thức")),
    "unit": (1, ("Thứ hạng", "25.920")),
    "verify, good": (1, ("Giấy chứng nhận có thật", "Nguyễn Thị Ánh", "kZ0mJvQqT9")),
}
"""The most sheets of each, and some of what stands there."""
PRESSED: Final = "a.button, button, input:not([type=hidden]), select, textarea, nav a, [data-back], .who"
SEEN: Final = """(pressed) => [...document.querySelectorAll(pressed)]
  .filter((one) => one.checkVisibility({checkOpacity: true}) && one.getBoundingClientRect().width)
  .map((one) => one.outerHTML.slice(0, 120))"""
COLOURS: Final = """() => [getComputedStyle(document.documentElement).backgroundColor,
  getComputedStyle(document.querySelector("h1")).color]"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A browser whose visitor likes it dark, which paper is not."""
    with looked_at(chromium, color_scheme="dark") as opened:
        yield opened


@pytest.mark.parametrize("name", PAPERS)
def test_a_page_on_paper_tells_and_asks_nothing(name: str, served: Served, page: Page) -> None:
    most, told = PAPERS[name]
    (shown,) = (one for one in EVERY_PAGE if one.name == name)
    assert served.open(shown, page) == shown.status
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    text = re.sub(r"\s+", " ", "".join(sheet.get_textpage().get_text_range() for sheet in paper))
    assert [words for words in told if words not in text] == []
    assert len(paper) <= most
    page.emulate_media(media="print")  # to print ends it
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    assert page.evaluate(SEEN, PRESSED) == []
    assert page.evaluate(COLOURS) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
