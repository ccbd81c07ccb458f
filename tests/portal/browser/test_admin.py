"""An administrator without scripts changes the policy and sets a target, and the board's figures move."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from deploy.local.stack import Stack
from tests.portal.browser.scene import PLANT, UPPER, Scene


@pytest.fixture(scope="module")
def scene(system: Stack) -> Scene:
    """A programme of its own: what an administrator sets is set for everybody in it."""
    return Scene(system)


def figures(page: Page, scene: Scene) -> str:
    """The plant's row of the board."""
    page.goto(f"{scene.url}/bang/{scene.programme}?unit={scene.code(UPPER)}")
    return page.locator(f"tr[data-unit={scene.code(PLANT)}]").inner_text()


def wait_for(page: Page, scene: Scene, pattern: str) -> None:
    try:
        scene.until(lambda: re.search(pattern, figures(page, scene)))
    except AssertionError as error:
        raise AssertionError(figures(page, scene)) from error


def test_a_policy_and_a_target_move_the_board_without_scripts(plain: BrowserContext, scene: Scene) -> None:
    page = plain.new_page()
    today = scene.dates()["starts_on"]
    scene.decide(scene.post("Máng hứng phoi cho máy mài"), "approve", decision_number="7/QĐ", decided_on=today)
    scene.sign_in(page, "admin", f"/quan-tri/chuong-trinh/{scene.programme}/diem")
    points = page.locator("[id='base.grassroots.technical']")
    points.fill("1.234")
    page.get_by_role("button", name="Xem trước và tính thử").click()
    expect(page.get_by_role("cell", name="Điểm gốc, Cấp cơ sở, Giải pháp kỹ thuật")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Giải pháp kỹ thuật, Cấp cơ sở.*1.234"))).to_be_visible()
    page.get_by_role("button", name="Xác nhận, ghi ngay").click()
    expect(page.get_by_text("Đã ghi quy định điểm")).to_be_visible()
    wait_for(page, scene, r"\b(1\.234|2\.468|3\.702)\b")

    page.goto(f"{scene.url}/quan-tri/chuong-trinh/{scene.programme}/chi-tieu?parent={scene.code(UPPER)}")
    page.locator(f"[id='assigned.{scene.code(PLANT)}']").fill("4")
    page.get_by_role("button", name="Ghi chỉ tiêu").click()
    expect(page.get_by_text("Đã ghi 1 đơn vị.")).to_be_visible()
    wait_for(page, scene, r"\d+(,\d+)? %")
