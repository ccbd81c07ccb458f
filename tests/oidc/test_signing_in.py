"""Signing in to the portal through Keycloak's own page, in a real browser."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from deploy.browser import ARGUMENTS, browser
from tests.oidc.conftest import System
from tests.oidc.realm import PERSON, Realm
from tests.patience import patience


@pytest.fixture
def page() -> Iterator[Page]:
    found = browser()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(found.executable), env={**found.env}, args=list(ARGUMENTS)
        )
        context = running.new_context(locale="vi-VN")
        context.set_default_timeout(patience(30) * 1000)
        yield context.new_page()
        running.close()


def sign_in(page: Page, url: str, realm: Realm) -> None:
    """On Keycloak's page, with a password."""
    page.goto(f"{url}/dang-nhap?next=/huong-dan")
    assert page.url.startswith(realm.keycloak.issuer)
    page.fill("#username", PERSON)
    page.fill("#password", realm.password)
    page.click("#kc-login")
    expect(page).to_have_url(f"{url}/huong-dan")
    expect(page.locator(".who")).to_contain_text("Hoa")


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + patience(30)
    while not is_so():
        if time.monotonic() > ends:
            raise AssertionError("it never was so")
        time.sleep(0.3)


def test_one_signs_in_goes_on_signs_out_and_is_signed_out_from_keycloak(page: Page, system: System) -> None:
    stack, realm = system
    assert stack.portal is not None
    url = stack.portal.url
    before = realm.get("")

    realm.put("", {**before, "accessTokenLifespan": 20})  # shorter than the portal lets a token become
    sign_in(page, url, realm)
    cookies = [cookie for cookie in page.context.cookies(url) if cookie["name"] == "__Host-sk"]
    assert [(one["httpOnly"], one["secure"], one["sameSite"]) for one in cookies] == [(True, True, "Lax")]
    (session,) = realm.sessions()

    def is_renewed() -> bool:
        page.reload()
        return bool(realm.sessions()[0]["lastAccess"] > session["lastAccess"])

    wait_until(is_renewed)
    expect(page.locator(".who")).to_contain_text("Hoa")
    realm.put("", before)

    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator(".who")).to_have_text("Đăng nhập")
    assert page.url.startswith(url)
    assert realm.sessions() == []

    sign_in(page, url, realm)  # asks for the password again: nothing of the session was left
    (session,) = realm.sessions()
    realm.delete(f"sessions/{session['id']}")

    def is_signed_out() -> bool:
        page.reload()
        return page.locator(".who").inner_text().strip() == "Đăng nhập"

    wait_until(is_signed_out)  # the access token is good for minutes: Keycloak itself said so
    page.goto(f"{url}/cua-toi")
    assert page.url.startswith(realm.keycloak.issuer)
