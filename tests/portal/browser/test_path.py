"""One thin path through all of it: posted on a phone, approved at a desk, seen on a board."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.portal.browser.scene import PLANT, UPPER, Scene


def test_an_initiative_goes_from_a_phone_to_the_board(
    scene: Scene, phone: BrowserContext, desk: BrowserContext
) -> None:
    title = "Đồ gá giữ đế giày khi mài cạnh"
    board = desk.new_page()
    board.goto(f"{scene.url}/bang/{scene.programme}?unit={scene.code(UPPER)}")
    page = phone.new_page()
    scene.sign_in(page, "worker")
    page.goto(f"{scene.url}/cua-toi/{scene.post(title)}")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    reviewing = desk.new_page()
    scene.sign_in(reviewing, "reviewer", "/ban-xet-duyet")
    reviewing.locator("a[data-row]", has_text=title).first.click()
    reviewing.locator("[data-act~=approve]").check()
    reviewing.fill("#decision_number", "01/QĐ-CĐCS")
    reviewing.fill("#decided_on", "2026-11-20")
    reviewing.click(".send-decision")
    expect(reviewing).to_have_url(re.compile("ban-xet-duyet"))
    points = board.locator(f"tr[data-unit={scene.code(PLANT)}] b")
    expect(points).to_have_text("10")
