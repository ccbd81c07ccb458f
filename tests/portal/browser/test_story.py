"""The letter's story, from the poster on a wall in Korean to the certificate, and to who is behind."""

import re
from typing import Any, Final

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import BrowserContext, Page, expect

from deploy.local.stack import Stack
from tests.portal.browser.scene import PLANT, UPPER, Scene

TITLE: Final = "Đồ gá giữ đế giày khi mài cạnh"
BEFORE: Final = "바닥을 손으로 잡고 갈던 일을 틀로 고정했습니다."
AFTER: Final = "Trước 40 giây một đế, nay 25 giây; mỗi ca đỡ hai lần đứt tay."
IDLE: Final = "idle"
NUMBER: Final = "12/QĐ-CĐCS"


@pytest.fixture(scope="module")
def scene(system: Stack) -> Scene:
    """One of this story's own, with a second plant that has a target and does nothing."""
    made = Scene(system)
    made.names[IDLE] = f"CĐCS Công ty May Hưng Phú {made.prefix}"
    place = {"level": "grassroots", "parent": made.code(UPPER), "sector": "production", "ownership": "private"}
    made.put("submission", f"/units/{made.code(IDLE)}", {"name": made.names[IDLE], **place})
    target = {"assigned": {"total": 100}}
    made.put("submission", f"/programmes/{made.programme}/targets/{made.code(IDLE)}", target)
    return made


def code_on(paper: bytes) -> str:
    """What a phone reads off the first page of a paper."""
    (found,) = zxingcpp.read_barcodes(pypdfium2.PdfDocument(paper)[0].render(scale=3).to_numpy())
    return str(found.text)


def test_a_worker_s_initiative_goes_from_the_poster_to_the_certificate(
    scene: Scene, phone: BrowserContext, desk: BrowserContext
) -> None:
    board = _watch_the_board(desk, scene)
    page = phone.new_page()
    initiative = _post_without_a_signal(phone, page, scene)
    _return_by_keyboard(desk, scene)
    _correct(page, scene, initiative)
    _approve_and_reward(desk, scene)
    expect(board.locator(f"tr[data-unit={scene.code(PLANT)}] b")).to_have_text("10")
    assert not board.is_closed()
    _check_the_certificate(page, scene)
    _look_who_is_behind(desk, scene)


def _watch_the_board(desk: BrowserContext, scene: Scene) -> Page:
    """A second screen, opened once and never reloaded."""
    board = desk.new_page()
    board.goto(f"{scene.url}/bang/{scene.programme}?unit={scene.code(UPPER)}")
    expect(board.locator(f"tr[data-unit={scene.code(PLANT)}] b")).to_have_text("0")
    return board


def _post_without_a_signal(phone: BrowserContext, page: Page, scene: Scene) -> str:
    """Scan, lose the signal, open it again, write, come back, sign in, send; the initiative's id."""
    poster = f"{scene.url}/ko/ap-phich/{scene.programme}/{scene.code(PLANT)}.pdf"
    address = code_on(_paper(page, scene, poster))
    assert address == f"{scene.url}/ko/g/{scene.programme}/{scene.code(PLANT)}"
    page.goto(address)
    expect(page.get_by_role("heading", level=1, name="제안 보내기")).to_be_visible()
    kept = "caches.open('forms-1').then((cache) => cache.match(location.pathname)).then(Boolean)"
    scene.until(lambda: page.evaluate(kept))
    phone.set_offline(True)
    page.goto(address)
    page.fill("#title", TITLE)
    page.fill("#summary", BEFORE)
    page.check("input[name=kind][value=technical]")
    page.locator("label:has(input[name=field])").first.click()
    page.click(".send button")
    waiting = page.locator("[data-state]")
    expect(waiting).to_be_visible()
    phone.set_offline(False)
    page.goto(f"{scene.url}/dang-nhap?next=/ko/cho-gui")
    page.click(f"button[value={scene.sub('worker')}]")
    page.locator("[data-records] button[data-do=send]").click()
    expect(page.locator("[data-records] [data-slot=receipt]")).to_have_text(re.compile(r"SK-.{4}-.{4}-.{4}-."))
    (posted,) = _posted(scene)
    return str(posted["id"])


