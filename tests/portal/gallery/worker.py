"""Pages of those who post."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.portal.gallery.mails import LONG, message, unit
from tests.portal.gallery.posting import FORM, TYPED, visitor
from tests.portal.gallery.shown import AWAY, WRONG, Shown
from tests.portal.pages.conftest import Browser
from tests.portal.pages.desk.cases import APPROVAL, REWARD
from tests.portal.pages.samples import (
    INITIATIVE,
    NAMED,
    PROGRAMME,
    UNIT,
    act,
    card,
    initiative,
    own_case,
    returned,
)
from tests.portal.pages.test_adding import INVITATION, SECRET
from tests.portal.pages.test_own_data import CERTIFICATE

ONE: Final = f"/initiatives/{INITIATIVE}"
RETURNED: Final = {
    "vi": "Đã trả lại để bổ sung: anh/chị sửa rồi gửi lại.",
    "en": "Returned: correct it and send it again.",
}
APPROVED: Final = {"vi": "Đã được công nhận; không phải chờ gì thêm.", "en": "Approved; nothing more is awaited."}
MINE: Final = f"/cua-toi/{INITIATIVE}"


def worker(browser: Browser) -> None:
    """Somebody with one initiative that waits for its reviewers."""
    visitor(browser)
    session = browser.sign_in()
    says = browser.services.says
    me = {
        "id": str(session.person),
        "name": session.name,
        "share": 70,
        "home_unit": UNIT,
        "home_unit_name": NAMED["name"],
    }
    other = {"id": INVITATION["id"], "name": None, "share": 30, "home_unit": UNIT, "home_unit_name": NAMED["name"]}
    section = {
        "code": "so-lieu",
        "name": "Số liệu trước và sau",
        "needed_before": "upper",
        "given": False,
        "asked": True,
    }
    added = {"initiative_id": INITIATIVE, "content_version": 1, "supplement": 0, "at": 0, "description": "Bước một."}
    says("submission", "GET", ONE, initiative())
    says("submission", "GET", f"{ONE}/authors", {"items": [me, other]})
    says("submission", "GET", f"{ONE}/supplements", {**added, "items": [], "sections": [section]})
    says("submission", "GET", f"{ONE}/invitations", {"items": [INVITATION], "next": None})
    says("submission", "POST", f"{ONE}/invitations", INVITATION, 201)
    says("submission", "GET", "/initiatives", {"items": [initiative(), returned(title=LONG)], "next": "more"})
    says("submission", "GET", "/authors/me", card(email=None))
    says("submission", "GET", f"/units/{UNIT}", unit())
    says("review", "GET", f"/cases/{INITIATIVE}", own_case())
    says(
        "notify",
        "GET",
        "/certificates",
        {"items": [CERTIFICATE, {**CERTIFICATE, "state": "revoked", "title": LONG}], "next": None},
    )
    says(
        "notify",
        "GET",
        "/messages",
        {"items": [message("sent"), message("failed"), message("waiting-for-contact")], "next": None},
    )


def nothing_yet(browser: Browser) -> None:
    """Somebody who has posted nothing."""
    worker(browser)
    for service, path in (("submission", "/initiatives"), ("notify", "/certificates"), ("notify", "/messages")):
        browser.services.says(service, "GET", path, {"items": [], "next": None})
    browser.services.says("submission", "GET", "/units", {"items": [], "next": None})


def with_returned(browser: Browser) -> None:
    """The initiative came back."""
    worker(browser)
    browser.services.says("submission", "GET", ONE, returned())
    browser.services.says(
        "review",
        "GET",
        f"/cases/{INITIATIVE}",
        own_case(status="returned", awaited_unit=None, due_at=None, sentence=RETURNED),
    )


def approved(browser: Browser) -> None:
    """It was approved and rewarded."""
    worker(browser)
    browser.services.says(
        "submission",
        "GET",
        ONE,
        initiative(
            status="approved",
            verified_benefit_vnd=10_000_000,
            timeline=[act("submitted"), act("approved"), act("rewarded")],
        ),
    )
    ended = {"awaited_unit": None, "due_at": None, "approvals": [APPROVAL], "rewards": [REWARD]}
    case = own_case(status="approved", **ended, sentence=APPROVED)
    browser.services.says("review", "GET", f"/cases/{INITIATIVE}", case)


def changed_elsewhere(browser: Browser) -> None:
    """Somebody else changed it meanwhile."""
    with_returned(browser)
    browser.services.refuses("submission", "PATCH", ONE, 412, "stale-version", detail="Cũ")


def invited(browser: Browser) -> None:
    """An invitation to a task, accepted by whoever is signed in."""
    worker(browser)
    accepted = {"id": "x", "state": "accepted", "unit": UNIT, "role": "reviewer", "initiative": None, "share": None}
    browser.services.says("submission", "POST", "/invitations/acceptance", accepted)


def erased(browser: Browser) -> None:
    """All is forgotten."""
    worker(browser)
    browser.services.says("submission", "DELETE", "/authors/me", None, 204)


def signed_in_again(browser: Browser) -> None:
    """The session ended while something was written; it stands there after another sign-in."""
    worker(browser)
    (session,) = browser.store.sessions.known.values()
    typed = [("title", LONG), ("summary", "Vài câu.")]
    values = {"action": FORM, "fields": typed}
    kept = {"page": "/gui-tiep", "by": str(session.person), "sent_to": FORM, "values": values}
    browser.store.sessions.drafts[session.id] = (json.dumps(kept).encode(), datetime.now(UTC) + timedelta(hours=1))


def away(browser: Browser) -> None:
    """Submission does not answer when the form is sent."""
    worker(browser)
    browser.services.away.add("submission")


RIGHT: Final = {
    **TYPED,
    "title": LONG,
    "summary": "Vài câu.",
    "kind": "technical",
    "field": "may mặc",
    "benefit": "12tr",
    "applied": "today",
}


def _page(name: str, path: str, arrange: Any = worker, fields: Any = None, status: int = 200) -> Shown:
    return Shown(name, "worker", path, arrange, fields, status)


PAGES: Final = (
    _page("choose a unit, none", f"/g/{PROGRAMME}?q=giay", nothing_yet),
    _page("form, kept", FORM, away, RIGHT, AWAY),
    Shown("form, sent again", "worker", "/gui-tiep", signed_in_again, is_once=True),
    _page("outbox", "/cho-gui"),
    _page("mine", "/cua-toi"),
    _page("mine, none yet", "/cua-toi", nothing_yet),
    _page("mine, none such", "/cua-toi?status=approved", nothing_yet),
    _page("one, pending", MINE),
    _page("one, just sent", f"{MINE}?vua-gui=1"),
    _page("one, returned", MINE, with_returned),
    _page("one, approved", MINE, approved),
    _page("correct", f"{MINE}/sua", with_returned),
    _page("correct, changed elsewhere", f"{MINE}/sua", changed_elsewhere, {**RIGHT, "revision": "1"}, 412),
    _page("another unit", f"{MINE}/don-vi?q=giay", with_returned),
    _page("withdraw", f"{MINE}/rut"),
    _page("additions", f"{MINE}/bo-sung"),
    _page("additions, wrong", f"{MINE}/bo-sung/so-lieu", worker, {"text": "", "revision": "1"}, WRONG),
    _page("co-authors", f"{MINE}/dong-tac-gia"),
    _page("co-authors, invited", f"{MINE}/dong-tac-gia", worker, {"share": "30", "key": "k-1"}),
    _page("invitation", "/loi-moi"),
    _page("invitation, wrong", "/loi-moi", worker, {"secret": "ngắn"}, WRONG),
    _page("invitation, accepted", "/loi-moi", invited, {"secret": SECRET}),
    _page("certificates", "/chung-nhan"),
    _page("certificates, none yet", "/chung-nhan", nothing_yet),
    _page("messages", "/thu"),
    _page("messages, none yet", "/thu", nothing_yet),
    _page("my details", "/ho-so"),
    _page("erase", "/ho-so/xoa"),
    _page("erase, not sure", "/ho-so/xoa", worker, {}, WRONG),
    _page("erased", "/ho-so/xoa", erased, {"sure": "1"}),
)
