"""Pages of those who help others post."""

from typing import Any, Final

from tests.portal.gallery.shown import WRONG, Shown
from tests.portal.pages.conftest import Browser
from tests.portal.pages.proxy.scene import ANH, BINH, OLD, Team, person, running
from tests.portal.pages.samples import ABOVE, INITIATIVE, PROGRAMME, UNIT, form

LONG: Final = "Nguyễn Hoàng Phương Thảo Nguyên Trâm Anh"
ADDRESS: Final = "phuong.thao.nguyen.tram.anh@giay-long-thanh.example.vn"
ENTER: Final = f"/to-ho-tro/nhap/{PROGRAMME}/{UNIT}"


def team(browser: Browser) -> None:
    """Somebody who helps a unit of many people."""
    scene = Team(browser)
    own = person(BINH, name=LONG, email=ADDRESS, phone="0900 000 000", account=True, confirmed=False)
    scene.knows(person(), own, person(OLD, name=LONG, member_number=None), more="more")
    others = (scene.posted(id=ANH, status="approved"), scene.posted(id=BINH, status="draft"))
    scene.lists(scene.posted(status="returned"), *others, more="more")
    says = browser.services.says
    says("submission", "GET", f"/initiatives/{INITIATIVE}", scene.posted())
    says("submission", "GET", f"/programmes/{PROGRAMME}/form", form())
    both = [running(PROGRAMME), running("khac", name="Một triệu sáng kiến, nỗ lực vượt khó, sáng tạo")]
    says("submission", "GET", "/programmes", {"items": both, "next": None})
    found = {"code": UNIT, "name": f"CĐCS Công ty TNHH {LONG}", "path": ABOVE, "level": "grassroots"}
    says("submission", "GET", "/units", {"items": [found], "next": None})


def alone(browser: Browser) -> None:
    """Nobody and nothing is there yet."""
    scene = Team(browser)
    scene.knows()
    scene.lists()


def _page(name: str, path: str, arrange: Any = team, fields: Any = None, status: int = 200) -> Shown:
    return Shown(name, "staff", path, arrange, fields, status)


TWO: Final = {"authors": f"{ANH} {BINH}", f"name-{ANH}": "Nguyễn Thị Ánh", f"name-{BINH}": LONG, f"share-{ANH}": "101"}
PAGES: Final = (
    _page("support team", "/to-ho-tro"),
    _page("support team, nothing yet", "/to-ho-tro", alone),
    _page("support team, initiatives", "/to-ho-tro/sang-kien"),
    _page("support team, people", "/to-ho-tro/nguoi"),
    _page("support team, nobody yet", "/to-ho-tro/nguoi", alone),
    _page("support team, new person", "/to-ho-tro/nguoi/them"),
    _page("support team, new person, wrong", "/to-ho-tro/nguoi/them", team, {"new_name": LONG}, WRONG),
    _page("support team, joining", f"/to-ho-tro/nguoi/{BINH}/gop?ten={LONG}"),
    _page("support team, choosing", "/to-ho-tro/nhap?q=giay"),
    _page("support team, entering", f"{ENTER}?xong={INITIATIVE}"),
    _page("support team, found", ENTER, team, {"act": "find", "q": "anh"}),
    _page("support team, entering, wrong", ENTER, team, {"act": "send", **TWO}, WRONG),
)
