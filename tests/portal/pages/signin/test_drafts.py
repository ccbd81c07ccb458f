"""What was typed before signing in outlives whatever happens on the way, and is nobody else's."""

from datetime import timedelta

import httpx
import orjson
import pytest

from portal.signin import cookie
from tests.portal.pages.samples import INITIATIVE, UNIT, card, form, initiative
from tests.portal.pages.signin.conftest import Guest
from tests.portal.pages.typed import FORM, PAGE, TYPED


@pytest.fixture
def typing(guest: Guest) -> Guest:
    guest.browser.services.says("submission", "GET", FORM, form())
    return guest


async def send(guest: Guest) -> str:
    """Send the form without a session; the state of the sign-in that it led to."""
    answer = await guest.post(PAGE, TYPED)
    return guest.issuer.authorized(answer.headers["location"])["state"]


async def is_there(guest: Guest) -> bool:
    return TYPED["summary"] in (await guest.get(PAGE)).text


async def test_it_is_there_after_signing_in(typing: Guest) -> None:
    answer = await typing.come_back(await send(typing))
    assert answer.headers["location"] == PAGE
    assert await is_there(typing)


@pytest.mark.parametrize("fault", ["given up", "refused", "away"])
async def test_it_is_there_after_a_sign_in_that_failed_and_one_that_did_not(typing: Guest, fault: str) -> None:
    state = await send(typing)
    typing.issuer.refuses = {"refused": (400, "invalid_grant"), "away": (503, "away")}.get(fault)
    given_up = f"/dang-nhap/xong?error=access_denied&state={state}"
    page = await (typing.get(given_up) if fault == "given up" else typing.come_back(state))
    assert "Những gì anh/chị đã nhập vẫn còn" in page.text
    typing.issuer.refuses = None
    await typing.sign_in(PAGE)
    assert await is_there(typing)


async def test_it_is_there_when_nobody_could_sign_in_at_first(typing: Guest) -> None:
    typing.browser.services.away.add("issuer")
    page = await typing.post(PAGE, TYPED)
    assert page.status_code == 503
    assert "Những gì anh/chị đã nhập vẫn còn" in page.text
    typing.browser.services.away.clear()
    await typing.sign_in(PAGE)
    assert await is_there(typing)


async def test_it_is_there_while_submission_is_away_at_the_sign_in(typing: Guest) -> None:
    state = await send(typing)
    typing.browser.services.away.add("submission")
    await typing.come_back(state)
    typing.browser.services.away.clear()
    assert await is_there(typing)


async def test_it_is_there_when_the_page_that_shows_it_failed_or_was_lost_on_its_way(typing: Guest) -> None:
    await typing.come_back(await send(typing))
    typing.browser.services.away.add("submission")
    assert (await typing.get(PAGE)).status_code == 503
    typing.browser.services.away.clear()
    assert await is_there(typing)
    assert await is_there(typing), "a phone that lost its signal asks for the page again"


async def test_it_is_gone_once_its_form_was_sent(typing: Guest) -> None:
    await typing.come_back(await send(typing))
    await typing.post("/ho-so", {"name": "Ánh"})
    assert await is_there(typing), "another form is none of its"
    typing.browser.services.says("submission", "POST", "/initiatives", initiative(), 201)
    assert (await typing.post(PAGE, TYPED | {"key": "k-1"})).headers["location"] == f"/cua-toi/{INITIATIVE}?vua-gui=1"
    assert not await is_there(typing)


async def test_an_hour_later_it_is_gone(typing: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.signin.drafts.LASTS", timedelta(0))
    await typing.come_back(await send(typing))
    assert not await is_there(typing)
    assert not typing.browser.store.sessions.drafts


async def test_a_sign_in_for_another_page_leaves_it_alone(typing: Guest) -> None:
    state, challenge, nonce = await send(typing), typing.issuer.challenge, typing.issuer.nonce
    await typing.sign_in("/thu")
    typing.issuer.challenge, typing.issuer.nonce = challenge, nonce
    await typing.come_back(state)
    assert await is_there(typing)


async def test_the_next_person_on_the_phone_does_not_find_it(typing: Guest) -> None:
    await typing.sign_in("/cua-toi")
    session = typing.jar.pop(cookie.SESSION)
    await send(typing)
    typing.jar[cookie.SESSION] = session
    await typing.post("/dang-xuat")
    assert cookie.LOGIN not in typing.jar
    assert typing.browser.store.logins.known == {}
    await typing.sign_in(PAGE)
    assert not await is_there(typing)


async def test_once_it_was_taken_along_no_other_sign_in_has_it(typing: Guest) -> None:
    await send(typing)
    await typing.sign_in(PAGE)
    assert await is_there(typing)
    await typing.sign_in(PAGE)
    assert not await is_there(typing)


async def test_erasing_ones_data_erases_it(typing: Guest) -> None:
    await typing.come_back(await send(typing))
    assert typing.browser.store.sessions.drafts
    say_erased(typing)
    await typing.post("/ho-so/xoa", {"sure": "1"})
    assert typing.browser.store.sessions.drafts == {}


def say_erased(guest: Guest) -> None:
    guest.browser.services._answers["submission", "DELETE", "/authors/me"] = lambda _request: httpx.Response(204)
    guest.browser.services.says("submission", "GET", "/authors/me", card(home_unit=UNIT))


async def test_only_fields_of_the_form_are_kept_and_each_only_so_long(typing: Guest) -> None:
    answer = await typing.post(PAGE, {**TYPED, "summary": "a" * 900, "other": "x", "key": "k" * 9000})
    typing.issuer.authorized(answer.headers["location"])
    ((login, _until),) = typing.browser.store.logins.known.values()
    draft = orjson.loads(login.draft or b"")["values"]
    assert "other" not in draft
    assert len(draft["key"]) <= 5000
