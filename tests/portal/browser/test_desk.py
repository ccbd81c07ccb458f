"""The reviewer's desk in a browser: by keyboard alone, without scripts, and with a line that breaks."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from deploy.local.stack import Stack
from tests.portal.browser.scene import Scene

CASES = 20
MOST_KEYS = 5
NUMBER = "12/QĐ-CĐCS"
FOCUS = "() => document.activeElement !== document.body && document.activeElement.getClientRects().length > 0"


class Keyboard:
    """Presses keys and counts them; what is typed into a field is counted apart."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.pressed = 0
        self.typed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            assert self._page.evaluate(FOCUS), f"the focus is lost before {key}"
            self._page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self._page.keyboard.type(text)
        self.typed += len(text)


@pytest.fixture(scope="module")
def scene(system: Stack) -> Scene:
    """One of this file's own: nobody else's cases wait here."""
    return Scene(system)


@pytest.fixture
def page(desk: BrowserContext, scene: Scene) -> Iterator[Page]:
    """The reviewer at an empty desk."""
    opened = desk.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    scene.sign_in(opened, "reviewer", "/ban-xet-duyet")
    yield opened
    assert errors == []


def wait_for(page: Page, scene: Scene, titles: list[str]) -> None:
    """Post them, and look at the desk until it has them all."""
    for index, title in enumerate(titles):
        scene.post(title, sub="worker" if index % 2 else "colleague")
    rows = page.locator("a[data-row]", has_text=re.compile("|".join(map(re.escape, titles))))
    scene.until(lambda: page.goto(f"{scene.url}/ban-xet-duyet") and rows.count() == len(titles))


def open_case(page: Page, title: str) -> None:
    page.locator("a[data-row]", has_text=title).first.click()
    expect(page.locator("h1.case-title", has_text=title)).to_be_focused()


def title_of(page: Page) -> str:
    return page.locator("h1.case-title").inner_text()


def decide(page: Page, keys: Keyboard, number: int) -> None:
    """Approve, return and reject by turns."""
    before = title_of(page)
    if number % 4 == 1:
        keys.press("r", "Space", "Enter")
    elif number % 4 == 3:
        keys.press("x", "Space", "Enter")
    elif number == 0:
        keys.press("a")
        keys.type(NUMBER)
        keys.press("Enter")
    else:
        keys.press("a", "Enter")
    expect(page.locator(".note.good", has_text=before)).to_be_visible()


def test_twenty_cases_are_decided_by_keyboard_with_few_keys_each(page: Page, scene: Scene) -> None:
    wait_for(page, scene, [f"Sáng kiến bàn phím {number:02}" for number in range(CASES)])
    page.locator("h1").focus()
    keys = Keyboard(page)
    keys.press("j", "Enter")
    expect(page.locator("h1.case-title")).to_be_focused()
    most = 0
    for number in range(CASES):
        before = keys.pressed
        decide(page, keys, number)
        most = max(most, keys.pressed - before)
    figures = f"{keys.pressed} keys in all, at most {most} a case, the number typed once ({keys.typed} characters)"
    print(f"\n{CASES} cases by keyboard: {figures}")
    assert most <= MOST_KEYS


def test_letters_typed_into_a_field_are_letters(page: Page, scene: Scene) -> None:
    wait_for(page, scene, ["Sáng kiến gõ chữ"])
    open_case(page, "gõ chữ")
    page.keyboard.press("r")
    page.locator("#comment").focus()
    page.keyboard.type("jkarxce/?")
    expect(page.locator("#comment")).to_have_value("jkarxce/?")
    expect(page.locator("[data-act=return]")).to_be_checked()
    composing = "new KeyboardEvent('keydown', {key: 'a', isComposing: true, bubbles: true})"
    page.evaluate(f"document.querySelector('h1.case-title').focus(); document.activeElement.dispatchEvent({composing})")
    expect(page.locator("[data-act=return]")).to_be_checked()
    page.keyboard.press("a")
    expect(page.locator("[data-act~=approve]")).to_be_checked()


