"""Correcting what was returned: reasons beside the fields, both texts when two changed it, nothing typed is lost."""

from typing import Any

import orjson
import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import ABOVE, INITIATIVE, PROGRAMME, form, initiative, returned

PAGE = f"/cua-toi/{INITIATIVE}/sua"
ONE = f"/initiatives/{INITIATIVE}"
TYPED = {
    "revision": "3",
    "title": "Đồ gá giữ đế giày khi mài cạnh",
    "summary": "Trước 40 giây một đế, nay 25 giây.",
    "kind": "technical",
    "field": "may mặc",
    "benefit": "20tr",
    "applied": "date",
    "applied_on": "2026-11-20",
}
CORRECTED = {"summary": TYPED["summary"], "claimed_benefit_vnd": 20_000_000}


def _present(browser: Browser, of: dict[str, Any]) -> None:
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form())
    browser.services.says("submission", "GET", ONE, of)


@pytest.fixture
def correcting(browser: Browser) -> Browser:
    browser.sign_in()
    _present(browser, returned())
    return browser


async def test_reasons_stand_beside_the_fields_they_are_about(correcting: Browser) -> None:
    page = (await correcting.get(PAGE)).text
    assert '<a href="#benefit">Giá trị làm lợi</a>: Chưa nêu hiệu quả mang lại.' in page
    assert "Danh sách tác giả chưa đúng." in page
    assert "Nêu số liệu trước và sau." in page
    assert 'value="12.500.000"' in page
    assert "sau khi gửi không đổi được" in page


async def test_it_is_changed_and_handed_in_again(correcting: Browser) -> None:
    correcting.services.says("submission", "PATCH", ONE, returned(revision=4, **CORRECTED))
    correcting.services.says("submission", "POST", f"{ONE}/submission", initiative(revision=5, **CORRECTED))
    done = await correcting.post(PAGE, TYPED)
    assert (done.status_code, done.headers["location"]) == (303, f"/cua-toi/{INITIATIVE}?da-gui-lai=1")
    (change,) = correcting.services.asked("submission", "PATCH", ONE)
    assert change.headers["if-match"] == '"3"'
    assert orjson.loads(change.content)["claimed_benefit_vnd"] == 20_000_000
    (handed_in,) = correcting.services.asked("submission", "POST", f"{ONE}/submission")
    assert handed_in.headers["if-match"] == '"4"'


async def test_unchanged_it_is_handed_in_again_all_the_same(correcting: Browser) -> None:
    correcting.services.refuses("submission", "PATCH", ONE, 422, "nothing-to-change")
    correcting.services.says("submission", "POST", f"{ONE}/submission", initiative(revision=4))
    assert (await correcting.post(PAGE, TYPED)).status_code == 303


async def test_what_somebody_else_changed_is_shown_beside_what_was_typed(correcting: Browser) -> None:
    correcting.services.refuses("submission", "PATCH", ONE, 412, "stale-version")
    _present(correcting, returned(revision=7, summary="Người khác vừa sửa."))
    page = await correcting.post(PAGE, TYPED)
    assert page.status_code == 412
    assert "Người khác vừa sửa." in page.text
    assert page.text.count(TYPED["summary"]) == 2
    assert 'name="revision" value="7"' in page.text, "sent again it replaces what was seen"


async def test_a_double_tap_ends_where_one_tap_does(correcting: Browser) -> None:
    correcting.services.refuses("submission", "PATCH", ONE, 409, "wrong-state")
    _present(correcting, initiative(revision=5, **CORRECTED))
    assert (await correcting.post(PAGE, TYPED)).status_code == 303


async def test_what_a_reviewer_decided_meanwhile_keeps_what_was_typed(correcting: Browser) -> None:
    _present(correcting, initiative(status="rejected", revision=9))
    page = await correcting.post(PAGE, TYPED)
    assert page.status_code == 412
    assert TYPED["summary"] in page.text


