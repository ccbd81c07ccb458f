"""What was typed into the form stays: through refusals, a lost session, an upstream that is away."""

import orjson

from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import INITIATIVE, PROGRAMME, UNIT, form
from tests.portal.pages.typed import FORM, PAGE, TYPED, is_kept


async def test_a_refusal_stands_at_its_field_and_everything_typedis_kept(open_form: Browser) -> None:
    open_form.sign_in()
    errors = [{"field": "summary", "code": "phone-in-text", "message": "Không ghi số điện thoại ở đây."}]
    open_form.services.refuses("submission", "POST", "/initiatives", 422, "personal-data-in-text", errors=errors)
    answer = await open_form.post(PAGE, TYPED)
    assert answer.status_code == 422
    assert 'id="summary-why"' in answer.text
    assert "Không ghi số điện thoại ở đây" in answer.text
    assert is_kept(answer.text)
    assert 'name="key" value="k-1"' in answer.text, "what is sent again is the same initiative"


async def test_a_deadline_that_passed_while_typing_is_told_and_everything_typedis_kept(open_form: Browser) -> None:
    open_form.sign_in()
    open_form.services.refuses(
        "submission", "POST", "/initiatives", 409, "programme-not-open", detail="Hạn cuối là ngày 2026-11-25"
    )
    answer = await open_form.post(PAGE, TYPED)
    assert answer.status_code == 422
    assert "Hạn cuối là ngày 2026-11-25" in answer.text
    assert is_kept(answer.text)


async def test_while_submission_is_away_everything_typed_is_kept_to_be_sent_again(open_form: Browser) -> None:
    open_form.sign_in()
    open_form.services.away.add("submission")
    answer = await open_form.post(PAGE, TYPED)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert is_kept(answer.text)
    assert 'name="key" value="k-1"' in answer.text


async def test_a_token_that_ended_leads_to_the_sign_in_with_the_draft(open_form: Browser) -> None:
    open_form.sign_in()
    open_form.services.refuses("submission", "POST", "/initiatives", 401, "invalid-token")
    answer = await open_form.post(PAGE, TYPED)
    assert answer.headers["location"].startswith("http://127.0.0.1:8010/authorization")
    ((login, _until),) = open_form.store.logins.known.values()
    assert login.next == PAGE
    assert orjson.loads(login.draft or b"")["values"]["title"] == TYPED["title"]


async def test_whoever_is_not_signed_in_finds_it_again_afterwards(open_form: Browser) -> None:
    answer = await open_form.post(PAGE, TYPED)
    assert answer.status_code == 303
    ((login, _until),) = open_form.store.logins.known.values()
    open_form.sign_in()
    await open_form.finds(login.draft)
    page = (await open_form.get(PAGE)).text
    assert is_kept(page)
    assert "Gửi với tên Nguyễn Thị Ánh?" in page
    assert 'name="key" value="k-1"' in page


async def test_what_was_sent_before_with_this_key_is_shown_as_sent(open_form: Browser) -> None:
    open_form.sign_in()
    place = f"/initiatives/{INITIATIVE}"
    open_form.services.refuses("submission", "POST", "/initiatives", 422, "idempotency-key-reused", location=place)
    answer = await open_form.post(PAGE, TYPED)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cua-toi/{INITIATIVE}")


async def test_a_unit_that_was_merged_while_typing_keeps_what_was_typed_for_its_heir(browser: Browser) -> None:
    browser.sign_in()
    browser.services.says("submission", "GET", FORM, form(merged={"code": "old", "name": "Cũ"}))
    errors = [{"field": "unit", "code": "merged-into", "message": "Đã sáp nhập", "params": {"heir": UNIT}}]
    browser.services.refuses("submission", "POST", "/initiatives", 422, "merged-unit", errors=errors)
    answer = await browser.post(f"/g/{PROGRAMME}/old", TYPED)
    assert answer.status_code == 422
    assert "đã sáp nhập" in answer.text
    assert f'action="{PAGE}"' in answer.text
    assert is_kept(answer.text)
