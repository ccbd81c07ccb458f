"""Choosing a unit by a few letters of its name."""

from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import ABOVE, NAMED, PROGRAMME, UNIT, form

PAGE = f"/g/{PROGRAMME}"


async def test_units_are_found_inside_the_programme_without_scripts_or_a_sign_in(browser: Browser) -> None:
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form(unit=None))
    found = {"items": [{**NAMED, "path": ABOVE, "level": "grassroots"}], "next": None}
    browser.services.says("submission", "GET", "/units", found)
    page = (await browser.get(f"{PAGE}?q=giay  long")).text
    assert f'href="{PAGE}/{UNIT}"' in page
    assert "Khu công nghiệp Cần Thơ · LĐLĐ thành phố Cần Thơ" in page
    (request,) = browser.services.asked("submission", "GET", "/units")
    assert dict(request.url.params) == {"q": "giay long", "within": "can-tho"}


async def test_nothing_found_says_what_to_try(browser: Browser) -> None:
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form(unit=None))
    browser.services.says("submission", "GET", "/units", {"items": [], "next": None})
    assert "Thử ít chữ hơn" in (await browser.get(f"{PAGE}?q=xyz")).text


async def test_before_anything_is_typed_nothing_is_searched(browser: Browser) -> None:
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form(unit=None))
    assert "Anh/chị làm việc ở đâu?" in (await browser.get(PAGE)).text
    assert browser.services.asked("submission", "GET", "/units") == []


async def test_a_programme_that_is_not_there_says_so(browser: Browser) -> None:
    browser.services.refuses("submission", "GET", f"/programmes/{PROGRAMME}/form", 404, "not-found")
    assert (await browser.get(PAGE)).status_code == 404
