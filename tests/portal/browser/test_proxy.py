"""What somebody who helps others does: without scripts, for a person nobody has written down yet."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.portal.browser.scene import PLANT, Scene


def test_without_scripts_an_initiative_is_entered_for_a_new_person_and_lies_on_the_desk(
    scene: Scene, plain: BrowserContext, desk: BrowserContext
) -> None:
    title = "Xe đẩy phôi có chốt giữ"
    page = plain.new_page()
    scene.sign_in(page, "proxy", "/to-ho-tro")
    page.get_by_role("link", name="Nhập hộ sáng kiến").click()
    page.goto(f"{scene.url}/to-ho-tro/nhap/{scene.programme}/{scene.code(PLANT)}")
    page.locator("summary").click()
    page.fill("#new_name", "Võ Thị Hạnh")
    page.fill("#new_number", "0077-CĐ")
    page.fill("#title", title)
    page.fill("#summary", "Chốt giữ phôi khi xe qua gờ, không phải hai người giữ.")
    page.check("input[name=kind][value=technical]")
    page.locator('label:has(input[name=field][value="may mặc"])').click()
    page.get_by_role("button", name="Gửi hộ sáng kiến").click()
    expect(page).to_have_url(re.compile(r"\?xong="))
    expect(page.locator(".receipt")).to_have_text(re.compile(r"SK-.{4}-.{4}-.{4}-."))
    page.goto(f"{scene.url}/to-ho-tro/nguoi?don-vi={scene.code(PLANT)}&q=hanh")
    expect(page.get_by_text("Võ Thị Hạnh")).to_be_visible()
    reviewing = desk.new_page()
    scene.sign_in(reviewing, "reviewer", "/ban-xet-duyet")
    expect(reviewing).to_have_url(re.compile("/ban-xet-duyet"))
    scene.until(lambda: reviewing.reload() and reviewing.locator("a[data-row]", has_text=title).count())
    reviewing.locator("a[data-row]", has_text=title).first.click()
    expect(reviewing.get_by_text("Võ Thị Hạnh")).to_be_visible()
