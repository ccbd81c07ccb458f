"""What is kept on a device may be damaged, or not be there any more: nothing else is lost by it, and nothing twice."""

from playwright.sync_api import BrowserContext, expect

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


def test_a_record_that_was_damaged_hides_no_other_and_is_not_called_sent(scene: Scene, phone: BrowserContext) -> None:
    page = phone.new_page()
    scene.sign_in(page, "worker", "/cho-gui")
    page.evaluate(KEEP)
    page.reload()
    records = page.locator("[data-records] > li")
    expect(records).to_have_count(3)
    expect(records.filter(has_text="Còn nguyên")).to_have_count(1)
    expect(records.filter(has_text="Không đọc được nội dung đã lưu")).to_have_count(2)


def test_a_form_whose_device_keeps_nothing_any_more_posts_itself_once(scene: Scene, phone: BrowserContext) -> None:
    title = "Kho của máy đã mất"
    page = phone.new_page()
    scene.sign_in(page, "worker", f"/g/{scene.programme}/{scene.code(PLANT)}")
    page.evaluate(LOST)
    page.fill("#title", title)
    page.fill("#summary", "Khoét tấm nhựa theo biên đế, mài không phải cầm tay.")
    page.check("input[name=kind][value=technical]")
    page.locator('label:has(input[name=field][value="may mặc"])').click()
    page.click(".send button")
    page.wait_for_url("**/cua-toi/*")
    found = scene.get("submission", f"/initiatives?mine=true&limit=200&programme={scene.programme}", "worker")
    assert [one["title"] for one in found["items"]].count(title) == 1
