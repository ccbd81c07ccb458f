"""What the form costs on a bad line, as it goes over the wire; each figure is printed."""

import gzip
import re

import pytest

from portal.web.assets import BUNDLES, joined, read_part
from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import PROGRAMME, UNIT, form

KILO = 1024
PAGE, STYLE, SCRIPTS, VISIT, REQUESTS = 8 * KILO, 10 * KILO, 9 * KILO, 30 * KILO, 6
FIELDS = ["chế biến thủy sản", "cơ khí", "điện tử", "may mặc", "nông nghiệp", "chế biến nông sản"]
KINDS = ["technical", "management", "operational", "application", "research"]


def _packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.fixture
async def addresses(browser: Browser) -> list[str]:
    """The form's page and all that it names, as a browser asks for them."""
    known = form(
        kinds=[{"code": code, "vi": code, "en": code} for code in KINDS],
        fields=[{"vi": name, "en": name, "sectors": ["production"]} for name in FIELDS],
    )
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", known)
    page = f"/g/{PROGRAMME}/{UNIT}"
    named = re.findall(r'<(?:link|script)[^>]*(?:href|src)="(/[^"]+)"', (await browser.get(page)).text)
    return [page, *dict.fromkeys(named)]


async def test_a_first_visit_of_the_form_takes_few_and_small_answers(browser: Browser, addresses: list[str]) -> None:
    sizes: dict[str, int] = {}
    for address in addresses:
        answer = await browser.get(address, accept_encoding="gzip")
        assert answer.status_code == 200, address
        sizes[address] = int(answer.headers["content-length"])
    page = sizes[addresses[0]]
    style = sum(size for address, size in sizes.items() if address.endswith(".css"))
    scripts = [address for address in sizes if address.endswith(".js")]
    print(f"form: {len(sizes)} requests, {sum(sizes.values())} bytes; page {page}, style {style}")
    assert page <= PAGE
    assert style <= STYLE
    assert len(scripts) <= 2
    assert sum(sizes.values()) <= VISIT
    assert len(sizes) <= REQUESTS


@pytest.mark.parametrize("names", [("outbox.js", "form.js"), ("outbox.js", "waiting.js"), ("outbox.js", "invited.js")])
def test_scripts_of_a_page_and_of_its_service_worker_are_small(names: tuple[str, ...]) -> None:
    worker = _packed(read_part("js/sw.js"))
    size = worker + sum(_packed(joined(BUNDLES[name])) for name in names)
    print(f"{' + '.join(names)} + sw.js: {size} bytes gz")
    assert size <= SCRIPTS
