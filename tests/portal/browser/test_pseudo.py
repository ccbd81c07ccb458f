"""Pages on a narrow phone in a language that is 40 % longer than English: nothing scrolls sideways, nothing is cut."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page

from deploy.local.portal import PortalProcess
from deploy.local.ports import free_ports
from deploy.local.processes import Room
from deploy.local.secrets import portal_secrets
from deploy.local.stack import Stack
from tests.portal.browser.scene import PLANT, UPPER, Scene

CUT: Final = """() => [...document.querySelectorAll("button, .button")]
  .filter((one) => one.clientWidth && getComputedStyle(one).display !== "inline")
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.textContent.trim())"""
WIDE: Final = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".visually-hidden"))
    .map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`)"""


@pytest.fixture(scope="module")
def pseudo(system: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A second portal beside the first, whose English is stretched; it knows the same sessions."""
    assert system.portal is not None
    (port,) = free_ports(1)
    folder = tmp_path_factory.mktemp("pseudo")
    env = {**portal_secrets(system.room.state), "PORTAL_PSEUDO_LANGUAGE": "1"}
    mongo_url = system.portal.env["PORTAL_MONGO_URL"]
    ports = replace(system.ports, portal=port)
    portal = PortalProcess(ports, system.issuer, mongo_url, room=Room(folder, folder), env=env)
    portal.start()
    yield portal.url
    portal.stop()


def is_there(page: Page, address: str) -> bool:
    """Whether the page has come, once the services have told each other what it shows."""
    answer = page.goto(address)
    return answer is not None and answer.ok


def check(scene: Scene, page: Page, url: str, paths: list[str]) -> None:
    """Open each, and collect what is wrong with it."""
    wrong: list[str] = []
    for path in paths:
        try:
            scene.until(partial(is_there, page, f"{url}/en{path}"))
        except AssertionError as error:
            raise AssertionError(f"{path} never came: {page.inner_text('main')}") from error
        assert "⟦" in page.locator("h1").first.inner_text() or "⟦" in page.inner_text("main"), path
        wrong += [f"{path} is too wide: {one}" for one in page.evaluate(WIDE)]
        wrong += [f"{path} cuts a button: {one}" for one in page.evaluate(CUT)]
    assert wrong == []


def test_public_pages_have_room(scene: Scene, pseudo: str, phone: BrowserContext) -> None:
    programme, plant = scene.programme, scene.code(PLANT)
    check(
        scene,
        phone.new_page(),
        pseudo,
        [
            "",
            f"/chuong-trinh/{programme}",
            f"/bang/{programme}?unit={scene.code(UPPER)}",
            f"/don-vi/{programme}/{plant}",
            f"/tieu-bieu/{programme}",
            f"/g/{programme}",
            f"/g/{programme}/{plant}",
            "/verify",
            "/bien-nhan",
            "/huong-dan",
            "/du-lieu-ca-nhan",
            "/tiep-can",
            "/cho-gui",
        ],
    )


def test_a_workers_pages_have_room(scene: Scene, pseudo: str, phone: BrowserContext) -> None:
    initiative = scene.post("Đồ gá giữ đế giày khi mài cạnh, có tay gạt để tháo lắp nhanh")
    page = phone.new_page()
    scene.sign_in(page, "worker")
    own = f"/cua-toi/{initiative}"
    below = ["", "?vua-gui=1", "/dong-tac-gia", "/bo-sung", "/rut"]
    check(scene, page, pseudo, ["/cua-toi", *(own + more for more in below), "/ho-so", "/thu", "/chung-nhan"])


def test_staffs_pages_have_room(scene: Scene, pseudo: str, phone: BrowserContext) -> None:
    initiative = scene.post("Hộp gom bụi cho bàn may, dùng quạt cũ của máy tính")
    scene.until(lambda: scene.get("review", "/cases", "leader", ("reviewer", scene.code(PLANT)))["items"])
    page = phone.new_page()
    scene.sign_in(page, "leader")
    desk = ["/ban-xet-duyet", f"/ban-xet-duyet/{initiative}", "/ban-xet-duyet/nhieu"]
    check(scene, page, pseudo, [*desk, "/don-vi-toi", f"/don-vi-toi/{scene.code(PLANT)}/phan-cong"])
