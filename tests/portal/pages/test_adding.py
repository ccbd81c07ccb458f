"""What is added after sending: descriptions, sections, co-authors."""

import unicodedata
from typing import Any

import orjson
import pytest

from tests.portal.pages.conftest import ORIGIN, Browser
from tests.portal.pages.samples import INITIATIVE, NAMED, UNIT, initiative

ONE = f"/initiatives/{INITIATIVE}"
PAGE = f"/cua-toi/{INITIATIVE}/bo-sung"
COAUTHORS = f"/cua-toi/{INITIATIVE}/dong-tac-gia"
SECRET = "aZ09_-" * 4
INVITATION: dict[str, Any] = {
    "id": "3f0d3f0e-2f6d-4b0e-8a57-2f9f1c9d1a01",
    "initiative": INITIATIVE,
    "share": 30,
    "email": None,
    "created_at": "2026-11-25T03:32:00Z",
    "expires_at": "2026-12-09T03:32:00Z",
    "state": "open",
    "revision": 1,
    "secret": SECRET,
}


def _added(**changes: Any) -> dict[str, Any]:
    section = {"code": "so-lieu", "name": "Số liệu", "needed_before": "upper", "given": False, "asked": True}
    known = {
        "initiative_id": INITIATIVE,
        "content_version": 1,
        "supplement": 0,
        "at": 0,
        "description": "Bước một.",
        "items": [],
        "sections": [section],
    }
    return known | changes


@pytest.fixture
def adding(browser: Browser) -> Browser:
    session = browser.sign_in()
    author = {"id": str(session.person), "name": session.name, "share": 100, "home_unit": UNIT}
    browser.services.says("submission", "GET", ONE, initiative())
    browser.services.says("submission", "GET", f"{ONE}/supplements", _added())
    browser.services.says(
        "submission", "GET", f"{ONE}/authors", {"items": [{**author, "home_unit_name": NAMED["name"]}]}
    )
    browser.services.says("submission", "GET", f"{ONE}/invitations", {"items": [], "next": None})
    return browser


async def test_a_section_is_written_on_what_was_seen(adding: Browser) -> None:
    page = (await adding.get(PAGE)).text
    assert "Bước một." in page
    assert "Cấp trên đang chờ phần này." in page
    adding.services.says("submission", "PUT", f"{ONE}/supplements/so-lieu", _added(supplement=1))
    done = await adding.post(f"{PAGE}/so-lieu", {"text": "40 giây, nay 25.\r\nBa ca.", "revision": "3"})
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?da-luu=1")
    (request,) = adding.services.asked("submission", "PUT", f"{ONE}/supplements/so-lieu")
    assert orjson.loads(request.content) == {"text": "40 giây, nay 25.\nBa ca."}
    assert request.headers["if-match"] == '"3"'


async def test_a_confidential_one_takes_no_description_and_says_why(adding: Browser) -> None:
    adding.services.says("submission", "GET", ONE, initiative(confidential=True))
    page = (await adding.get(PAGE)).text
    assert "nay không đổi được" in page
    assert 'id="description"' not in page


@pytest.mark.parametrize(("section", "slug"), [("description", "stale-version"), ("so-lieu", "nothing-to-change")])
async def test_saved_twice_it_is_saved(adding: Browser, section: str, slug: str) -> None:
    status = 412 if slug == "stale-version" else 422
    adding.services.refuses("submission", "PUT", f"{ONE}/supplements/{section}", status, slug)
    item = {"number": 1, "section": "so-lieu", "name": "Số liệu", "text": "Bước một.", "by": None}
    items = [{**item, "at": "2026-11-25T03:32:00Z", "content_version": 1}]
    adding.services.says("submission", "GET", f"{ONE}/supplements", _added(supplement=1, at=1, items=items))
    done = await adding.post(f"{PAGE}/{section}", {"text": "Bước một.", "revision": "2"})
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?da-luu=1")


async def test_two_who_write_see_both_texts(adding: Browser) -> None:
    adding.services.refuses("submission", "PUT", f"{ONE}/supplements/description", 412, "stale-version", detail="Cũ")
    page = await adding.post(f"{PAGE}/description", {"text": "Của tôi.", "revision": "2"})
    assert page.status_code == 412
    assert "Của tôi." in page.text
    assert "Bước một." in page.text


async def test_nothing_written_is_told_and_what_is_written_outlives_services_that_are_away(adding: Browser) -> None:
    assert 'id="description-why"' in (await adding.post(f"{PAGE}/description", {"text": " "})).text
    adding.services.away.add("submission")
    page = await adding.post(f"{PAGE}/description", {"text": "Của tôi.", "revision": "2"})
    assert page.status_code == 503
    assert 'name="text" value="Của tôi."' in page.text


async def test_what_is_written_outlives_a_session_that_ended(adding: Browser) -> None:
    adding.services.refuses("submission", "PUT", f"{ONE}/supplements/description", 401, "unauthenticated")
    assert (await adding.post(f"{PAGE}/description", {"text": "Của tôi.", "revision": "2"})).status_code == 303
    ((login, _until),) = adding.store.logins.known.values()
    await adding.finds(login.draft)
    assert ">Của tôi.</textarea>" in (await adding.get(PAGE)).text


