"""A session: renewed once for all who ask at once, lived through what is away, ended here and there."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from portal.signin import cookie
from portal.signin.sessions import Keeper
from tests.portal.pages.samples import PROGRAMME, UNIT, form, initiative, me
from tests.portal.pages.services import ISSUER
from tests.portal.pages.signin.conftest import Guest, secret
from tests.portal.pages.signin.issuer import SECRET
from tests.portal.pages.typed import FORM, PAGE, TYPED

MINE: dict[str, Any] = {"items": [], "next": None}


@pytest.fixture
async def signed_in(guest: Guest) -> Guest:
    await guest.sign_in()
    guest.browser.services.says("submission", "GET", "/initiatives", MINE)
    guest.browser.services.says("submission", "GET", FORM, form())
    return guest


def end_token(guest: Guest) -> None:
    """The access token is over."""
    sessions = guest.browser.store.sessions.known
    for id_, session in sessions.items():
        over = replace(session.tokens, access_until=datetime.now(UTC) - timedelta(seconds=1))
        sessions[id_] = replace(session, tokens=over)


async def test_a_token_that_ends_is_renewed_before_the_page_is_made(signed_in: Guest) -> None:
    end_token(signed_in)
    assert (await signed_in.get("/cua-toi")).status_code == 200
    assert signed_in.issuer.asked[-1] == {"grant_type": "refresh_token", "refresh_token": "refresh-token-1"}
    (asked,) = signed_in.browser.services.asked("submission", "GET", "/initiatives")
    assert asked.headers["authorization"] == "Bearer access-token-2"


async def test_two_requests_at_once_renew_it_once(signed_in: Guest) -> None:
    end_token(signed_in)
    pages = await asyncio.gather(*(signed_in.get("/cua-toi") for _ in range(5)))
    assert [page.status_code for page in pages] == [200] * 5
    assert len(signed_in.issuer.asked) == 2, "the code, and one renewal"
    asked = signed_in.browser.services.asked("submission", "GET", "/initiatives")
    assert {one.headers["authorization"] for one in asked} == {"Bearer access-token-2"}


async def test_a_refused_renewal_ends_the_session_and_keeps_what_was_typed(signed_in: Guest) -> None:
    end_token(signed_in)
    signed_in.issuer.refuses = (400, "invalid_grant")
    answer = await signed_in.post(PAGE, TYPED)
    assert answer.headers["location"].startswith(f"{ISSUER}/authorization")
    assert signed_in.browser.store.sessions.known == {}
    signed_in.issuer.refuses = None
    state = signed_in.issuer.authorized(answer.headers["location"])["state"]
    await signed_in.come_back(state)
    assert TYPED["summary"] in (await signed_in.get(PAGE)).text


async def test_an_issuer_that_refuses_us_ends_nobodys_session(signed_in: Guest) -> None:
    end_token(signed_in)
    signed_in.issuer.refuses = (401, "invalid_client")
    await signed_in.get("/cua-toi")
    assert signed_in.browser.store.sessions.known


async def test_while_the_issuer_is_away_public_pages_go_on(signed_in: Guest) -> None:
    end_token(signed_in)
    signed_in.browser.services.away.add("issuer")
    page = await signed_in.get(PAGE)
    assert page.status_code == 200
    asked = signed_in.browser.services.asked("submission", "GET", FORM)
    assert "authorization" not in asked[-1].headers


async def test_while_the_issuer_is_away_ones_own_pages_say_so(signed_in: Guest) -> None:
    end_token(signed_in)
    signed_in.browser.services.away.add("issuer")
    signed_in.browser.services.refuses("submission", "GET", "/initiatives", 401, "unauthenticated")
    page = await signed_in.get("/cua-toi")
    assert page.status_code == 503
    assert page.headers["retry-after"]


async def test_while_the_issuer_is_away_everything_typed_is_kept_and_sent_afterwards(signed_in: Guest) -> None:
    end_token(signed_in)
    signed_in.browser.services.away.add("issuer")
    page = await signed_in.post(PAGE, TYPED)
    assert page.status_code == 503
    assert TYPED["summary"] in page.text
    signed_in.browser.services.away.clear()
    signed_in.browser.services.says("submission", "POST", "/initiatives", initiative(), 201)
    assert (await signed_in.post(PAGE, TYPED)).headers["location"].startswith("/cua-toi/")


async def test_a_token_with_some_seconds_left_goes_on_while_the_issuer_is_away(signed_in: Guest) -> None:
    ((id_, session),) = signed_in.browser.store.sessions.known.items()
    soon = replace(session.tokens, access_until=datetime.now(UTC) + timedelta(seconds=20))
    signed_in.browser.store.sessions.known[id_] = replace(session, tokens=soon)
    signed_in.browser.services.away.add("issuer")
    assert (await signed_in.get("/cua-toi")).status_code == 200


async def test_a_renewal_for_another_account_ends_the_session(signed_in: Guest) -> None:
    end_token(signed_in)
    signed_in.issuer.claims = {"sub": "another"}
    assert (await signed_in.get("/cua-toi")).status_code == 303
    assert signed_in.browser.store.sessions.known == {}


async def test_a_grant_since_shortens_the_session(signed_in: Guest) -> None:
    end_token(signed_in)
    signed_in.browser.services.says("submission", "GET", "/me", me(("reviewer", UNIT)))
    await signed_in.get("/cua-toi")
    (session,) = signed_in.browser.store.sessions.known.values()
    assert session.is_staff
    assert session.idle_until < datetime.now(UTC) + timedelta(hours=13)


async def test_a_session_in_use_lives_on_and_an_unused_one_ends(signed_in: Guest) -> None:
    sessions = signed_in.browser.store.sessions.known
    ((id_, session),) = sessions.items()
    sessions[id_] = replace(session, idle_until=datetime.now(UTC) + timedelta(days=1))
    await signed_in.get("/cua-toi")
    assert sessions[id_].idle_until > datetime.now(UTC) + timedelta(days=29)
    sessions[id_] = replace(session, idle_until=datetime.now(UTC) - timedelta(seconds=1))
    assert (await signed_in.get("/cua-toi")).headers["location"].startswith("/dang-nhap")


async def test_a_board_that_is_left_open_keeps_no_session_alive(signed_in: Guest) -> None:
    sessions = signed_in.browser.store.sessions.known
    ((id_, session),) = sessions.items()
    soon = datetime.now(UTC) + timedelta(hours=1)
    sessions[id_] = replace(session, idle_until=soon)
    end_token(signed_in)
    keeper: Keeper = signed_in.browser.app.state.keeper
    renewed = await keeper.alive(id_)
    assert renewed is not None
    assert renewed.tokens != session.tokens
    assert sessions[id_].idle_until == soon


async def test_signing_out_ends_both_sessions_and_shows_no_token(signed_in: Guest) -> None:
    answer = await signed_in.post("/dang-xuat")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert signed_in.browser.store.sessions.known == {}
    assert cookie.SESSION not in signed_in.jar
    (asked,) = signed_in.browser.services.asked("issuer", "POST", "/end_session")
    assert asked.content == b"refresh_token=refresh-token-1"
    assert asked.headers["authorization"].startswith("Basic ")


async def test_signing_out_twice_leads_to_the_first_page_both_times(signed_in: Guest) -> None:
    cookies = dict(signed_in.jar)
    await signed_in.post("/dang-xuat")
    signed_in.jar |= cookies
    answer = await signed_in.post("/dang-xuat")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert len(signed_in.browser.services.asked("issuer", "POST", "/end_session")) == 1


async def test_an_issuer_that_ends_sessions_in_the_browser_alone_is_led_to(signed_in: Guest) -> None:
    signed_in.browser.services._answers["issuer", "POST", "/end_session"] = lambda _request: httpx.Response(400)
    answer = await signed_in.post("/en/dang-xuat")
    query = httpx.URL(answer.headers["location"]).params
    assert answer.headers["location"].startswith(f"{ISSUER}/end_session?")
    assert query["post_logout_redirect_uri"] == "http://127.0.0.1:8000/en"
    assert query["id_token_hint"] == signed_in.issuer.given[2]
    assert not any(token in answer.headers["location"] for token in signed_in.issuer.given[:2])


async def test_one_signs_out_while_the_issuer_is_away(signed_in: Guest) -> None:
    end_token(signed_in)
    signed_in.browser.services.away.add("issuer")
    answer = await signed_in.post("/dang-xuat")
    assert answer.status_code == 303
    assert signed_in.browser.store.sessions.known == {}


async def test_a_service_that_takes_no_good_token_sends_nobody_round_the_sign_in(signed_in: Guest) -> None:
    """Whoever signed in just now is told that the service does not work; later, that they sign in first."""
    signed_in.browser.services.refuses("submission", "GET", "/initiatives", 401, "unauthenticated")
    answer = await signed_in.get("/cua-toi")
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    (session,) = signed_in.browser.store.sessions.known.values()
    signed_in.browser.store.sessions.known[session.id] = replace(session, began=datetime(2026, 1, 1, tzinfo=UTC))
    answer = await signed_in.get("/cua-toi")
    assert answer.headers["location"].startswith("/dang-nhap?next=")


async def test_no_token_is_in_any_answer(signed_in: Guest) -> None:
    signed_in.browser.services.says("notify", "GET", "/messages", MINE)
    paths = (
        "/cua-toi",
        PAGE,
        "/thu",
        "/huong-dan",
        "/cho-gui",
        "/cho-gui/ai",
        "/sw.js",
        "/khong-co",
        f"/g/{PROGRAMME}",
    )
    end_token(signed_in)
    answers = [await signed_in.get(path) for path in paths] + [await signed_in.post(PAGE, {**TYPED, "title": ""})]
    answers.append(await signed_in.sign_in())
    answers.append(await signed_in.post("/dang-xuat"))
    assert len(signed_in.issuer.given) == 9, "signed in, renewed, signed in anew"
    secrets = [*signed_in.issuer.given, SECRET]
    for answer in answers:
        whole = answer.text + str(answer.headers.multi_items())
        assert not [one for one in secrets if one in whole], answer.url


async def test_what_is_kept_opens_no_session(signed_in: Guest) -> None:
    known = signed_in.browser.store.sessions.known
    assert secret(signed_in) not in str(known)
    (id_,) = known
    signed_in.jar[cookie.SESSION] = id_
    assert (await signed_in.get("/cua-toi")).status_code == 303