async def test_a_refusal_stands_at_its_field(correcting: Browser) -> None:
    errors = [{"field": "first_applied_on", "code": "applied-outside-programme", "message": "Ngoài chương trình"}]
    correcting.services.refuses("submission", "PATCH", ONE, 422, "applied-outside-programme", errors=errors)
    page = await correcting.post(PAGE, TYPED)
    assert page.status_code == 422
    assert 'id="applied-why"' in page.text
    assert TYPED["summary"] in page.text


async def test_when_the_second_step_is_refused_the_first_is_not_done_twice(correcting: Browser) -> None:
    correcting.services.says("submission", "PATCH", ONE, returned(revision=4, **CORRECTED))
    correcting.services.refuses("submission", "POST", f"{ONE}/submission", 409, "programme-not-open", detail="Hết hạn")
    _present(correcting, returned(revision=4, **CORRECTED))
    page = await correcting.post(PAGE, TYPED)
    assert "Hết hạn" in page.text
    assert 'name="revision" value="4"' in page.text


async def test_when_only_the_second_step_failed_sending_again_does_that_one_alone(correcting: Browser) -> None:
    correcting.services.refuses("submission", "PATCH", ONE, 412, "stale-version")
    correcting.services.says("submission", "POST", f"{ONE}/submission", initiative(revision=5, **CORRECTED))
    _present(correcting, returned(revision=4, **CORRECTED))
    assert (await correcting.post(PAGE, TYPED)).status_code == 303
    (handed_in,) = correcting.services.asked("submission", "POST", f"{ONE}/submission")
    assert handed_in.headers["if-match"] == '"4"', "what stands is what was typed: nobody else changed it"


async def test_while_submission_is_away_everything_typed_is_kept(correcting: Browser) -> None:
    correcting.services.away.add("submission")
    page = await correcting.post(PAGE, TYPED)
    assert page.status_code == 503
    assert TYPED["summary"] in page.text
    assert 'name="revision" value="3"' in page.text


async def test_a_lost_session_finds_what_was_typed_again(browser: Browser) -> None:
    answer = await browser.post(PAGE, TYPED)
    assert answer.status_code == 303
    ((login, _until),) = browser.store.logins.known.values()
    assert login.next == PAGE
    browser.sign_in()
    await browser.finds(login.draft)
    _present(browser, returned())
    assert TYPED["summary"] in (await browser.get(PAGE)).text


async def test_what_cannot_be_corrected_leads_to_its_page(correcting: Browser) -> None:
    _present(correcting, initiative())
    answer = await correcting.get(PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cua-toi/{INITIATIVE}")


async def test_one_sent_to_the_wrong_unit_goes_to_another(correcting: Browser) -> None:
    found = {"items": [{"code": "may-meko", "name": "May Meko", "path": ABOVE, "level": "grassroots"}], "next": None}
    correcting.services.says("submission", "GET", "/units", found)
    page = f"/cua-toi/{INITIATIVE}/don-vi"
    assert 'name="unit" value="may-meko"' in (await correcting.get(f"{page}?q=may")).text
    correcting.services.says("submission", "PATCH", ONE, returned(revision=4, unit="may-meko"))
    done = await correcting.post(page, {"unit": "may-meko", "revision": "3", "q": "may"})
    assert (done.status_code, done.headers["location"]) == (303, PAGE)
    (change,) = correcting.services.asked("submission", "PATCH", ONE)
    assert (orjson.loads(change.content), change.headers["if-match"]) == ({"unit": "may-meko"}, '"3"')
    correcting.services.refuses("submission", "PATCH", ONE, 412, "stale-version", detail="Đã đổi")
    assert "Đã đổi" in (await correcting.post(page, {"unit": "x", "revision": "3", "q": "may"})).text
    _present(correcting, returned(revision=4, unit="may-meko"))
    again = await correcting.post(page, {"unit": "may-meko", "revision": "3", "q": "may"})
    assert (again.status_code, again.headers["location"]) == (303, PAGE), "by a second tap it is there already"
