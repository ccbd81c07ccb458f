"""The header fields of every kind of answer: pages, files, refusals, faults."""

from collections.abc import Callable

import httpx
import pytest

from tests.portal.pages.conftest import ORIGIN, Browser, portal_for
from tests.portal.pages.samples import form
from tests.portal.pages.services import ISSUER, FakeServices
from tests.portal.pages.typed import FORM, PAGE, TYPED

SELF = ("script-src", "style-src", "img-src", "connect-src", "font-src", "manifest-src", "worker-src")


def faulty(browser: Browser) -> None:
    """A fault of the portal's own."""
    browser.app.state.apis = None


def plain(browser: Browser) -> None:
    browser.services.says("submission", "GET", FORM, form())


def away(browser: Browser) -> None:
    browser.services.away.add("submission")


def check(answer: httpx.Response) -> None:
    """Everything that protects."""
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy.pop("default-src") == "'none'"
    assert policy.pop("form-action") == f"'self' {ISSUER}"
    assert [policy.pop(name) for name in ("base-uri", "frame-ancestors")] == ["'none'", "'none'"]
    assert policy == dict.fromkeys(SELF, "'self'")
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("path", "before", "status"),
    [
        (PAGE, plain, 200),
        (PAGE, faulty, 500),
        (PAGE, away, 503),
        ("/cua-toi", plain, 303),
        ("/khong-co", plain, 404),
        ("/dang-nhap/xong", plain, 400),
        ("/sw.js", plain, 200),
        ("/cho-gui/ai", plain, 200),
        ("/static/khong-co.css", plain, 404),
        ("/health/live", plain, 200),
        ("/cua-toi?status=khong-co", plain, 422),
    ],
)
async def test_every_answer_has_them(
    browser: Browser, path: str, before: Callable[[Browser], None], status: int
) -> None:
    before(browser)
    if status == 422:
        browser.sign_in()
    for language in ("", "/en"):
        answer = await browser.get(language + path)
        assert answer.status_code == status
        check(answer)


async def test_a_style_sheet_has_them_and_is_kept(browser: Browser) -> None:
    answer = await browser.get(browser.app.state.assets.address("look.css"))
    check(answer)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_refusals_before_any_page_have_them(browser: Browser) -> None:
    browser.sign_in()
    check(await browser.post("/dang-xuat", sec_fetch_site="cross-site"))
    check(await browser.post(PAGE, {**TYPED, "summary": "a" * 2_000_000}))


async def test_a_page_of_somebodys_own_is_kept_by_nobody(browser: Browser) -> None:
    plain(browser)
    browser.sign_in()
    assert (await browser.get(PAGE)).headers["cache-control"] == "no-store"


async def test_a_fault_shows_a_page_and_nothing_of_what_it_was(browser: Browser) -> None:
    faulty(browser)
    page = await browser.get(f"/en{PAGE}")
    assert "AttributeError" not in page.text
    assert "Traceback" not in page.text
    assert "<h1>" in page.text


@pytest.mark.parametrize(("url", "is_told"), [("https://sangkien.example.vn", True), (ORIGIN, False)])
async def test_browsers_are_told_to_stay_with_https_where_there_is_one(url: str, is_told: bool) -> None:
    app, _ = portal_for(FakeServices(), public_url=url)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url) as client:
        answer = await client.get("/huong-dan")
    assert ("strict-transport-security" in answer.headers) == is_told


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/..%2f..%2fsettings.py", "/static/%2e%2e/sw.js"])
async def test_no_file_but_those_for_browsers_is_sent(browser: Browser, path: str) -> None:
    answer = await browser.client.get(httpx.URL(ORIGIN).copy_with(raw_path=path.encode()))
    assert answer.status_code == 404