def test_keys_are_listed_and_can_be_switched_off_for_good(page: Page, scene: Scene) -> None:
    wait_for(page, scene, ["Sáng kiến tắt phím"])
    open_case(page, "tắt phím")
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("a")
    expect(page.locator("[data-act~=approve]")).not_to_be_checked()
    page.keyboard.press("?")
    page.locator("#keys-on").check()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("[data-act~=approve]")).to_be_checked()


def test_a_case_is_taken_on_and_given_back_by_keyboard(page: Page, scene: Scene) -> None:
    wait_for(page, scene, ["Sáng kiến giữ rồi trả"])
    open_case(page, "giữ rồi trả")
    page.keyboard.press("c")
    expect(page.locator("[data-release]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".note.good", has_text="Đã trả hồ sơ về hàng chờ.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/ban-xet-duyet\?lam=release$"))
    page.go_back()
    expect(page.locator("h1.case-title")).to_have_text("Sáng kiến giữ rồi trả")


def test_a_line_that_breaks_loses_nothing(page: Page, scene: Scene, desk: BrowserContext) -> None:
    wait_for(page, scene, ["Sáng kiến mất mạng"])
    open_case(page, "mất mạng")
    page.keyboard.press("r")
    page.keyboard.press("Space")
    page.fill("#comment", "Cần thêm số liệu trước và sau.")
    desk.set_offline(True)
    page.click(".send-decision")
    expect(page.locator("#not-sent")).to_be_focused()
    expect(page.locator("#comment")).to_have_value("Cần thêm số liệu trước và sau.")
    desk.set_offline(False)
    page.click(".send-decision")
    expect(page.locator(".note.good", has_text="Sáng kiến mất mạng")).to_be_visible()


def test_without_scripts_a_case_is_decided_and_many_at_once(plain: BrowserContext, page: Page, scene: Scene) -> None:
    wait_for(page, scene, [f"Sáng kiến không kịch bản {number}" for number in range(3)])
    bare = plain.new_page()
    scene.sign_in(bare, "reviewer", "/ban-xet-duyet")
    bare.locator("a[data-row]", has_text="không kịch bản").first.click()
    bare.locator("[data-act~=approve]").check(force=True)
    bare.click(".send-decision")
    expect(bare.get_by_text("Nhập số quyết định").first).to_be_visible()
    bare.fill("#decision_number", NUMBER)
    bare.click(".send-decision")
    expect(bare.locator(".note.good", has_text="không kịch bản")).to_be_visible()
    bare.goto(f"{scene.url}/ban-xet-duyet/nhieu")
    ticks = bare.locator("tr", has_text="không kịch bản").locator("[data-mark]")
    for index in range(ticks.count()):
        ticks.nth(index).check()
    bare.locator("[data-act=return]").check(force=True)
    bare.locator("[name=reasons]").nth(2).check()
    bare.click(".send-decision")
    expect(bare.get_by_role("heading", level=1)).to_contain_text("đã ghi 2, chưa ghi 0")


def test_a_leader_rewards_and_takes_it_back(desk: BrowserContext, page: Page, scene: Scene) -> None:
    wait_for(page, scene, ["Sáng kiến khen thưởng"])
    open_case(page, "khen thưởng")
    page.keyboard.press("a")
    page.fill("#decision_number", NUMBER)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Xem lại hồ sơ này").click()
    expect(page.locator("h1.case-title")).to_have_text("Sáng kiến khen thưởng")
    address = page.url
    scene.sign_in(page, "leader")
    page.goto(address)
    page.get_by_text("Khen thưởng", exact=True).first.click()
    page.select_option("#reward-reward_form", "money")
    page.fill("#reward-amount_vnd", "2tr")
    page.fill("#reward-decision_number", "03/KT")
    page.get_by_role("button", name="Khen thưởng").click()
    expect(page.locator(".note.good", has_text="Đã ghi quyết định khen thưởng.")).to_be_visible()
    expect(page.get_by_text("2.000.000 đ (2 triệu)").first).to_be_visible()
    page.locator("a[href*=thu-hoi]").last.click()
    expect(page.get_by_role("heading", name="Thu hồi khen thưởng này?")).to_be_visible()
    page.locator("[name=reasons]").first.check()
    page.get_by_role("button", name="Thu hồi").click()
    expect(page.locator(".note.good", has_text="Đã thu hồi.")).to_be_visible()
