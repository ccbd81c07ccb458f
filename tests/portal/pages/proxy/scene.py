"""Somebody who helps others of the plant, as the services tell of them, and the people they help."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.portal.pages.conftest import Browser
from tests.portal.pages.desk.cases import unit
from tests.portal.pages.samples import INITIATIVE, NAMED, UNIT, initiative, me, programme

ANH, BINH, OLD = (str(UUID(int=number)) for number in (21, 22, 23))
CITY = {"code": "can-tho", "name": "LĐLĐ thành phố Cần Thơ"}


def person(id_: str = ANH, **changes: Any) -> dict[str, Any]:
    """A card that was made for somebody."""
    known = {
        "id": id_,
        "revision": 1,
        "version": 1,
        "account": False,
        "confirmed": True,
        "email": None,
        "erased": False,
        "home_unit": UNIT,
        "language": "vi",
        "leads": [],
        "member_number": "0123-CĐ",
        "name": "Nguyễn Thị Ánh",
        "phone": None,
    }
    return known | changes


def running(id_: str, **changes: Any) -> dict[str, Any]:
    """A programme as administrators know it, open for long."""
    plain = {name: value for name, value in programme(id=id_).items() if name != "root_unit"}
    rest: dict[str, Any] = {
        "blind_review": False,
        "confirm_days": 10,
        "council": False,
        "decision_days": 15,
        "import_until": None,
        "late_hours": 0,
        "policy": {},
        "review_working_days": None,
        "root_unit": CITY["code"],
        "sections": [],
        "separate_confirmation": False,
        "target_basis": "registered",
        "submit_until": "2999-01-01T00:00:00Z",
        "starts_on": "2020-01-01",
    }
    return {**plain, **rest, **changes}


@dataclass
class Team:
    """What the services say to the one who helps, whom `browser` belongs to."""

    browser: Browser
    me: str = ""

    def __post_init__(self) -> None:
        self.me = str(self.browser.sign_in("Trần Văn Bình", is_staff=True).person)
        for one in (NAMED, CITY):
            parent = CITY["code"] if one is NAMED else None
            level = "grassroots" if one is NAMED else "provincial"
            known = {**unit(one["code"], one["name"]), "parent": parent, "level": level}
            self.browser.services.says("submission", "GET", f"/units/{one['code']}", known)
        self.grant("proxy")

    def grant(self, role: str, at: str = UNIT) -> None:
        """The visitor's only grant."""
        grant = {"role": role, "unit": at, "programme": None, "source": "token", "until": None}
        self._may([grant])

    def grant_nothing(self) -> None:
        """The visitor has no grant."""
        self._may([])

    def knows(self, *cards: dict[str, Any], more: str | None = None) -> None:
        """Whom a search finds, whatever it asks for."""
        self.browser.services.says("submission", "GET", "/authors", {"items": list(cards), "next": more})

    def lists(self, *initiatives: dict[str, Any], more: str | None = None, authors: Any = None) -> None:
        """The unit's initiatives, and who their authors are."""
        self.browser.services.says("submission", "GET", "/initiatives", {"items": list(initiatives), "next": more})
        named = [{"id": ANH, "name": "Nguyễn Thị Ánh", "share": 100, "home_unit": UNIT, "home_unit_name": None}]
        for one in initiatives or ({"id": INITIATIVE},):
            place = f"/initiatives/{one['id']}/authors"
            self.browser.services.says("submission", "GET", place, {"items": authors or named})

    def posted(self, **changes: Any) -> dict[str, Any]:
        """One that the visitor entered for somebody."""
        authors = [{"id": ANH, "share": 100, "home_unit": UNIT}]
        return initiative(entered_by=self.me, authors=authors) | changes

    def _may(self, grants: list[dict[str, Any]]) -> None:
        known = me() | {"id": self.me, "grants": grants}
        self.browser.services.says("submission", "GET", "/me", known)
