"""Signing in: what is asked of the issuer, what is believed, what the browser gets."""

import base64
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from portal.signin import cookie
from tests.portal.pages.samples import INITIATIVE, me
from tests.portal.pages.services import ISSUER
from tests.portal.pages.signin.conftest import Guest, secret
from tests.portal.pages.signin.issuer import CLIENT, NAME, OTHER_KEY, SECRET, SUBJECT

FAR = 10**10


async def test_the_browser_is_led_to_the_issuer_with_pkce_state_and_nonce(guest: Guest) -> None:
    answer = await guest.get("/en/dang-nhap?next=/en/cua-toi")
    address = urlsplit(answer.headers["location"])
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert answer.status_code == 303
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ISSUER}/authorization"
    assert (query["client_id"], query["response_type"], query["ui_locales"]) == (CLIENT, "code", "en")
    assert query["redirect_uri"] == "http://127.0.0.1:8000/dang-nhap/xong"
    assert query["code_challenge_method"] == "S256"
    assert all(len(query[name]) >= 43 for name in ("state", "nonce", "code_challenge"))


async def test_the_code_is_exchanged_by_a_client_that_proves_itself(guest: Guest) -> None:
    answer = await guest.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/cua-toi")
    (asked,), (authorization,) = guest.issuer.asked, guest.issuer.authorizations
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/dang-nhap/xong"
    assert base64.b64decode(authorization.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"
    ((session),) = guest.browser.store.sessions.known.values()
    assert (session.name, session.subject, session.issuer_session) == (NAME, SUBJECT, "s-1")


async def test_the_cookie_is_for_this_site_and_for_no_script(guest: Guest) -> None:
    answer = await guest.sign_in()
    (line,) = (one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{cookie.SESSION}="))
    morsel = SimpleCookie(line)[cookie.SESSION]
    assert morsel["secure"]
    assert morsel["httponly"]
    assert (morsel["samesite"], morsel["path"], morsel["domain"]) == ("lax", "/", "")
    assert len(morsel.value) >= 43
    assert guest.browser.store.sessions.known.keys() == {cookie.digest(morsel.value)}, "no secret is kept"


async def test_whoever_had_a_session_gets_another_and_the_old_one_ends(guest: Guest) -> None:
    await guest.sign_in()
    before = secret(guest)
    await guest.sign_in()
    assert secret(guest) != before
    assert guest.browser.store.sessions.known.keys() == {cookie.digest(secret(guest))}


async def test_whoever_signs_in_anew_ends_what_the_one_before_was_listening_to(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubted: list[str] = []
    monkeypatch.setattr(guest.browser.app.state.live, "doubt", doubted.append)
    await guest.sign_in()
    before = secret(guest)
    await guest.sign_in()
    assert doubted == [cookie.digest(before)]


async def test_a_session_that_somebody_planted_is_not_taken_over(guest: Guest) -> None:
    guest.jar[cookie.SESSION] = "planted"
    await guest.sign_in()
    assert secret(guest) != "planted"


async def test_a_callback_is_good_once_and_in_its_own_browser(guest: Guest) -> None:
    state = await guest.lead()
    jar = dict(guest.jar)
    guest.jar = {}
    assert (await guest.come_back(state)).status_code == 400, "another browser's"
    guest.jar = dict(jar)
    assert (await guest.come_back("made-up")).status_code == 400
    assert (await guest.come_back(state)).status_code == 303
    guest.jar = jar
    assert (await guest.come_back(state)).status_code == 400, "a second time"


async def test_two_tabs_may_sign_in_at_once(guest: Guest) -> None:
    first = await guest.lead("/cua-toi")
    challenge, nonce = guest.issuer.challenge, guest.issuer.nonce
    second = await guest.lead("/thu")
    assert (await guest.come_back(second)).headers["location"] == "/thu"
    guest.issuer.challenge, guest.issuer.nonce = challenge, nonce
    assert (await guest.come_back(first)).headers["location"] == "/cua-toi"


async def test_an_hour_later_it_is_too_late(guest: Guest) -> None:
    state = await guest.lead()
    logins = guest.browser.store.logins.known
    for id_, (login, _until) in list(logins.items()):
        logins[id_] = (login, datetime.now(UTC) - timedelta(seconds=1))
    assert (await guest.come_back(state)).status_code == 400


async def test_an_answer_of_another_issuer_is_refused(guest: Guest) -> None:
    state = await guest.lead()
    assert (await guest.come_back(state, iss="https://evil.example.vn")).status_code == 400
    state = await guest.lead()
    assert (await guest.come_back(state, iss=ISSUER)).status_code == 303


async def test_a_sign_in_that_was_given_up_says_what_to_do(guest: Guest) -> None:
    state = await guest.lead("/cua-toi")
    page = await guest.get(f"/dang-nhap/xong?error=access_denied&state={state}")
    assert page.status_code == 400
    assert "Bấm Đăng nhập lại" in page.text
    assert 'href="/dang-nhap?next=/cua-toi"' in page.text
    assert cookie.SESSION not in guest.jar


@pytest.mark.parametrize(
    ("claims", "header"),
    [
        ({"aud": "another"}, {}),
        ({"aud": None}, {}),
        ({"iss": "https://evil.example.vn"}, {}),
        ({"nonce": "another"}, {}),
        ({"nonce": None}, {}),
        ({"exp": 1}, {}),
        ({"exp": None}, {}),
        ({"iat": FAR}, {}),
        ({"nbf": FAR}, {}),
        ({"sub": None}, {}),
        ({"azp": "another"}, {}),
        ({}, {"alg": "none"}),
        ({}, {"kid": "unknown"}),
    ],
    ids=str,
)
async def test_an_id_token_that_is_not_ours_signs_nobody_in(
    guest: Guest, claims: dict[str, Any], header: dict[str, Any]
) -> None:
    state = await guest.lead()
    guest.issuer.claims, guest.issuer.header = claims, header
    page = await guest.come_back(state)
    assert page.status_code == 400
    assert "Đăng nhập lại" in page.text
    assert guest.browser.store.sessions.known == {}


async def test_an_id_token_of_another_key_signs_nobody_in(guest: Guest) -> None:
    guest.issuer.key = OTHER_KEY
    assert (await guest.sign_in()).status_code == 400


@pytest.mark.parametrize(("answer", "status"), [((400, "invalid_grant"), 400), ((401, "invalid_client"), 503)])
async def test_what_the_issuer_refuses_is_told_apart_from_what_it_refuses_us(
    guest: Guest, answer: tuple[int, str], status: int
) -> None:
    state = await guest.lead()
    guest.issuer.refuses = answer
    assert (await guest.come_back(state)).status_code == status


async def test_while_the_issuer_is_away_the_page_says_so_and_nothing_breaks(guest: Guest) -> None:
    guest.browser.services.away.add("issuer")
    page = await guest.get("/dang-nhap?next=/cua-toi")
    assert page.status_code == 503
    assert page.headers["retry-after"]
    assert "đang tạm nghỉ" in page.text
    assert 'href="/dang-nhap?next=/cua-toi"' in page.text


@pytest.mark.parametrize("document", [{"issuer": "https://evil.example.vn"}, {"authorization_endpoint": "ftp://x"}, []])
async def test_a_discovery_document_that_cannot_be_right_is_not_believed(guest: Guest, document: Any) -> None:
    place = ("issuer", "GET", "/.well-known/openid-configuration")
    good = guest.browser.services._answers[place](httpx.Request("GET", ISSUER)).json()
    wrong = document if isinstance(document, list) else {**good, **document}
    guest.browser.services._answers[place] = lambda _request: httpx.Response(200, json=wrong)
    assert (await guest.get("/dang-nhap")).status_code == 503


async def test_whoever_has_no_grant_stays_for_thirty_days_unused_others_for_twelve_hours(guest: Guest) -> None:
    now = datetime.now(UTC)
    await guest.sign_in()
    (worker,) = guest.browser.store.sessions.known.values()
    guest.browser.services.says("submission", "GET", "/me", me(("reviewer", "giay-long-thanh")))
    await guest.sign_in()
    (reviewer,) = guest.browser.store.sessions.known.values()
    day = timedelta(minutes=5)
    assert abs(worker.idle_until - now - timedelta(days=30)) < day
    assert abs(reviewer.idle_until - now - timedelta(hours=12)) < day


async def test_while_submission_is_away_one_is_signed_in_for_the_shorter_time(guest: Guest) -> None:
    guest.browser.services.away.add("submission")
    assert (await guest.sign_in()).status_code == 303
    (session,) = guest.browser.store.sessions.known.values()
    assert session.is_staff


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("/dang-xuat", "/"),
        ("/en/dang-xuat", "/en"),
        (f"/cua-toi/{INITIATIVE}/thu-lai", f"/cua-toi/{INITIATIVE}"),
        (f"/ko/cua-toi/{INITIATIVE}/thu-lai?x=1", f"/ko/cua-toi/{INITIATIVE}"),
        ("/dang-nhap", "/"),
        ("/dang-nhap/xong?code=x&state=y", "/"),
        ("/khong-co/trang", "/"),
        ("/x" * 900, "/"),
        ("/g/mot%20hai/x?unit=can-tho", "/g/mot%20hai/x?unit=can-tho"),
        (f"/cua-toi/{INITIATIVE}/sua?x=1", f"/cua-toi/{INITIATIVE}/sua?x=1"),
    ],
)
async def test_it_goes_on_to_a_page_and_not_to_what_only_takes_forms(guest: Guest, asked: str, page: str) -> None:
    assert (await guest.sign_in(asked)).headers["location"] == page
