"""What a worker does on a phone: with and without scripts, without a network, with the server away."""

import re
from functools import partial
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from tests.patience import patience
from tests.portal.browser.scene import PLANT, Scene

SUMMARY = "Khoét tấm nhựa theo biên đế, mài không phải cầm tay."
HELD_MS = 9_000
"""A moment longer than what was sent can be undone."""
SENT = re.compile(r"/cua-toi/[0-9a-f-]{36}\?vua-gui=1")


def _path(scene: Scene) -> str:
    return f"/g/{scene.programme}/{scene.code(PLANT)}"


def _form(scene: Scene) -> str:
    return scene.url + _path(scene)


def _write(page: Page, title: str) -> None:
    page.fill("#title", title)
    page.fill("#summary", SUMMARY)
    page.check("input[name=kind][value=technical]")
    page.locator('label:has(input[name=field][value="may mặc"])').click()


def _press_send(page: Page) -> None:
    page.click(".send button")


def _posted(scene: Scene, title: str, sub: str = "worker") -> list[dict[str, Any]]:
    found = scene.get("submission", f"/initiatives?mine=true&limit=200&programme={scene.programme}", sub)
    return [one for one in found["items"] if one["title"].startswith(title)]


def _is_sent_later(page: Page) -> bool:
    """Whether the only record is sent, once nothing of it can be undone any longer."""
    page.clock.fast_forward(HELD_MS)
    return page.locator("[data-records] .state").all_inner_texts() == ["đã gửi"]


def _open_and_keep(page: Page, scene: Scene) -> None:
    """Open the form and wait until the device keeps it."""
    page.goto(_form(scene))
    kept = "caches.open('forms-1').then((cache) => cache.match(location.pathname)).then(Boolean)"
    scene.until(lambda: page.evaluate(kept))


def test_without_scripts_what_was_typed_outlives_the_sign_in_and_is_corrected(
    scene: Scene, plain: BrowserContext
) -> None:
    title = "Bảng giao ca bằng màu"
    page = plain.new_page()
    page.goto(_form(scene))
    _write(page, title)
    page.fill("#benefit", "12tr")
    _press_send(page)
    page.click(f"button[value={scene.sub('worker')}]")
    expect(page.locator("#title")).to_have_value(title)
    _press_send(page)
    expect(page).to_have_url(SENT)
    expect(page.locator(".receipt")).to_have_text(re.compile(r"SK-.{4}-.{4}-.{4}-."))
    initiative = page.url.split("/")[-1].split("?")[0]
    scene.decide(initiative, "return", reasons=["no-effect-shown"], comment="Nêu số liệu trước và sau.")
    scene.until(lambda: page.goto(f"{scene.url}/cua-toi/{initiative}/sua") and page.url.endswith("/sua"))
    expect(page.get_by_text("Nêu số liệu trước và sau.")).to_be_visible()
    page.fill("#summary", "Trước 40 giây một lần, nay 25 giây.")
    _press_send(page)
    expect(page).to_have_url(re.compile("da-gui-lai=1"))
    (posted,) = _posted(scene, title)
    assert (posted["content_version"], posted["claimed_benefit_vnd"]) == (2, 12_000_000)


def test_eight_seconds_are_left_to_undo_and_nothing_is_called_sent_before_it_is(
    scene: Scene, phone: BrowserContext
) -> None:
    title = "Rập xếp đứng cho kho vải"
    page = phone.new_page()
    scene.sign_in(page, "worker", _path(scene))
    _write(page, title)
    _press_send(page)
    expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()
    expect(page.get_by_text("đã gửi")).not_to_be_visible()
    page.click("[data-undo]")
    expect(page.locator("#title")).to_have_value(title)
    assert _posted(scene, title) == []
    _press_send(page)
    page.click("[data-now]")
    expect(page).to_have_url(SENT)
    assert len(_posted(scene, title)) == 1


def test_leaving_the_page_sends_what_was_held(scene: Scene, phone: BrowserContext) -> None:
    title = "Giá đỡ cuộn chỉ ở đầu chuyền"
    phone.clock.install()
    page = phone.new_page()
    scene.sign_in(page, "worker", _path(scene))
    _write(page, title)
    _press_send(page)
    expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()
    page.goto(f"{scene.url}/huong-dan")
    scene.until(lambda: len(_posted(scene, title)) == 1)
    page.goto(f"{scene.url}/cho-gui")
    scene.until(partial(_is_sent_later, page))
    assert len(_posted(scene, title)) == 1


