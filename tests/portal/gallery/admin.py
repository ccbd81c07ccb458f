"""Pages of administrators."""

from typing import Any, Final

from tests.portal.gallery.shown import WRONG, Shown
from tests.portal.pages.admin import programmes
from tests.portal.pages.admin.scene import CITY, MARKUP, PLANT, SERVICES, ZONE, Office, letter, listed, message, unit
from tests.portal.pages.admin.test_changing import PLAN, TYPED, plan
from tests.portal.pages.admin.test_operations import FRESH, HOLD
from tests.portal.pages.admin.test_snapshots import ID, header
from tests.portal.pages.admin.test_target_file import LINES, move
from tests.portal.pages.admin.test_targets import target
from tests.portal.pages.conftest import Browser

PROGRAMME: Final = programmes.PROGRAMME
BASE: Final = f"/quan-tri/chuong-trinh/{PROGRAMME}"
API: Final = f"/programmes/{PROGRAMME}"
SAMPLES: Final = {"cases": [{"points": 12, "lines": [{"text": "Điểm gốc", "points": 12}]}] * 3}
ROW: Final = {"unit": PLANT, "points": -12, "submitted": 1, "registered": 1200, "approved": 0, "submitters": 0}


def office(browser: Browser) -> None:
    """An administrator, and all that the services tell one."""
    says = Office(browser).services.says
    for service in SERVICES:
        says(service, "GET", "/dead-letters", {"items": [letter()], "next": None})
        says(service, "GET", "/health/ready", {"status": "degraded", "reasons": {"reader review": MARKUP}})
        if service != "submission":
            says(service, "GET", "/me", {"id": PLAN, "grants": [], "appointments": FRESH})
    says("notify", "GET", "/messages", {"items": [message()], "next": None})
    says("notify", "GET", "/hold", HOLD)
    says("submission", "GET", "/units", {"items": [listed(PLANT)], "next": None})
    says("submission", "GET", "/units/changes", {"items": [plan()], "next": None})
    says("submission", "GET", f"/units/changes/{PLAN}", plan())
    _programme(browser)


def _programme(browser: Browser) -> None:
    says = browser.services.says
    says("submission", "GET", "/programmes", {"items": [programmes.programme()], "next": None})
    says("submission", "GET", API, programmes.programme())
    says("submission", "PUT", API, {"would": programmes.programme(slogan="Mới"), "problems": []})
    says("submission", "GET", f"{API}/targets", {"items": [target(PLANT, 1200)], "next": None})
    says("submission", "GET", f"{API}/targets/{CITY}", target(CITY, 75_000))
    says("ranking", "POST", "/policies/points", SAMPLES)
    says("ranking", "GET", "/snapshots", {"items": [header()]})
    says("ranking", "GET", f"/snapshots/{ID}/difference", {"items": [{**ROW, "benefit_vnd": 0}]})
    browser.services.refuses("ranking", "GET", f"/standings/{PROGRAMME}/{CITY}", 404, "not-found")


def judging(browser: Browser) -> None:
    """Changes of the tree are found right."""
    office(browser)
    would = {"on": "2027-01-01", "units": [listed(PLANT, parent=CITY), listed(ZONE)]}
    browser.services.says("submission", "POST", "/units/changes", {"would": would, "problems": []})


def assigning(browser: Browser) -> None:
    """A file of targets is found right."""
    office(browser)
    browser.services.says("submission", "GET", f"/units/{PLANT}", unit(PLANT, name=MARKUP))
    moves = [move(PLANT, {"total": 1200}, {"total": 1300, "P2": 5}), move(CITY, {"total": 75_000}, {"total": 75_000})]
    browser.services.says(
        "submission", "POST", f"{API}/targets", {"would": {"units": 2, "targets": moves}, "problems": []}
    )


def stranger(browser: Browser) -> None:
    """A reviewer, who administers nothing."""
    Office(browser).grants(("reviewer", PLANT))


def _page(name: str, path: str, fields: Any = None, status: int = 200, arrange: Any = office) -> Shown:
    return Shown(f"admin, {name}", "staff", path, arrange, fields, status)


PREVIEW: Final = {"file_text": LINES, "step": "check"}
RIGHT: Final = {
    "name": "Chương trình",
    "root_unit": CITY,
    "target_basis": "registered",
    **dict.fromkeys(("starts_on", "ends_on"), "2026-11-01"),
    **dict.fromkeys(("submit_until", "correct_until", "decide_until"), "2027-02-09T17:00:00"),
}
PAGES: Final = (
    _page("first page", "/quan-tri"),
    _page("not for the visitor", "/quan-tri", None, 403, stranger),
    _page("units", "/quan-tri/don-vi"),
    _page("unit", f"/quan-tri/don-vi/{PLANT}"),
    _page("unit, wrong", f"/quan-tri/don-vi/{PLANT}", {"name": "", "members": "x"}, WRONG),
    _page("new unit", "/quan-tri/them-don-vi"),
    _page("changes of the tree", "/quan-tri/thay-doi"),
    _page("change of the tree", f"/quan-tri/thay-doi/{PLAN}"),
    _page("tree", "/quan-tri/thay-doi/moi"),
    _page("tree, wrong", "/quan-tri/thay-doi/moi", {"step": "check"}, WRONG),
    _page("tree, preview", "/quan-tri/thay-doi/moi", {**TYPED, "step": "check"}, 200, judging),
    _page("programmes", "/quan-tri/chuong-trinh"),
    _page("new programme", "/quan-tri/them-chuong-trinh"),
    _page("programme", BASE),
    _page("programme, wrong", BASE, {"step": "check", "root_unit": CITY}, WRONG),
    _page("programme, preview", BASE, {**RIGHT, "step": "check", "revision": "6"}),
    _page("policy", f"{BASE}/diem"),
    _page("policy, wrong", f"{BASE}/diem", {"step": "check", "base.upper.default": "x"}, WRONG),
    _page("policy, preview", f"{BASE}/diem", {"step": "check", "base.upper.default": "5", "revision": "6"}),
    _page("targets", f"{BASE}/chi-tieu"),
    _page("targets, wrong", f"{BASE}/chi-tieu", {"parent": CITY, "window": "total", "assigned.giay": "x"}, WRONG),
    _page("targets from a file", f"{BASE}/chi-tieu/tep"),
    _page(
        "targets from a file, preview", f"{BASE}/chi-tieu/tep", {"file_text": LINES, "step": "check"}, 200, assigning
    ),
    _page("targets from a file, wrong", f"{BASE}/chi-tieu/tep", {"file_text": ""}, WRONG),
    _page("snapshots", f"{BASE}/chot"),
    _page("snapshots, wrong", f"{BASE}/chot", {"window": ""}, WRONG),
    _page("difference", f"{BASE}/chot/{ID}"),
    _page("letters", "/quan-tri/su-co"),
    _page("mails", "/quan-tri/thu"),
    _page("mails, wrong", "/quan-tri/thu/giu", {"mail": ""}, WRONG),
    _page("health", "/quan-tri/tinh-trang"),
)
