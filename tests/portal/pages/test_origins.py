"""Which requests come from pages of ours, and where answers lead: to pages of ours."""

from html.parser import HTMLParser
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest

from portal.app import ADDRESSES
from portal.signin.next_path import local_path, page_at
from tests.portal.pages.conftest import ORIGIN, Browser
from tests.portal.pages.routes import ALL
from tests.portal.pages.samples import form
from tests.portal.pages.typed import FORM, PAGE, TYPED

OTHER = "https://evil.example.vn"
FETCHED = ("same-origin", "same-site", "cross-site", "none", None)
ORIGINS = (ORIGIN, OTHER, "http://127.0.0.1:9000", "null", None)
ELSEWHERE = [
    "//evil.example.vn",
    "///evil.example.vn",
    "/\\evil.example.vn",
    "\\\\evil.example.vn",
    "/\t/evil.example.vn",
    "/\n/evil.example.vn",
    "/\x00/evil.example.vn",
    "/\u202e/evil.example.vn",
    "\u00a0//evil.example.vn",
    "https://evil.example.vn",
    "https:evil.example.vn",
    "https:/evil.example.vn",
    "HTTPS:\\evil.example.vn",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example.vn",
    "@evil.example.vn",
    "/a\r\nSet-Cookie: x=1",
    "/a\r\n\r\n<script>",
]
"""What browsers take for an address of another site, or servers for another header field."""


async def sent(browser: Browser, site: str | None, origin: str | None, *, cookie: bool) -> int:
    """The status of a form that is posted so."""
    browser.services.says("submission", "GET", FORM, form())
    secret = browser._cookie() if cookie else {}
    named = {"sec-fetch-site": site, "origin": origin}
    fields = {name: value for name, value in named.items() if value is not None}
    answer = await browser.client.post(PAGE, data={**TYPED, "title": ""}, headers={**secret, **fields})
    return answer.status_code


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("site", FETCHED)
async def test_with_a_session_a_form_must_say_that_it_is_ours(
    browser: Browser, site: str | None, origin: str | None
) -> None:
    browser.sign_in()
    is_ours = site == "same-origin" if site is not None else origin == ORIGIN
    assert await sent(browser, site, origin, cookie=True) == (422 if is_ours else 403)


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("site", FETCHED)
async def test_without_one_it_must_not_say_that_it_is_another_sites(
    browser: Browser, site: str | None, origin: str | None
) -> None:
    says_ours = site in ("same-origin", None) if site is not None or origin is None else origin == ORIGIN
    assert await sent(browser, site, origin, cookie=False) == (422 if says_ours else 403)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_no_other_method_goes_round_it(browser: Browser, method: str) -> None:
    browser.sign_in()
    answer = await browser.client.request(method, "/dang-xuat", headers={**browser._cookie(), "origin": OTHER})
    assert answer.status_code == 403


async def test_looking_from_elsewhere_is_no_harm(browser: Browser) -> None:
    browser.sign_in()
    assert (await browser.get("/huong-dan", sec_fetch_site="cross-site", origin=OTHER)).status_code == 200


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_sign_in_goes_on_to_pages_of_ours_alone(path: str) -> None:
    assert local_path(path) == "/"


@pytest.mark.parametrize("path", ELSEWHERE)
@pytest.mark.parametrize("times", [1, 2])
async def test_no_spelling_of_another_site_is_gone_on_to(browser: Browser, path: str, times: int) -> None:
    spelled = path
    for _ in range(times):
        spelled = quote(spelled, safe="")
    await browser.get(f"/dang-nhap?next={spelled}")
    ((login, _until),) = browser.store.logins.known.values()
    assert host_of(login.next) == urlsplit(ORIGIN).netloc


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "action", "src", "formaction")]


def host_of(link: str) -> str:
    """The host a browser goes to: it takes backslashes for slashes, and leaves tabs and ends of lines out."""
    for mark in "\t\r\n":
        link = link.replace(mark, "")
    return urlsplit(urljoin(f"{ORIGIN}/x", link.replace("\\", "/"))).netloc


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example.vn/",
        "/en//evil.example.vn/",
        "/en/%5Cevil.example.vn/",
        "/en/%09/evil.example.vn/",
        "/ko/%0a/evil.example.vn",
        "/en/%2F/evil.example.vn",
        "/%5C%5Cevil.example.vn",
    ],
)
async def test_a_page_that_is_not_there_links_to_pages_of_ours_alone(browser: Browser, path: str) -> None:
    page = await browser.client.get(httpx.URL(ORIGIN).copy_with(raw_path=path.encode()))
    assert page.status_code == 404
    assert {host_of(link) for link in Links(page.text).found} == {urlsplit(ORIGIN).netloc}


@pytest.mark.parametrize("id_", ["%2e%2e", "x%3Fa=b", "x%23", "a%5Cb", "x%0d%0aX: y", "%00", "a b", "é"])
async def test_what_a_visitor_writes_into_an_address_asks_a_service_nothing_else(browser: Browser, id_: str) -> None:
    browser.sign_in()
    for path in (f"/cua-toi/{id_}", f"/g/{id_}/x", f"/verify/{id_}", f"/bang/{id_}"):
        answer = await browser.client.get(
            httpx.URL(ORIGIN).copy_with(raw_path=quote(path, safe="/%").encode()), headers=browser._cookie()
        )
        assert answer.status_code in (303, 404), path
    assert browser.services.requests == []


@pytest.mark.parametrize("key", ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "ế", "k" * 3000])
async def test_a_key_that_somebody_changed_injects_no_header_field(browser: Browser, key: str) -> None:
    browser.sign_in()
    browser.services.says("submission", "GET", FORM, form())
    browser.services.refuses("submission", "POST", "/initiatives", 422, "x")
    for _ in range(2):
        await browser.post(PAGE, {**TYPED, "key": key})
    first, second = browser.services.asked("submission", "POST", "/initiatives")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"], "the same is sent once"
    assert first.headers["idempotency-key"].isascii()
    assert first.headers["idempotency-key"].isprintable()
    assert len(first.headers["idempotency-key"]) <= 200
    assert "x-evil" not in first.headers


@pytest.mark.parametrize("trace", ["00-" + "a" * 32 + "-" + "b" * 16 + "-01", "evil", "é"])
async def test_only_a_trace_is_passed_on_as_one(browser: Browser, trace: str) -> None:
    browser.services.says("submission", "GET", FORM, form())
    headers = [(b"traceparent", trace.encode("latin-1"))]
    assert (await browser.client.get(PAGE, headers=headers)).status_code == 200
    (asked,) = browser.services.asked("submission", "GET", FORM)
    assert asked.headers.get("traceparent") == (trace if trace.startswith("00-") else None)


async def test_wherever_a_sign_in_is_begun_it_goes_on_to_a_page(talkative: Browser) -> None:
    for path in {page_at(route.address(), ADDRESSES) for route in ALL}:
        assert (await talkative.get(path)).status_code != 405, path