def test_three_written_without_a_network_become_three_when_the_tab_was_killed_and_the_server_away(
    scene: Scene, phone: BrowserContext
) -> None:
    title = "Ngoại tuyến"
    page = phone.new_page()
    _open_and_keep(page, scene)
    phone.set_offline(True)
    for number in range(2):
        page.goto(_form(scene))
        _write(page, f"{title} {number}")
        _press_send(page)
        expect(page.locator("[data-state]")).to_contain_text("Chờ mạng")
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    scene.sign_in(page, "worker", "/cho-gui")
    name = page.locator(".who").inner_text()
    expect(page.get_by_role("button", name=f"Gửi với tên {name}?")).to_have_count(2)
    page.goto(_form(scene))
    _write(page, f"{title} 2")
    portal = scene.system.portal
    assert portal is not None
    portal.stop()
    try:
        _press_send(page)
        page.click("[data-now]")
        expect(page.locator("[data-state]")).to_contain_text("Chờ mạng")
        page.close()
    finally:
        portal.start()
    page = phone.new_page()
    page.goto(f"{scene.url}/cho-gui")
    scene.until(lambda: len(_posted(scene, title)) == 1)
    for left in (2, 1):
        asking = page.get_by_role("button", name=f"Gửi với tên {name}?")
        expect(asking).to_have_count(left)
        asking.first.click()
    expect(page.locator("[data-records] .state")).to_have_text(["đã gửi"] * 3, timeout=patience(20) * 1000)
    assert sorted(one["title"] for one in _posted(scene, title)) == [f"{title} {number}" for number in range(3)]


def test_on_one_phone_two_people_send_each_their_own(scene: Scene, phone: BrowserContext) -> None:
    title = "Của hai người"
    page = phone.new_page()
    scene.sign_in(page, "worker", _path(scene))
    page.route("**/cho-gui", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    _write(page, f"{title} một")
    _press_send(page)
    page.click("[data-now]")
    expect(page.locator("[data-state]")).to_contain_text("Chờ mạng")
    page.unroute("**/cho-gui")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("button", name="Đăng xuất").click()
    assert asked.value.message == "Trên máy này còn sáng kiến chưa gửi. Vẫn đăng xuất?"
    phone.clear_cookies()
    scene.sign_in(page, "colleague", "/cho-gui")
    expect(page.locator("[data-records] li")).to_have_count(1)
    expect(page.get_by_text(f"{title} một")).not_to_be_visible()
    expect(page.get_by_text("Sáng kiến của một tài khoản khác")).to_be_visible()
    assert _posted(scene, title, "colleague") == []
    phone.clear_cookies()
    scene.sign_in(page, "worker", "/cho-gui")
    scene.until(lambda: len(_posted(scene, title)) == 1)
    assert _posted(scene, title, "colleague") == []


def test_what_is_refused_comes_back_with_its_text_and_the_reason_at_its_field(
    scene: Scene, phone: BrowserContext
) -> None:
    title = "Sửa được rồi gửi"
    page = phone.new_page()
    scene.sign_in(page, "worker", _path(scene))
    _write(page, title)
    page.fill("#summary", "Gọi tôi số 0912 345 678 để hỏi thêm.")
    _press_send(page)
    page.click("[data-now]")
    expect(page.locator("#summary-why")).to_be_visible()
    expect(page.locator("#title")).to_have_value(title)
    page.fill("#summary", SUMMARY)
    _press_send(page)
    expect(page).to_have_url(SENT)
    assert len(_posted(scene, title)) == 1


def test_a_draft_stays_on_the_device(scene: Scene, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(_form(scene))
    _write(page, "Viết dở giữa ca")
    written = f"outbox.drafts.get({_path(scene)!r}).then((draft) => draft?.values.field)"
    scene.until(lambda: page.evaluate(written))
    page.close()
    page = phone.new_page()
    page.goto(_form(scene))
    expect(page.locator("#title")).to_have_value("Viết dở giữa ca")


def test_a_colleague_becomes_an_author_by_the_code_on_the_screen(
    scene: Scene, phone: BrowserContext, desk: BrowserContext
) -> None:
    page = phone.new_page()
    scene.sign_in(page, "worker")
    initiative = scene.post("Hai người cùng làm")
    page.goto(f"{scene.url}/cua-toi/{initiative}/dong-tac-gia")
    page.fill("#share", "30")
    page.dblclick("main form .main")
    address = page.locator(".breaks").inner_text()
    assert httpx.URL(address).fragment
    other = desk.new_page()
    other.goto(address)
    other.get_by_role("button", name="Đăng nhập và nhận").click()
    other.click(f"button[value={scene.sub('colleague')}]")
    other.get_by_role("button", name="Nhận lời mời").click()
    expect(other).to_have_url(re.compile(f"/cua-toi/{initiative}"))
    page.reload()
    expect(page.get_by_text("30 %").first).to_be_visible()
