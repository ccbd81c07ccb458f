"""What every page is protected by: origin, cookies, policies, addresses to go on to."""

import re
from pathlib import Path

import pytest

from portal.signin.next_path import local_path
from portal.web.pages import TEMPLATES
from tests.portal.pages.conftest import ORIGIN, Browser

ELSEWHERE = ("cross-site", "same-site", "none")


@pytest.mark.parametrize("site", ELSEWHERE)
async def test_a_form_of_another_site_signs_nobody_out(browser: Browser, site: str) -> None:
    browser.sign_in()
    refused = await browser.post("/dang-xuat", sec_fetch_site=site)
    assert refused.status_code == 403
    assert browser.store.sessions.known


@pytest.mark.parametrize(
    ("origin", "status"), [(ORIGIN, 303), ("http://127.0.0.1:9000", 403), ("null", 403), (None, 403)]
)
async def test_an_old_browser_is_known_by_the_origin_it_names(
    browser: Browser, origin: str | None, status: int
) -> None:
    browser.sign_in()
    fields = {"origin": origin} if origin else {}
    request = browser.client.build_request("POST", "/dang-xuat", headers={**browser._cookie(), **fields})
    assert (await browser.client.send(request)).status_code == status


async def test_every_answer_forbids_what_no_page_of_ours_needs(browser: Browser) -> None:
    for path in ("/dang-nhap/xong", "/khong-co", "/static/khong-co.css"):
        answer = await browser.get(path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "nonce" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example.vn",
        "/\\evil.example.vn",
        "https://evil.example.vn",
        "javascript:alert(1)",
        "evil",
        "/a\r\nSet-Cookie: x=1",
        "/\t/evil.example.vn",
        "",
        None,
        "/" + "a" * 5000,
    ],
)
def test_a_sign_in_goes_on_to_pages_of_ours_alone(path: str | None) -> None:
    assert local_path(path) == "/"


@pytest.mark.parametrize("path", ["/", "/cua-toi?after=x", "/en/g/p/u"])
def test_a_sign_in_goes_back_to_where_it_began(path: str) -> None:
    assert local_path(path) == path


async def test_two_cookies_of_one_name_are_nobodys(browser: Browser) -> None:
    browser.sign_in()
    planted = {"cookie": f"__Host-sk=planted; {browser._cookie()['cookie']}"}
    answer = await browser.client.get("/cua-toi", headers=planted)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/dang-nhap")


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.name))
def test_templates_hold_no_style_script_or_handler_of_their_own(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|<style|javascript:|hx-on|js:", text)
    assert "|safe" not in text


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.name))
def test_no_field_has_a_name_that_stands_in_for_its_form_s_own(template: Path) -> None:
    own = ("form", "action", "method", "elements", "submit", "matches", "closest", "parentNode", "isConnected")
    assert not set(re.findall(r'<(?:input|select|textarea|button)[^>]*\sname="(\w+)"', template.read_text())) & set(own)


async def test_an_address_too_long_to_come_back_to_leads_to_the_sign_in_all_the_same(browser: Browser) -> None:
    assert (await browser.get("/cua-toi?x=" + "%39" * 5000)).headers["location"] == "/dang-nhap?next=%2F"
    assert (await browser.get("/cua-toi?x=1")).headers["location"] == "/dang-nhap?next=%2Fcua-toi%3Fx%3D1"
