"""One's card, certificates, mails, export and erasure; and receipts, which need no account."""

from typing import Any

import httpx
import orjson
import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import INITIATIVE, NAMED, UNIT, card, programme

CODE = "SK-7K3M-Q2XA-9DTR-5"
RECEIPT = {
    "status": "pending",
    "awaited_unit": NAMED,
    "due_at": "2026-12-05T16:59:59Z",
    "sentence": {"vi": "Đang chờ xét.", "en": "Awaited."},
}
CERTIFICATE: dict[str, Any] = {
    "id": "5f0d3f0e-2f6d-4b0e-8a57-2f9f1c9d1a01",
    "state": "in-force",
    "language": "vi",
    "name": "Nguyễn Thị Ánh",
    "initiative_id": INITIATIVE,
    "title": "Đồ gá",
    "programme": "p",
    "programme_name": programme()["name"],
    "unit": UNIT,
    "unit_name": NAMED["name"],
    "decided_by": UNIT,
    "decided_by_name": NAMED["name"],
    "level": "grassroots",
    "award": "Công nhận sáng kiến",
    "form": None,
    "amount_vnd": 0,
    "decision_number": "01/QĐ",
    "decided_on": "2026-11-25",
    "verify_url": "http://127.0.0.1:8000/verify/x",
}


@pytest.fixture
def own(browser: Browser) -> Browser:
    browser.sign_in()
    browser.services.says("submission", "GET", "/authors/me", card())
    unit = {"code": UNIT, "name": NAMED["name"], "level": "grassroots", "parent": "kcx", "sector": "production"}
    rest = {"ownership": "fdi", "cluster": None, "members": 10, "office_email": None, "closed": False}
    browser.services.says("submission", "GET", f"/units/{UNIT}", {**unit, **rest, "merged_into": None, "version": 1})
    return browser


async def test_ones_card_is_changed_on_what_was_seen(own: Browser) -> None:
    page = (await own.get("/ho-so")).text
    assert NAMED["name"] in page
    own.services.says("submission", "PATCH", "/authors/me", card(phone="0900 000 000"))
    typed = {"name": "Nguyễn Thị Ánh", "email": "", "phone": "0900 000 000", "member_number": "1", "language": "vi"}
    done = await own.post("/ho-so", {**typed, "revision": "4"})
    assert (done.status_code, done.headers["location"]) == (303, "/ho-so?da-luu=1")
    (request,) = own.services.asked("submission", "PATCH", "/authors/me")
    assert request.headers["if-match"] == '"4"'
    assert orjson.loads(request.content) == {**typed, "email": None}


async def test_a_bad_address_stands_at_its_field_with_all_that_was_typed(own: Browser) -> None:
    errors = [{"field": "email", "code": "bad-email", "message": "Địa chỉ e-mail không hợp lệ"}]
    own.services.refuses("submission", "PATCH", "/authors/me", 422, "invalid-request", errors=errors)
    page = await own.post("/ho-so", {"name": "Ánh", "email": "anh@", "phone": "0900", "revision": "4"})
    assert page.status_code == 422
    assert 'id="email-why"' in page.text
    assert 'value="anh@"' in page.text
    assert 'value="0900"' in page.text


async def test_what_somebody_else_changed_is_not_overwritten_unseen(own: Browser) -> None:
    own.services.refuses("submission", "PATCH", "/authors/me", 412, "stale-version", detail="Đã đổi")
    own.services.says("submission", "GET", "/authors/me", card(revision=9))
    page = await own.post("/ho-so", {"name": "Ánh Mới", "revision": "4"})
    assert page.status_code == 412
    assert 'value="Ánh Mới"' in page.text
    assert 'name="revision" value="9"' in page.text
    assert "Nguyễn Thị Ánh" in page.text.split("Đang lưu", 1)[1], "what is kept now stands beside it"
    assert page.text.count("Ánh Mới") == 2


async def test_saved_twice_ones_card_is_saved(own: Browser) -> None:
    own.services.refuses("submission", "PATCH", "/authors/me", 412, "stale-version", detail="Đã đổi")
    typed = {"name": card()["name"], "phone": " 0900 000 000", "email": "", "revision": "4"}
    own.services.says("submission", "GET", "/authors/me", card(revision=5, phone="0900 000 000", email=None))
    typed |= {"member_number": card()["member_number"] or "", "language": card()["language"]}
    done = await own.post("/ho-so", typed)
    assert (done.status_code, done.headers["location"]) == (303, "/ho-so?da-luu=1")


async def test_whoever_has_no_card_yet_can_still_make_one(own: Browser) -> None:
    own.services.refuses("submission", "GET", "/authors/me", 404, "not-found")
    assert "sẽ ghi khi anh/chị gửi sáng kiến đầu tiên" in (await own.get("/ho-so")).text


