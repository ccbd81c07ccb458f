"""Pages of those who lead a unit."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from tests.portal.gallery.desk import waiting
from tests.portal.gallery.figures import LONGEST, board, running, standing, unit_of
from tests.portal.gallery.shown import WRONG, Shown
from tests.portal.pages.conftest import Browser
from tests.portal.pages.desk.cases import OTHER, moment
from tests.portal.pages.desk.scene import Desk
from tests.portal.pages.leader.scene import MAIL, invitation, mail
from tests.portal.pages.samples import PROGRAMME, card

LED: Final = LONGEST[1].code
DASHBOARD: Final = f"/don-vi-toi?unit={LED}"


def leader(browser: Browser) -> None:
    """Somebody who leads a union of many units."""
    opened = Desk(browser)
    opened.grant("leader", at=LED)
    says = browser.services.says
    says("submission", "GET", "/programmes", {"items": [running()]})
    says("submission", "GET", f"/units/{LED}", unit_of(LED))
    says(
        "submission",
        "GET",
        f"/units/{LED}/appointments",
        {"items": [appointment(number) for number in range(4)], "next": None},
    )
    says("submission", "GET", "/authors", {"items": [card(), card(id=OTHER, member_number=None)], "next": None})
    says("ranking", "GET", f"/standings/{PROGRAMME}/{LED}", standing())
    says("ranking", "GET", f"/boards/{PROGRAMME}", board(rows=20, next="behind"))
    says("ranking", "GET", f"/standings/{PROGRAMME}/{LED}/days", days())
    says("review", "GET", "/cases/counts", {"items": [waiting(number) for number in range(8)], "next": None})


def days() -> dict[str, Any]:
    """Thirty days of a programme."""
    first = datetime.now(UTC).date() - timedelta(days=30)
    rest = dict.fromkeys(("pending", "rejected", "returned", "revoked", "submitted", "withdrawn"), 0)
    each = [{**rest, "day": str(first + timedelta(days=n)), "registered": n % 7, "approved": n % 3} for n in range(30)]
    return {"programme": PROGRAMME, "unit": LED, "window": "all", "revision": "7", "days": each}


def appointment(number: int) -> dict[str, Any]:
    """In force, planned, a deputy's, from above."""
    return {
        "id": str(UUID(int=900 + number)),
        "person": OTHER,
        "name": None if number == 3 else "Nguyễn Hoàng Thị Ngọc Ánh",
        "role": ("reviewer", "leader", "proxy", "councillor")[number],
        "unit": LED,
        "programme": None,
        "from": moment(-30 if number != 1 else 3),
        "until": None if number == 0 else moment(60),
        "in_force": number != 1,
        "through": "above" if number == 2 else "own",
        "deputy_for": OTHER if number == 1 else None,
        "deputy_for_name": "Trần Thị Mai" if number == 1 else None,
        "revision": 1,
    }


def mailed(browser: Browser) -> None:
    """Mails that went and did not go, and invitations in every state."""
    leader(browser)
    says = browser.services.says
    sent_again = {"after_attempts": 3, "at": moment(-1), "by": OTHER, "role": "leader", "unit": LED}
    mails = [mail(unit=LED, resends=[sent_again]), mail(id=OTHER, unit=LED, state="waiting-for-contact", to=None)]
    says("notify", "GET", "/messages", {"items": mails, "next": "more"})
    says("notify", "GET", f"/messages/{MAIL}", mails[0], etag='"4"')
    states = [invitation(), *(invitation(id=OTHER, state=one, accepted=None) for one in ("open", "expired"))]
    says("submission", "GET", f"/units/{LED}/invitations", {"items": states, "next": None})


def half_away(browser: Browser) -> None:
    """Two services do not answer; the page stands."""
    leader(browser)
    browser.services.away |= {"ranking", "review"}


def of_no_unit(browser: Browser) -> None:
    """Somebody whose appointments have all ended."""
    opened = Desk(browser)
    opened.grant("proxy")
    browser.services.says("submission", "GET", "/programmes", {"items": []})


def _page(name: str, path: str, arrange: Any = leader, fields: Any = None, status: int = 200) -> Shown:
    return Shown(name, "staff", path, arrange, fields, status)


WRONG_DAY: Final = {"card": "x", "role": "reviewer", "until": "32/13"}
PAGES: Final = (
    _page("my unit", DASHBOARD),
    _page("my unit, half away", DASHBOARD, half_away),
    _page("my unit, none", "/don-vi-toi", of_no_unit),
    _page("behind", f"/don-vi-toi/danh-sach?unit={LED}&programme={PROGRAMME}"),
    _page("mails", "/don-vi-toi/thu", mailed),
    _page("mail", f"/don-vi-toi/thu/{MAIL}", mailed),
    _page("invitations", f"/don-vi-toi/{LED}/loi-moi", mailed),
    _page("invitations, wrong", f"/don-vi-toi/{LED}/loi-moi", mailed, {"email": "x"}, WRONG),
    _page("appointments", f"/don-vi-toi/{LED}/phan-cong"),
    _page("appointments, wrong", f"/don-vi-toi/{LED}/phan-cong", leader, WRONG_DAY, WRONG),
)
