"""Choosing a unit by a few letters of its name."""

import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.desk.cases import unit
from tests.portal.pages.samples import ABOVE, NAMED, PROGRAMME, UNIT, form, me

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


async def test_whoever_is_signed_in_has_their_own_unit_at_hand(browser: Browser) -> None:
    browser.sign_in()
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form(unit=None))
    browser.services.says("submission", "GET", "/me", {**me(), "home_unit": UNIT})
    browser.services.says("submission", "GET", f"/units/{UNIT}", unit(UNIT, "CĐCS Giày Long Thành"))
    page = (await browser.get(PAGE)).text
    assert f'href="{PAGE}/{UNIT}"' in page
    assert "<b>CĐCS Giày Long Thành</b>" in page
    assert "Đơn vị của anh/chị" in page


@pytest.mark.parametrize("is_refused", [True, False])
async def test_without_a_known_unit_it_is_searched_for(browser: Browser, is_refused: bool) -> None:
    browser.sign_in()
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form(unit=None))
    if is_refused:
        browser.services.refuses("submission", "GET", "/me", 403, "no-card")
    else:
        browser.services.says("submission", "GET", "/me", {**me(), "home_unit": None})
    page = (await browser.get(PAGE)).text
    assert "Đơn vị của anh/chị" not in page
    assert 'name="q"' in page