async def test_ones_data_are_taken_along(own: Browser) -> None:
    own.services.says("submission", "GET", "/authors/me/export", {"card": None, "initiatives": []})
    answer = await own.get("/ho-so/xuat")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.json() == {"card": None, "initiatives": []}


async def test_erasing_is_confirmed_and_ends_every_session(own: Browser) -> None:
    first = own.secret
    own.sign_in()
    assert (await own.post("/ho-so/xoa")).status_code == 422
    assert own.services.asked("submission", "DELETE", "/authors/me") == []
    own.services._answers["submission", "DELETE", "/authors/me"] = lambda _request: httpx.Response(204)
    done = await own.post("/ho-so/xoa", {"sure": "1"})
    assert done.status_code == 200
    assert "Nguyễn Thị Ánh" not in done.text
    assert own.store.sessions.known == {}
    own.secret = first
    assert (await own.get("/cua-toi")).status_code == 303


async def test_erased_twice_one_is_led_to_the_sign_in_and_nothing_is_asked_again(own: Browser) -> None:
    own.services._answers["submission", "DELETE", "/authors/me"] = lambda _request: httpx.Response(204)
    assert [(await own.post("/ho-so/xoa", {"sure": "1"})).status_code for _ in range(2)] == [200, 303]
    assert len(own.services.asked("submission", "DELETE", "/authors/me")) == 1


async def test_certificates_are_listed_and_downloaded(own: Browser) -> None:
    own.services.says("notify", "GET", "/certificates", {"items": [CERTIFICATE], "next": None})
    page = (await own.get("/chung-nhan")).text
    assert f'/chung-nhan/{CERTIFICATE["id"]}.pdf"' in page
    place = ("notify", "GET", f"/certificates/{CERTIFICATE['id']}")
    own.services._answers[place] = lambda _request: httpx.Response(200, content=b"%PDF-")
    answer = await own.get(f"/chung-nhan/{CERTIFICATE['id']}.pdf")
    assert answer.content == b"%PDF-"
    assert answer.headers["content-type"] == "application/pdf"
    assert (await own.get("/chung-nhan/..%2f..%2fx.pdf")).status_code == 404


@pytest.mark.parametrize(
    ("path", "service", "words"),
    [("/chung-nhan", "/certificates", "Chưa có giấy chứng nhận"), ("/thu", "/messages", "Chưa có thư nào")],
)
async def test_empty_lists_say_when_there_will_be_something(own: Browser, path: str, service: str, words: str) -> None:
    own.services.says("notify", "GET", service, {"items": [], "next": None})
    assert words in (await own.get(path)).text


async def test_mails_are_listed_with_what_became_of_them(own: Browser) -> None:
    message = {
        "id": "6f0d3f0e-2f6d-4b0e-8a57-2f9f1c9d1a01",
        "message_id": "<x@y>",
        "initiative_id": INITIATIVE,
        "person_id": card()["id"],
        "unit": UNIT,
        "template": "approved",
        "state": "sent",
        "subject": "Sáng kiến được công nhận",
        "to": "anh@example.vn",
        "to_office": False,
        "created_at": "2026-11-25T03:32:00Z",
        "sent_at": "2026-11-25T03:33:00Z",
        "attempts": 1,
        "reason": None,
        "certificate_id": None,
    }
    own.services.says("notify", "GET", "/messages", {"items": [message], "next": None})
    page = (await own.get("/thu")).text
    assert "Sáng kiến được công nhận" in page
    assert "anh@example.vn" in page


async def test_a_receipt_tells_how_it_stands_to_whoever_has_it(browser: Browser) -> None:
    browser.services.says("review", "GET", f"/receipts/{CODE}", RECEIPT)
    page = (await browser.get(f"/bien-nhan/{CODE}")).text
    assert "Đang chờ xét." in page
    assert NAMED["name"] in page
    assert "05/12/2026" in page
    assert "<script" not in page


async def test_the_receipts_form_leads_to_its_page(browser: Browser) -> None:
    answer = await browser.get(f"/bien-nhan?ma={CODE}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/bien-nhan/{CODE}")
    assert (await browser.get("/bien-nhan?ma=")).status_code == 422
    away = await browser.get("/bien-nhan?ma=//evil.example/%0d%0aX: y")
    assert away.headers["location"].startswith("/bien-nhan/%2F%2Fevil.example")


@pytest.mark.parametrize(("status", "words"), [(404, "Không có biên nhận"), (429, "Đợi một phút")])
async def test_a_code_nobody_was_given_says_so(browser: Browser, status: int, words: str) -> None:
    browser.services.refuses("review", "GET", f"/receipts/{CODE}", status, "x")
    page = await browser.get(f"/bien-nhan/{CODE}")
    assert page.status_code == status
    assert words in page.text
    assert f'value="{CODE}"' in page.text
