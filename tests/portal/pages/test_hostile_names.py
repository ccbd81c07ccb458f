"""Markup in every text of every service, on every page: it is shown as text and does nothing."""

import re
from collections.abc import AsyncIterator, Iterator
from html.parser import HTMLParser

import httpx
import pytest
from fastapi.routing import APIRoute

from portal.app import ROUTES
from tests.portal.pages.conftest import ORIGIN, Browser, portal_for
from tests.portal.pages.documents import BY_FORMAT
from tests.portal.pages.hostile import EVIL, HostileServices

FILES = ("/static/", "/sw.js", "/stream", ".pdf", ".png", "/health", "/metrics", "/dang-nhap", "/xuat")
"""Answers that are no pages."""
OPEN = {"unit": "x-1", "programme": "x-1", "code": "SK-7K3M-Q2XA-9DTR-5", "id_": BY_FORMAT["uuid"]}


def pages() -> Iterator[str]:
    """The address of every page."""
    for route in (route for router in ROUTES for route in router.routes):
        if (
            isinstance(route, APIRoute)
            and "GET" in (route.methods or ())
            and not any(one in route.path for one in FILES)
        ):
            yield re.sub(r"{(\w+)(?::\w+)?}", lambda found: OPEN.get(found[1], "x-1"), route.path)


class Attacks(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.texts: list[str] = []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self._within = tag
        if any(name.startswith("on") for name in names) or names.get("src") == "x":
            self.found.append(f"<{tag} {attrs}>")
        if any((value or "").strip().lower().startswith("javascript:") for value in names.values()):
            self.found.append(f"<{tag} {attrs}>")

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "script" and data.strip():
            self.found.append(data)
        self.texts.append(data)


@pytest.fixture(params=[0, 1])
async def browser(request: pytest.FixtureRequest) -> AsyncIterator[Browser]:
    services = HostileServices(request.param)
    app, store = portal_for(services)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        yield Browser(client, app, store, services)


@pytest.mark.parametrize("path", sorted(set(pages())))
async def test_it_is_text(browser: Browser, path: str) -> None:
    browser.sign_in(EVIL, is_staff=True)
    page = await browser.get(path + f"?{httpx.QueryParams(q=EVIL, code=EVIL)}")
    assert page.status_code != 500
    if page.headers.get("content-type", "").startswith("text/html"):
        attacks = Attacks(page.text)
        assert attacks.found == []
        is_shown = any("onerror=evil()" in text for text in attacks.texts)
        assert is_shown or page.status_code == 404, "the visitor's name at least is shown"
