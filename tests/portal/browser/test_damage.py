"""What is kept on a device may be damaged, or not be there any more: nothing else is lost by it, and nothing twice."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.portal.browser.scene import PLANT, Scene

KEEP = """async () => {
  const { account } = await outbox.whoIs();
  const none = { rev: 0, tries: 0, edits: 0, hold: 0, problem: null };
  const record = { account, state: "late", at: Date.now(), path: "/", ...none };
  await outbox.records.add({ ...record, key: "whole", body: '{"title":"Còn nguyên","summary":"x"}' });
  await outbox.records.add({ ...record, key: "torn", body: '{"title":"R' });
  await outbox.records.add({ ...record, key: "undated", body: null, at: undefined });
}"""
LOST = "void (IDBDatabase.prototype.transaction = () => { throw new DOMException('lost', 'InvalidStateError'); })"

FULL = """() => {
  const { prototype } = IDBObjectStore;
  prototype.put = prototype.add = function () { this.transaction.abort(); };
}"""
REACHED = "fetch('/cho-gui/ai').then(() => true, () => false)"
KEPT = """async () => (await (await caches.open("forms-1")).keys()).map(({ url }) => new URL(url).pathname)"""
OLD = """async () => {
  const cache = await caches.open("forms-1");
  for (let number = 0; number < 30; number += 1) await cache.put(`/static/look.${number}.css`, new Response("x"));
}"""


def _form(scene: Scene) -> str:
    return f"/g/{scene.programme}/{scene.code(PLANT)}"


def _write(page: Page, title: str) -> None:
    page.fill("#title", title)
    page.fill("#summary", "Khoét tấm nhựa theo biên đế, mài không phải cầm tay.")
    page.check("input[name=kind][value=technical]")
    page.locator('label:has(input[name=field][value="may mặc"])').click()


def test_a_record_that_was_damaged_hides_no_other_and_is_not_called_sent(scene: Scene, phone: BrowserContext) -> None:
    page = phone.new_page()
    scene.sign_in(page, "worker", "/cho-gui")
    page.evaluate(KEEP)
    page.reload()
    records = page.locator("[data-records] > li")
    expect(records).to_have_count(3)
    expect(records.filter(has_text="Còn nguyên")).to_have_count(1)
    expect(records.filter(has_text="Không đọc được nội dung đã lưu")).to_have_count(2)


@pytest.mark.parametrize("fault", [LOST, FULL], ids=["lost", "full"])
def test_a_form_whose_device_keeps_nothing_any_more_says_so_and_posts_itself_once(
    scene: Scene, phone: BrowserContext, fault: str
) -> None:
    title = f"Kho của máy đã {'mất' if fault == LOST else 'đầy'}"
    page = phone.new_page()
    scene.sign_in(page, "worker", _form(scene))
    page.evaluate(fault)
    expect(page.locator("[data-unkept]")).to_be_hidden()
    _write(page, title)
    expect(page.locator("[data-unkept]")).to_contain_text("Hãy gửi trước khi đóng trang")
    page.click(".send button")
    page.wait_for_url("**/cua-toi/*")
    found = scene.get("submission", f"/initiatives?mine=true&limit=200&programme={scene.programme}", "worker")
    assert [one["title"] for one in found["items"]].count(title) == 1


def test_what_no_device_keeps_and_nobody_takes_stays_in_the_form(scene: Scene, phone: BrowserContext) -> None:
    title = "Kho đầy, sóng mất"
    page = phone.new_page()
    scene.sign_in(page, "worker", _form(scene))
    page.evaluate(FULL)
    _write(page, title)
    phone.set_offline(True)
    page.click(".send button")
    expect(page.locator("#problems")).to_contain_text("Hãy để trang này mở")
    expect(page.locator("#title")).to_have_value(title)
    phone.set_offline(False)
    scene.until(lambda: page.evaluate(REACHED))
    page.click(".send button")

    def is_sent() -> bool:
        if page.locator("#problems").is_visible():  # the line broke once more: a person presses again
            page.click(".send button")
        return "/cua-toi/" in page.url

    scene.until(is_sent)


def test_an_outbox_that_cannot_be_read_is_not_called_empty(scene: Scene, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.add_init_script("indexedDB.open = () => { throw new DOMException('private', 'SecurityError'); }")
    scene.sign_in(page, "worker", "/cho-gui")
    expect(page.locator("[data-unkept]")).to_contain_text("không đọc hoặc không ghi được")
    expect(page.locator("[data-none]")).to_be_hidden()


def test_files_that_no_kept_form_needs_are_not_kept(scene: Scene, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(scene.url + _form(scene))
    scene.until(lambda: {_form(scene), "/cho-gui"} <= set(page.evaluate(KEPT)))
    needed = set(page.evaluate(KEPT))
    page.evaluate(OLD)
    page.reload()
    scene.until(lambda: set(page.evaluate(KEPT)) == needed)
    phone.set_offline(True)
    page.reload()
    expect(page.locator("#title")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).display") == "grid", "its styles are there"