async def test_a_colleague_is_invited_by_a_code_that_is_shown_once(adding: Browser) -> None:
    adding.services.says("submission", "POST", f"{ONE}/invitations", INVITATION, 201)
    page = await adding.post(COAUTHORS, {"share": "30", "key": "k-1"})
    assert page.status_code == 200
    assert f"{ORIGIN}/loi-moi#{SECRET}" in page.text
    assert '<svg viewBox="' in page.text
    assert page.headers["cache-control"] == "no-store"
    (request,) = adding.services.asked("submission", "POST", f"{ONE}/invitations")
    assert (orjson.loads(request.content), request.headers["idempotency-key"]) == ({"share": 30}, "k-1")
    adding.services.says("submission", "POST", f"{ONE}/invitations", {**INVITATION, "secret": None}, 201)
    again = await adding.post(COAUTHORS, {"share": "30", "key": "k-1"})
    assert "mã chỉ hiện một lần" in again.text


@pytest.mark.parametrize("share", ["", "ba mươi", "-3", "3,5"])
async def test_a_share_is_a_whole_number(adding: Browser, share: str) -> None:
    page = await adding.post(COAUTHORS, {"share": share})
    assert page.status_code == 422
    assert 'id="share-why"' in page.text


async def test_an_invitation_is_taken_back(adding: Browser) -> None:
    adding.services.says("submission", "GET", f"{ONE}/invitations", {"items": [INVITATION], "next": None})
    assert "Thu hồi" in (await adding.get(COAUTHORS)).text
    place = f"{ONE}/invitations/{INVITATION['id']}"
    adding.services.says("submission", "DELETE", place, None, 204)
    done = await adding.post(f"{COAUTHORS}/{INVITATION['id']}/thu-hoi", {"revision": "1"})
    assert done.status_code == 303
    (request,) = adding.services.asked("submission", "DELETE", place)
    assert request.headers["if-match"] == '"1"'


async def test_an_invitation_taken_back_twice_is_taken_back(adding: Browser) -> None:
    place = f"{ONE}/invitations/{INVITATION['id']}"
    adding.services.refuses("submission", "DELETE", place, 412, "stale-version", detail="Đã đổi")
    for state, status in (("open", 422), ("accepted", 422), ("taken-back", 303)):
        items = [{**INVITATION, "state": state, "revision": 2, "secret": None}]
        adding.services.says("submission", "GET", f"{ONE}/invitations", {"items": items, "next": None})
        answer = await adding.post(f"{COAUTHORS}/{INVITATION['id']}/thu-hoi", {"revision": "1"})
        assert answer.status_code == status, state


async def test_whoever_may_not_invite_sees_the_authors_alone(adding: Browser) -> None:
    adding.services.refuses("submission", "GET", f"{ONE}/invitations", 404, "not-found")
    assert 'name="share"' not in (await adding.get(COAUTHORS)).text


async def test_an_invitation_is_accepted_after_signing_in_without_being_typed_twice(browser: Browser) -> None:
    answer = await browser.post("/loi-moi", {"secret": f"{ORIGIN}/loi-moi#{SECRET}"})
    assert answer.status_code == 303
    assert SECRET not in answer.headers["location"]
    ((login, _until),) = browser.store.logins.known.values()
    browser.sign_in()
    await browser.finds(login.draft)
    assert f'value="{SECRET}"' in (await browser.get("/loi-moi")).text
    accepted = {"id": "x", "state": "confirmed", "unit": None, "role": None, "initiative": INITIATIVE, "share": 30}
    browser.services.says("submission", "POST", "/invitations/acceptance", accepted)
    for _ in range(2):  # as submission answers it however often it comes
        done = await browser.post("/loi-moi", {"secret": SECRET})
        assert (done.status_code, done.headers["location"]) == (303, f"/cua-toi/{INITIATIVE}")


async def test_a_secret_that_opens_nothing_says_so(browser: Browser) -> None:
    browser.sign_in()
    assert (await browser.post("/loi-moi", {"secret": "ngắn"})).status_code == 422
    browser.services.refuses("submission", "POST", "/invitations/acceptance", 404, "not-found", detail="Không còn")
    assert "Không còn" in (await browser.post("/loi-moi", {"secret": SECRET})).text


@pytest.mark.parametrize(
    ("status", "slug", "words"),
    [
        (404, "unknown-invitation", "Mã mời không đúng"),
        (410, "invitation-expired", "hãy xin lời mời mới"),
        (409, "invitation-used", "đã được dùng hoặc đã bị thu lại"),
        (403, "invitation-for-another", "dành cho e-mail khác"),
        (409, "already-author", "tác giả"),
        (409, "inviter-may-not", "không còn thẩm quyền"),
        (429, "too-many-requests", "hãy đợi một lát"),
    ],
)
async def test_an_invitation_that_opens_nothing_says_why_and_stays_in_its_field(
    browser: Browser, status: int, slug: str, words: str
) -> None:
    browser.sign_in()
    browser.services.refuses("submission", "POST", "/invitations/acceptance", status, slug)
    answer = await browser.post("/loi-moi", {"secret": SECRET})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Lỗi:" in answer.text
    assert f'value="{SECRET}"' in answer.text


async def test_whoever_takes_up_their_own_invitation_reads_that_it_is_for_somebody_else(browser: Browser) -> None:
    browser.sign_in()
    browser.services.refuses("submission", "POST", "/invitations/acceptance", 403, "own-appointment")
    answer = await browser.post("/loi-moi", {"secret": SECRET})
    assert answer.status_code == 422
    assert "chỉ người khác nhận được" in answer.text
    assert "vai trò" not in answer.text


async def test_marks_that_a_keyboard_types_apart_are_no_other_text_at_a_second_tap(adding: Browser) -> None:
    adding.services.refuses("submission", "PUT", f"{ONE}/supplements/description", 412, "stale-version")
    typed = unicodedata.normalize("NFD", "Bước một.")
    done = await adding.post(f"{PAGE}/description", {"text": typed, "revision": "3"})
    assert done.status_code == 303, "submission keeps one spelling of each letter: this very text stands"
