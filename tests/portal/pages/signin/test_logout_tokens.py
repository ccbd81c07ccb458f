"""Back-channel logout: the issuer ends sessions here, by tokens of its own that are good once."""

from typing import Any

import httpx
import pytest

from tests.portal.pages.signin.conftest import Guest
from tests.portal.pages.signin.issuer import OTHER_KEY

PLACE = "/dang-xuat/tu-noi-cap"


@pytest.fixture
async def signed_in(guest: Guest) -> Guest:
    await guest.sign_in()
    return guest


async def tell(guest: Guest, token: str) -> httpx.Response:
    """As the issuer's server does: no cookie, no field that a browser adds."""
    return await guest.browser.client.post(PLACE, data={"logout_token": token})


@pytest.mark.parametrize("claims", [{"sub": None}, {}, {"sid": None}], ids=["of a session", "of both", "of an account"])
async def test_the_sessions_it_names_end(signed_in: Guest, claims: dict[str, Any]) -> None:
    answer = await tell(signed_in, signed_in.issuer.logout_token(**claims))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert signed_in.browser.store.sessions.known == {}


async def test_the_next_page_leads_to_the_sign_in(signed_in: Guest) -> None:
    await tell(signed_in, signed_in.issuer.logout_token())
    assert (await signed_in.get("/cua-toi")).headers["location"] == "/dang-nhap?next=%2Fcua-toi"


@pytest.mark.parametrize("claims", [{"sid": "another"}, {"sid": None, "sub": "another"}], ids=str)
async def test_sessions_it_does_not_name_go_on(signed_in: Guest, claims: dict[str, Any]) -> None:
    assert (await tell(signed_in, signed_in.issuer.logout_token(**claims))).status_code == 200
    assert signed_in.browser.store.sessions.known


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"iss": "https://evil.example.vn"},
        {"events": None},
        {"events": {}},
        {"events": "http://schemas.openid.net/event/backchannel-logout"},
        {"nonce": "n"},
        {"exp": 1},
        {"exp": 10**18},
        {"exp": None},
        {"iat": None},
        {"jti": None},
        {"sub": None, "sid": None},
        {"sid": {"$ne": None}},
    ],
    ids=str,
)
async def test_a_token_that_is_none_ends_nothing(signed_in: Guest, claims: dict[str, Any]) -> None:
    assert (await tell(signed_in, signed_in.issuer.logout_token(**claims))).status_code == 400
    assert signed_in.browser.store.sessions.known


@pytest.mark.parametrize("fault", ["key", "none", "an ID token", "text"])
async def test_a_token_that_is_not_signed_for_this_ends_nothing(signed_in: Guest, fault: str) -> None:
    issuer = signed_in.issuer
    issuer.key = OTHER_KEY if fault == "key" else issuer.key
    issuer.header = {"alg": "none"} if fault == "none" else {}
    token = {"an ID token": issuer.given[2], "text": "a.b.c"}.get(fault) or issuer.logout_token()
    assert (await tell(signed_in, token)).status_code == 400
    assert signed_in.browser.store.sessions.known


async def test_a_token_that_was_heard_before_ends_no_later_session(signed_in: Guest) -> None:
    token = signed_in.issuer.logout_token(sid=None)
    assert (await tell(signed_in, token)).status_code == 200
    await signed_in.sign_in()
    assert (await tell(signed_in, token)).status_code == 400
    assert signed_in.browser.store.sessions.known


async def test_one_that_was_cut_off_is_obeyed_when_the_issuer_says_it_again(
    signed_in: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, sessions = signed_in.issuer.logout_token(), signed_in.browser.store.sessions

    async def cut_off(**_: Any) -> int:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(sessions, "drop_of", cut_off)
        assert (await tell(signed_in, token)).status_code >= 500
    assert sessions.known
    assert (await tell(signed_in, token)).status_code == 200
    assert sessions.known == {}
    assert (await tell(signed_in, token)).status_code == 400


async def test_nothing_at_all_is_refused(signed_in: Guest) -> None:
    assert (await signed_in.browser.client.post(PLACE)).status_code == 422
