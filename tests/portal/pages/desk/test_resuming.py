"""A session that ended in mid-decision: to the sign-in, and back with what was typed, for the same person alone."""

from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from tests.portal.pages.desk.cases import APPROVE, FIRST, OTHER, PAGE, case, row, sent
from tests.portal.pages.desk.scene import Desk


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/lam-loi", f"{PAGE}/nhan", "/ban-xet-duyet/nhieu"])
async def test_what_was_typed_goes_with_the_sign_in(desk: Desk, path: str) -> None:
    desk.browser.store.sessions.known.clear()
    answer = await desk.browser.post(path, sent(case(), desk.me, **APPROVE, comment="Tốt", verified_benefit_vnd="1tr"))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("http://127.0.0.1:8010/authorization")
    ((login, _until),) = desk.browser.store.logins.known.values()
    assert urlsplit(login.next).path in (PAGE, "/ban-xet-duyet/nhieu")
    assert parse_qs(urlsplit(login.next).query)["tiep"] == ["1"]
    assert orjson.loads(login.draft or b"")["values"]["comment"] == "Tốt"


async def test_a_token_that_ended_is_like_a_session_that_did(desk: Desk) -> None:
    desk.browser.services.refuses("review", "POST", f"/cases/{FIRST}/decision", 401, "unauthenticated")
    answer = await desk.browser.post(PAGE, sent(case(), desk.me, **APPROVE))
    assert answer.headers["location"].startswith("http://127.0.0.1:8010/authorization")


async def test_for_htmx_the_browser_itself_goes_to_the_sign_in(desk: Desk) -> None:
    desk.browser.store.sessions.known.clear()
    answer = await desk.browser.post(PAGE, sent(case(), desk.me, **APPROVE), HX_Request="true")
    assert answer.status_code == 200
    assert answer.headers["hx-redirect"].startswith("http://127.0.0.1:8010/authorization")
    assert "location" not in answer.headers
    assert "__Host-sk-login" in answer.headers["set-cookie"]
    answer = await desk.browser.get(PAGE, HX_Request="true")
    assert answer.headers["hx-redirect"].startswith("/dang-nhap?next=")


async def test_a_redirect_within_the_desk_is_one_to_htmx_too(desk: Desk) -> None:
    desk.waits(row())
    desk.browser.services.says("review", "POST", f"/cases/{FIRST}/claim", case())
    answer = await desk.browser.post(PAGE + "/nhan", sent(case(), desk.me), HX_Request="true")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?lam=claim")


async def draft(desk: Desk, by: str) -> str:
    """Come back to the case with what `by` typed; the page."""
    desk.waits(row())
    desk.opens(case())
    values = {"what": "decide", "by": by, "act": "return", "reasons": "other", "comment": "Nói rõ hơn"}
    kept = {"page": PAGE, "by": by, "sent_to": PAGE, "values": values}
    await desk.browser.finds(orjson.dumps(kept))
    return (await desk.browser.get(PAGE + "?tiep=1")).text


async def test_back_from_the_sign_in_it_is_all_there_and_not_sent(desk: Desk) -> None:
    text = await draft(desk, desk.me)
    assert "vẫn còn đây" in text
    assert ">Nói rõ hơn</textarea>" in text
    assert not desk.browser.services.asked("review", "POST", f"/cases/{FIRST}/decision")


async def test_another_person_does_not_see_what_was_typed(desk: Desk) -> None:
    assert "Nói rõ hơn" not in await draft(desk, OTHER)


async def test_a_draft_of_another_page_stays_for_that_page(desk: Desk) -> None:
    desk.waits(row())
    desk.opens(case())
    (session,) = desk.browser.store.sessions.known
    other = orjson.dumps({"page": "/ho-so", "by": "", "sent_to": "/ho-so", "values": {"name": "Ánh"}})
    await desk.browser.finds(other)
    await desk.browser.get(PAGE + "?tiep=1")
    assert desk.browser.store.sessions.drafts[session][0] == other