def _paper(page: Page, scene: Scene, address: str) -> bytes:
    """What is printed at an address; a press that is busy asks to come again."""
    papers: list[bytes] = []

    def is_printed() -> bool:
        answer = page.request.get(address)
        papers.extend([answer.body()] if answer.ok else [])
        return bool(papers)

    scene.until(is_printed)
    return papers[0]


def _return_by_keyboard(desk: BrowserContext, scene: Scene) -> None:
    page = _open_case(desk, scene, "reviewer")
    for key in ("r", "Space", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".note.good", has_text=TITLE)).to_be_visible()
    page.close()


def _correct(page: Page, scene: Scene, initiative: str) -> None:
    address = f"{scene.url}/cua-toi/{initiative}/sua"
    scene.until(lambda: page.goto(address) and page.url == address)
    page.fill("#summary", AFTER)
    page.click(".send button")
    expect(page).to_have_url(re.compile("da-gui-lai=1"))


def _approve_and_reward(desk: BrowserContext, scene: Scene) -> None:
    """The leader of the plant, who reviews as well; what was corrected stands out."""
    page = _open_case(desk, scene, "leader")
    expect(page.locator("ins").first).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.type(NUMBER)
    page.keyboard.press("Enter")
    expect(page.locator(".note.good", has_text=TITLE)).to_be_visible()
    page.get_by_role("link", name="Xem lại hồ sơ này").click()
    page.get_by_text("Khen thưởng", exact=True).first.click()
    page.select_option("#reward-reward_form", "giay-khen")
    page.fill("#reward-decision_number", "03/KT")
    page.get_by_role("button", name="Khen thưởng").click()
    expect(page.locator(".note.good", has_text="Đã ghi quyết định khen thưởng.")).to_be_visible()
    page.close()


def _check_the_certificate(page: Page, scene: Scene) -> None:
    """Whoever is handed the paper reads its code and finds it true."""
    certificates = page.locator("a[href$='.pdf']")

    def is_there() -> bool:
        page.goto(f"{scene.url}/chung-nhan")
        return certificates.count() > 0

    scene.until(is_there)
    page.goto(code_on(_paper(page, scene, f"{scene.url}{certificates.first.get_attribute('href')}")))
    expect(page.get_by_text("Giấy chứng nhận có thật và đang có hiệu lực.")).to_be_visible()


def _look_who_is_behind(desk: BrowserContext, scene: Scene) -> None:
    """The leader of the union above sees the plant that has done nothing, and not the one that has."""
    page = desk.new_page()
    scene.sign_in(page, "upper-leader", "/don-vi-toi")
    expect(page.get_by_role("heading", level=1)).to_contain_text(scene.names[UPPER])
    for heading in ("Chậm tiến độ", "Chưa có sáng kiến nào"):
        section = page.locator("section", has=page.get_by_role("heading", name=heading))
        expect(section.get_by_role("link")).to_have_text([scene.names[IDLE]])


def _open_case(desk: BrowserContext, scene: Scene, role: str) -> Page:
    page = desk.new_page()
    row = page.locator("a[data-row]", has_text=TITLE)

    def is_there() -> bool:
        page.goto(f"{scene.url}/ban-xet-duyet")
        return row.count() == 1

    scene.sign_in(page, role, "/ban-xet-duyet")
    scene.until(is_there)
    row.click()
    expect(page.locator("h1.case-title")).to_be_focused()
    return page


def _posted(scene: Scene) -> list[dict[str, Any]]:
    found = scene.get("submission", f"/initiatives?mine=true&limit=50&programme={scene.programme}", "worker")
    return list(found["items"])
