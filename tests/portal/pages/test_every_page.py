"""The list of all pages knows each route and each template, and what a page weighs, whatever its state."""

import gzip
import re
from collections.abc import Iterator

import httpx
import pytest
from starlette.routing import Match

from portal.app import ROUTES, STAFF_PLACES
from portal.web.language import LANGUAGES, Place, api_language
from portal.web.pages import TEMPLATES, Pages
from tests.portal.gallery.every import EVERY_PAGE
from tests.portal.gallery.shown import Shown
from tests.portal.pages.conftest import Browser
from tests.portal.pages.html import check_columns

KILO = 1024
HEAVIEST = {"form": 8 * KILO, "board": 18 * KILO, "case": 14 * KILO}
"""Compressed; `form` is the worst of all that holds one."""
MOST_SCRIPTS = 2
NO_PAGES = frozenset(
    {
        "/static/{name}",
        "/sw.js",
        "/dang-nhap",
        "/cho-gui/ai",
        "/ap-phich/{programme}/{unit}.pdf",
        "/bang/{programme}/stream",
        "/chung-nhan/{id_}.pdf",
        "/ho-so/xuat",
        "/quan-tri/chuong-trinh/{id_}/chot/{snapshot}/tep",
    }
)
"""What is fetched and is no page: files, streams, ways to the issuer."""
_drawn: set[str] = set()


@pytest.fixture(autouse=True)
def _note_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    make = Pages.text

    def noting(self: Pages, request: object, template: str, **context: object) -> str:
        _drawn.add(template)
        return make(self, request, template, **context)  # type: ignore[arg-type]

    monkeypatch.setattr(Pages, "text", noting)


async def answers_of(page: Shown, browser: Browser) -> dict[str, httpx.Response]:
    """The page as it is sent, by language; in Vietnamese alone what answers a form."""
    page.arrange(browser)
    if page.fields is not None:
        return {"vi": await browser.post(page.path, dict(page.fields))}
    languages = ("vi",) if page.is_once else tuple(LANGUAGES)
    return {language: await browser.get(Place(language, page.path).link(page.path)) for language in languages}


def _of_route(path: str) -> str | None:
    scope = {"type": "http", "method": "GET", "path": path.split("?", maxsplit=1)[0]}
    for router in ROUTES:
        for route in router.routes:
            if route.matches(scope)[0] is Match.FULL:
                return str(route.path)  # type: ignore[attr-defined]
    return None


def test_no_route_that_shows_a_page_is_left_out() -> None:
    gets = {route.path for router in ROUTES for route in router.routes if "GET" in route.methods}  # type: ignore[attr-defined]
    listed = {_of_route(page.path) for page in EVERY_PAGE if page.fields is None}
    assert gets - listed == NO_PAGES, "a page is missing in tests/portal/gallery"
    assert len({page.name for page in EVERY_PAGE}) == len(EVERY_PAGE)


@pytest.mark.parametrize("page", EVERY_PAGE, ids=str)
async def test_each_stands_in_every_language_and_weighs_little(page: Shown, browser: Browser) -> None:
    for language, answer in (await answers_of(page, browser)).items():
        assert answer.status_code == page.status, answer.text[:500]
        check_columns(answer.text)
        is_for_staff = re.split("[/?]", page.path)[1] in STAFF_PLACES
        assert f'<html lang="{api_language(language) if is_for_staff else language}">' in answer.text
        weight = len(gzip.compress(answer.content, 6))
        most = HEAVIEST.get(page.name.split(",")[0])
        assert most is None or weight <= most, f"{page}: {weight} bytes"
        assert len(set(re.findall(r"<script[^>]* src=", answer.text))) <= MOST_SCRIPTS
        assert not re.search(r"<style|\sstyle=|<script(?![^>]* src=)|@font-face|\.woff", answer.text)
        whole = answer.text + str(answer.headers.multi_items())
        assert not [secret for secret in browser.secrets() if secret in whole], f"{page} gives a secret away"


def _templates() -> Iterator[str]:
    for file in TEMPLATES.glob("*/*.html"):
        if "{% extends" in file.read_text() and file.name != "layout.html":
            yield str(file.relative_to(TEMPLATES))


def test_no_template_of_a_page_is_left_out() -> None:
    """After the others of this file: they drew them."""
    if not _drawn:
        pytest.skip("alone it has seen nothing")
    never = set(_templates()) - _drawn
    assert never == {"errors/broken.html"}, "a state of a page is missing in tests/portal/gallery"
