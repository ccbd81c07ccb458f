"""The desk: the queue, a case in each state, many at once."""

from typing import Any, Final
from uuid import UUID

from tests.portal.gallery.figures import LONGEST, running, unit_of
from tests.portal.gallery.shown import AWAY, WRONG, Shown
from tests.portal.pages.conftest import Browser
from tests.portal.pages.desk.cases import (
    APPROVAL,
    APPROVE,
    FIRST,
    OTHER,
    REWARD,
    SECOND,
    case,
    claim,
    line,
    moment,
    row,
)
from tests.portal.pages.desk.scene import Desk

CASE: Final = f"/ban-xet-duyet/{FIRST}"
SEEN: Final = {
    "revision": "3",
    "content_version": "1",
    "submission_version": "1",
    "supplement": "0",
    "lines": "1",
    "by": OTHER,
}
CASES: Final = 12
LONG: Final = "Một số biện pháp ứng dụng công nghệ thông tin trong quản lý hồ sơ bán trú và thu chi của trường mầm non"


def desk(browser: Browser) -> Desk:
    """A dozen cases of plants with long names, some late, some in somebody's hands."""
    opened = Desk(browser)
    rows = []
    for number in range(CASES):
        unit = LONGEST[number]
        browser.services.says("submission", "GET", f"/units/{unit.code}", unit_of(unit.code))
        held = claim(opened.me if number == 3 else OTHER) if number in (3, 4) else None
        due = {"due_at": moment(number - 2), "overdue": number < 2}
        rows.append(
            row(str(UUID(int=number + 1)), unit=unit.code, title=LONG if number % 2 else "Kệ xoay", claim=held, **due)
        )
    opened.waits(*rows, more=True)
    waits = [waiting(number) for number in range(6)]
    browser.services.says("review", "GET", "/cases/counts", {"items": waits, "next": None})
    browser.services.says("submission", "GET", "/programmes", {"items": [running(id="75k")]})
    history = [line("submitted"), line("returned", reasons=["other"], comment="Nêu số liệu."), line("resubmitted")]
    changes = {"summary": {"before": "Dùng tấm nhựa.", "after": "Dùng tấm nhựa POM để giữ đế giày khi mài cạnh."}}
    item = {
        "section": "so-lieu",
        "name": "Số liệu",
        "text": "40 giây, nay 25.",
        "at": moment(-1),
        "number": 1,
        "content_version": 1,
        "by": OTHER,
    }
    opened.opens(
        case(title=LONG, history=history, changes=changes, returned_version=None),
        description="Bước một.",
        added=(item,),
    )
    return opened


def waiting(number: int) -> dict[str, Any]:
    """What waits at one unit, by age."""
    unit = LONGEST[number]
    ages = {"up_to_3_days": 120, "up_to_7_days": 40, "up_to_15_days": 7, "over_15_days": number}
    named = {"unit": unit.code, "name": unit.name, "level": unit.level}
    return {**named, "count": 167 + number, "overdue": number, "oldest": moment(-20), "ages": ages}


def empty(browser: Browser) -> None:
    """Nothing waits."""
    Desk(browser).waits()


def leading(browser: Browser) -> None:
    """Somebody who leads, before an approved and rewarded case."""
    opened = desk(browser)
    opened.grant("leader")
    history = [line("submitted"), line("approved", decision_number="01/QĐ"), line("rewarded", decision_number="02/KT")]
    opened.opens(
        case(
            status="approved",
            approvals=[APPROVAL],
            rewards=[REWARD],
            history=history,
            verified_benefit_vnd=9_000_000,
            claim=None,
        )
    )


def held(browser: Browser) -> None:
    """The case is in a colleague's hands."""
    opened = desk(browser)
    opened.grant("leader")
    opened.opens(case(title=LONG, claim=claim(OTHER), missing_sections=["so-lieu"]))


def many(browser: Browser) -> None:
    """Two are decided at once, one of them is refused."""
    desk(browser)
    problem = {
        "type": "urn:sangkien:problem:content-changed",
        "title": "Không được",
        "status": 409,
        "detail": "Nội dung đã thay đổi.",
        "errors": [],
    }
    done = {"initiative_id": FIRST, "done": True, "version": 2, "status": "approved", "problem": None}
    refused = {"initiative_id": SECOND, "done": False, "version": None, "status": None, "problem": problem}
    browser.services.says("review", "POST", "/decisions", {"done": 1, "refused": 1, "results": [done, refused]})


def stale(browser: Browser) -> None:
    """The case changed while it was read."""
    desk(browser)
    browser.services.refuses("review", "POST", f"/cases/{FIRST}/decision", 412, "stale-version")


def away(browser: Browser) -> None:
    """Review does not answer."""
    desk(browser)
    browser.services.away.add("review")


def _page(name: str, path: str, arrange: Any = desk, fields: Any = None, status: int = 200) -> Shown:
    return Shown(name, "staff", path, arrange, fields, status)


TICKED: Final = {
    "case": f"{FIRST}:1:1:0 {SECOND}:1:1:0",
    f"title-{FIRST}": "Kệ xoay",
    f"title-{SECOND}": LONG,
}
PAGES: Final = (
    _page("desk", "/ban-xet-duyet"),
    _page("desk, filtered", "/ban-xet-duyet?q=ke&qua-han=1"),
    _page("desk, empty", "/ban-xet-duyet", empty),
    _page("case", CASE),
    _page("case, wrong", CASE, desk, {**SEEN, "act": "approve", "decided_on": "2030-01-01"}, WRONG),
    _page("case, changed", CASE, stale, {**SEEN, **APPROVE}, WRONG),
    _page("case, decided", CASE, leading),
    _page("case, held", CASE, held),
    _page("desk, away", CASE, away, {**SEEN, **APPROVE, "comment": "Tốt."}, AWAY),
    _page("many", "/ban-xet-duyet/nhieu"),
    _page("many, wrong", "/ban-xet-duyet/nhieu", desk, {"key": "k-1"}, WRONG),
    _page(
        "many, results",
        "/ban-xet-duyet/nhieu",
        many,
        {**TICKED, "key": "k-1", **APPROVE},
    ),
    _page("take back", f"{CASE}/thu-hoi/{REWARD['id']}", leading),
)
