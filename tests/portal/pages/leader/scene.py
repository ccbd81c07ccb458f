"""Somebody who leads the plant's union, as the services tell of them, and what their unit has done."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.portal.pages.conftest import Browser
from tests.portal.pages.desk.cases import unit
from tests.portal.pages.proxy.scene import CITY, running
from tests.portal.pages.samples import NAMED, PROGRAMME, UNIT, me

MAIL, INVITATION, APPOINTMENT, SOMEBODY = (str(UUID(int=number)) for number in (31, 32, 33, 34))
_COUNTS = {"approved": 5, "pending": 3, "returned": 1, "registered": 9, "rejected": 1, "revoked": 0, "withdrawn": 0}
_SUMS = {"benefit_vnd": 0, "points": 50, "submitted": 10, "submitters": 8}
_SHARES = {"percent": 45.0, "target": 20, "members": None, "submitters_per_100": None}
_RANKS = dict.fromkeys(("points", "approved", "registered", "percent", "submitters", "benefit"), 2)


def window(name: str = "all", **changes: Any) -> dict[str, Any]:
    """The unit's figures in a window."""
    known = {
        **_COUNTS,
        **_SUMS,
        **_SHARES,
        "window": name,
        "days_left": 30,
        "grade": None,
        "missing": 11,
        "missing_per_day": 1,
        "next_class": None,
        "pledged": None,
        "ranks": {**_RANKS, "submitters_per_100_members": None},
        "ranks_in_cluster": None,
        "ranks_in_level": None,
    }
    return known | changes


def row(code: str, name: str, **changes: Any) -> dict[str, Any]:
    """A unit's row of a board."""
    known = {**_COUNTS, **_SUMS, **_SHARES, "unit": code, "name": name, "closed": False, "rank": 1, "moved": None}
    return known | changes


def board(*rows: dict[str, Any], more: str | None = None) -> dict[str, Any]:
    """A page of a board."""
    return {
        "among": "children",
        "by": "percent",
        "direct": {**_COUNTS, **_SUMS},
        "next": more,
        "policy_version": 1,
        "programme": PROGRAMME,
        "programme_name": "Mỗi ngày một sáng kiến",
        "recomputing_to": None,
        "revision": "r1",
        "rows": list(rows),
        "target_basis": "registered",
        "total": None,
        "unit": UNIT,
        "window": "all",
    }


def mail(**changes: Any) -> dict[str, Any]:
    """A mail that could not be sent."""
    known = {
        "id": MAIL,
        "message_id": "<x@y>",
        "initiative_id": str(UUID(int=1)),
        "person_id": SOMEBODY,
        "unit": UNIT,
        "template": "approved",
        "state": "failed",
        "subject": "Sáng kiến được công nhận",
        "to": "anh@example.vn",
        "to_office": False,
        "created_at": "2026-11-25T03:32:00Z",
        "sent_at": None,
        "attempts": 3,
        "reason": "550 mailbox unavailable",
        "certificate_id": None,
        "resends": [],
    }
    return known | changes


def invitation(**changes: Any) -> dict[str, Any]:
    """One that was accepted and waits to be confirmed."""
    accepted = {"at": "2026-11-25T03:32:00Z", "email": "cuong@example.vn", "name": "Lê Văn Cường", "person": SOMEBODY}
    known = {
        "id": INVITATION,
        "revision": 2,
        "state": "accepted",
        "role": "reviewer",
        "unit": UNIT,
        "programme": None,
        "email": "cuong@example.vn",
        "invited_by": str(UUID(int=9)),
        "created_at": "2026-11-24T03:32:00Z",
        "expires_at": "2026-12-08T03:32:00Z",
        "until": None,
        "accepted": accepted,
    }
    return known | changes


def appointment(**changes: Any) -> dict[str, Any]:
    """Somebody who reviews at the plant."""
    known = {
        "id": APPOINTMENT,
        "revision": 5,
        "person": SOMEBODY,
        "name": "Lê Văn Cường",
        "role": "reviewer",
        "unit": UNIT,
        "programme": None,
        "from": "2026-11-01T00:00:00Z",
        "until": None,
        "in_force": True,
        "through": "own",
        "deputy_for": None,
        "deputy_for_name": None,
    }
    return known | changes


@dataclass
class Leader:
    """What the services say to the leader `browser` belongs to."""

    browser: Browser
    me: str = ""

    def __post_init__(self) -> None:
        self.me = str(self.browser.sign_in("Phạm Thị Dung", is_staff=True).person)
        for one in (NAMED, CITY):
            known = {**unit(one["code"], one["name"]), "parent": CITY["code"] if one is NAMED else None}
            self.browser.services.says("submission", "GET", f"/units/{one['code']}", known)
        self.grant("leader")

    def grant(self, *roles: str, at: str = UNIT, **more: Any) -> None:
        """The visitor's only grants."""
        known = me() | {
            "id": self.me,
            "grants": [
                {"role": role, "unit": at, "programme": None, "source": "token", "until": None, **more}
                for role in roles
            ],
        }
        self.browser.services.says("submission", "GET", "/me", known)

    def runs(self) -> None:
        """A programme, and how the unit stands in it."""
        says = self.browser.services.says
        says("submission", "GET", "/programmes", {"items": [running(PROGRAMME)], "next": None})
        standing = {"among": 7, "name": NAMED["name"], "programme": PROGRAMME, "revision": "r1", "unit": UNIT}
        says("ranking", "GET", f"/standings/{PROGRAMME}/{UNIT}", {**standing, "windows": [window(), window("2026-11")]})
        say_board = board(row("may", "Tổ may"), more="more")
        says("ranking", "GET", f"/boards/{PROGRAMME}", say_board)
        day = {**_COUNTS, "submitted": 10}
        days = [{**day, "day": "2026-11-24"}, {**day, "day": "2026-11-25"}]
        about = {"programme": PROGRAMME, "revision": "r1", "unit": UNIT, "window": "all"}
        says("ranking", "GET", f"/standings/{PROGRAMME}/{UNIT}/days", {**about, "days": days})
        ages = {"up_to_3_days": 1, "up_to_7_days": 1, "up_to_15_days": 0, "over_15_days": 1}
        waits = {"unit": UNIT, "name": NAMED["name"], "level": "grassroots", "count": 3, "overdue": 1}
        item = {**waits, "oldest": "2026-11-01T03:32:00Z", "ages": ages}
        says("review", "GET", "/cases/counts", {"items": [item], "next": None})

    def appoints(self, *appointments: dict[str, Any], cards: tuple[dict[str, Any], ...] = ()) -> None:
        """Who does what there, and whose cards there are."""
        says = self.browser.services.says
        says("submission", "GET", f"/units/{UNIT}/appointments", {"items": list(appointments), "next": None})
        says("submission", "GET", "/authors", {"items": list(cards), "next": None})

    def invited(self, *invitations: dict[str, Any]) -> None:
        """Who was invited there."""
        page = {"items": list(invitations), "next": None}
        self.browser.services.says("submission", "GET", f"/units/{UNIT}/invitations", page)

    def mailed(self, *mails: dict[str, Any], more: str | None = None) -> None:
        """Mails within the unit; each can be asked for by itself."""
        says = self.browser.services.says
        says("notify", "GET", "/messages", {"items": list(mails), "next": more})
        for one in mails:
            says("notify", "GET", f"/messages/{one['id']}", one, etag='"4"')
