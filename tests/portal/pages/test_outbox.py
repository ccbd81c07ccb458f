"""Where scripts send what a device kept: bytes as they are, for the account they were kept for and no other."""

import orjson
import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import INITIATIVE, PROGRAMME, UNIT, form, initiative

BODY = '{"title":"Đồ gá",  "submit":true}'.encode()


async def _send(browser: Browser, account: str | None, **headers: str) -> tuple[int, dict[str, object]]:
    fields = {
        "content-type": "application/json",
        "idempotency-key": "k-1",
        "sec-fetch-site": "same-origin",
        **({"sangkien-account": account} if account else {}),
        **browser._cookie(),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    answer = await browser.client.post("/cho-gui", content=BODY, headers=fields)
    return answer.status_code, answer.json() if "json" in answer.headers["content-type"] else {}


async def test_the_very_bytes_are_passed_on_with_their_key(browser: Browser) -> None:
    session = browser.sign_in()
    browser.services.says("submission", "POST", "/initiatives", initiative(), 201)
    status, answer = await _send(browser, str(session.person))
    assert (status, answer) == (201, {"page": f"/cua-toi/{INITIATIVE}", "receipt": "SK-7K3M-Q2XA-9DTR-5"})
    (request,) = browser.services.asked("submission", "POST", "/initiatives")
    assert request.content == BODY
    assert request.headers["idempotency-key"] == "k-1"
    assert request.headers["content-type"] == "application/json"


async def test_what_was_typed_before_a_sign_in_is_gone_once_scripts_sent_it(browser: Browser) -> None:
    session = browser.sign_in()
    browser.services.says("submission", "POST", "/initiatives", initiative(), 201)
    for page, is_left in (("/ho-so", True), (f"/g/{PROGRAMME}/{UNIT}", False)):
        await browser.finds(orjson.dumps({"page": page, "by": "", "sent_to": page, "values": {}}))
        assert (await _send(browser, str(session.person)))[0] == 201
        assert (session.id in browser.store.sessions.drafts) == is_left, page


async def test_another_account_sends_nothing_of_it(browser: Browser) -> None:
    browser.sign_in()
    status, answer = await _send(browser, "0b9f7a52-3c7e-4d53-9d0a-6a1f4f0e7c11")
    assert (status, answer["slug"]) == (409, "other-account")
    assert (await _send(browser, None))[0] == 409
    assert browser.services.requests == []


async def test_without_a_session_it_waits_for_a_sign_in(browser: Browser) -> None:
    assert (await _send(browser, "x"))[0] == 401
    assert browser.services.requests == []


async def test_another_site_sends_nothing_through_a_visitors_browser(browser: Browser) -> None:
    session = browser.sign_in()
    assert (await _send(browser, str(session.person), sec_fetch_site="cross-site"))[0] == 403
    assert browser.services.requests == []


@pytest.mark.parametrize(("name", "value"), [("content_type", "text/plain"), ("idempotency_key", "x" * 300)])
async def test_what_no_script_of_ours_sends_is_refused(browser: Browser, name: str, value: str) -> None:
    session = browser.sign_in()
    assert (await _send(browser, str(session.person), **{name: value}))[0] == 400


async def test_a_refusal_names_the_forms_own_fields(browser: Browser) -> None:
    session = browser.sign_in()
    errors = [{"field": "claimed_benefit_vnd", "code": "too-large", "message": "Số quá lớn."}]
    browser.services.refuses("submission", "POST", "/initiatives", 422, "invalid-request", errors=errors)
    status, answer = await _send(browser, str(session.person))
    assert status == 422
    assert answer["fields"] == [{"field": "benefit", "message": "Số quá lớn"}]


async def test_a_key_that_made_something_before_names_its_page(browser: Browser) -> None:
    session = browser.sign_in()
    place = f"/initiatives/{INITIATIVE}"
    browser.services.refuses("submission", "POST", "/initiatives", 422, "idempotency-key-reused", location=place)
    _status, answer = await _send(browser, str(session.person))
    assert (answer["slug"], answer["page"]) == ("idempotency-key-reused", f"/cua-toi/{INITIATIVE}")


async def test_while_submission_is_away_it_goes_on_waiting(browser: Browser) -> None:
    session = browser.sign_in()
    browser.services.away.add("submission")
    assert (await _send(browser, str(session.person)))[0] == 503


async def test_a_page_may_ask_whose_session_this_is(browser: Browser) -> None:
    assert (await browser.get("/cho-gui/ai")).json() == {"account": None, "name": None}
    session = browser.sign_in()
    answer = await browser.get("/cho-gui/ai")
    assert answer.json() == {"account": str(session.person), "name": session.name}
    assert answer.headers["cache-control"] == "no-store"


async def test_the_outboxs_page_holds_nobodys_data(browser: Browser) -> None:
    assert (await browser.get("/cho-gui")).status_code == 200
    assert browser.services.requests == []


async def test_the_service_worker_is_asked_for_anew_and_sends_with_the_present_scripts(browser: Browser) -> None:
    answer = await browser.get("/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert browser.app.state.assets.address("outbox.js") in answer.text


async def test_a_signed_in_forms_records_are_its_visitors(browser: Browser) -> None:
    session = browser.sign_in()
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", form())
    assert f'data-account="{session.person}"' in (await browser.get(f"/g/{PROGRAMME}/{UNIT}")).text


async def test_a_deadline_that_passed_meanwhile_is_told_as_such(browser: Browser) -> None:
    session = browser.sign_in()
    browser.services.refuses(
        "submission", "POST", "/initiatives", 409, "programme-not-open", detail="Hạn cuối là ngày 2026-11-25"
    )
    status, answer = await _send(browser, str(session.person))
    assert (status, answer["slug"], answer["title"]) == (409, "programme-not-open", "Hạn cuối là ngày 2026-11-25")
