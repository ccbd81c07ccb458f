"""What operators see of the portal."""

import re

from tests.portal.pages.conftest import Browser


async def _count(browser: Browser, series: str) -> float:
    shown = (await browser.get("/metrics")).text
    found = re.search(rf"^{re.escape(series)} (\S+)$", shown, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_what_services_answer_pages_is_counted_by_outcome(browser: Browser) -> None:
    away = 'sangkien_portal_upstream_total{outcome="away",service="submission"}'
    refused = 'sangkien_portal_upstream_total{outcome="refused",service="notify"}'
    before = await _count(browser, away), await _count(browser, refused)
    browser.services.away.add("submission")
    browser.services.refuses("notify", "GET", "/verify/kZ0m", 404, "not-found")
    assert (await browser.get("/chuong-trinh/nam-nay")).status_code == 503
    assert (await browser.get("/verify/kZ0m")).status_code == 404
    assert (await _count(browser, away), await _count(browser, refused)) == (before[0] + 1, before[1] + 1)


async def test_a_sign_in_that_comes_to_nothing_is_counted(browser: Browser) -> None:
    refused = 'sangkien_portal_sign_ins_total{outcome="refused"}'
    before = await _count(browser, refused)
    assert (await browser.get("/dang-nhap/xong?error=access_denied&state=x")).status_code == 400
    assert await _count(browser, refused) == before + 1


async def test_whether_it_is_ready_is_a_figure_too(browser: Browser) -> None:
    assert (await browser.get("/health/ready")).json() == {"status": "ready"}
    assert await _count(browser, 'sangkien_ready{part="api"}') == 1
