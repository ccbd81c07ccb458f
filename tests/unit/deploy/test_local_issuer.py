"""The local sign-in: for this machine alone, and as strict with its one client as a real issuer is."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from deploy.demo.accounts import accounts
from deploy.demo.plan import build
from deploy.local.codes import CODE_SECONDS
from deploy.local.issuer import application
from deploy.local.issuer_page import choose
from deploy.local.keys import KeyFolder
from deploy.local.people import LocalPerson, write_people
from deploy.screens import PICTURES, PLANT, RETURNED
from shared.web.jwks import parse_keys

ISSUER, PORTAL, SECRET = "http://127.0.0.1:8010", "http://127.0.0.1:8000", "a secret of tests"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "client_id": "portal",
    "response_type": "code",
    "redirect_uri": f"{PORTAL}/dang-nhap/xong",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "state": "s-1",
    "nonce": "n-1",
}
REVIEWER = LocalPerson(
    "mai",
    "Trần Thị Mai <b>",
    "Duyệt sáng kiến của Giày Long Thành",
    "mai@example.vn",
    "Người xét",
    (("reviewer", "g"),),
)
WORKER = LocalPerson("anh", "Nguyễn Thị Ánh", "Gửi sáng kiến", None, "Người lao động")
Client = httpx.AsyncClient


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Client]:
    def client(**env: str) -> Client:
        for name, value in {"SANGKIEN_LOCAL": "1", "PORTAL_CLIENT_SECRET": SECRET, **env}.items():
            monkeypatch.setenv(name, value)
        write_people(tmp_path, [WORKER, REVIEWER])
        KeyFolder(tmp_path).current()
        return Client(transport=httpx.ASGITransport(application(ISSUER, tmp_path)), base_url=ISSUER)

    return client


@pytest.fixture
async def issuer(local: Callable[..., Client]) -> AsyncIterator[Client]:
    async with local() as client:
        yield client


async def code_for(issuer: Client, sub: str = "mai", **changes: str) -> str:
    """Choose somebody; the code."""
    answer = await issuer.post("/authorize", params={**ASKED, **changes}, data={"sub": sub})
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["state"] == ["s-1"]
    return query["code"][0]


async def exchange(issuer: Client, given: str, secret: str = SECRET, **changes: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": given, "redirect_uri": ASKED["redirect_uri"]}
    data = {**form, "code_verifier": VERIFIER, **changes}
    return await issuer.post("/token", data=data, auth=("portal", secret))


@pytest.mark.parametrize("value", ["", "0", "true"])
async def test_nobody_signs_in_where_it_is_not_local(local: Callable[..., Client], value: str) -> None:
    async with local(SANGKIEN_LOCAL=value) as issuer:
        for method, path in (("GET", "/authorize"), ("POST", "/authorize"), ("POST", "/token"), ("GET", "/logout")):
            assert (await issuer.request(method, path, params=ASKED)).status_code == 404
        assert (await issuer.get("/jwks")).status_code == 200


async def test_the_page_shows_everybody_and_what_each_may_do(issuer: Client) -> None:
    page = await issuer.get("/authorize", params=ASKED)
    for words in (WORKER.name, WORKER.duties, REVIEWER.duties, "Người xét", "Trần Thị Mai &lt;b&gt;"):
        assert words in page.text
    assert "không hỏi mật khẩu" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "Choose who you are" in (await issuer.get("/authorize", params={**ASKED, "ui_locales": "en"})).text


async def test_the_page_leads_back_and_to_the_other_language(issuer: Client) -> None:
    page = (await issuer.get("/authorize", params=ASKED)).text
    assert f'<a href="{PORTAL}/">' in page
    (query,) = re.findall(r'<a href="\?([^"]+)" lang="en">', page)
    english = (await issuer.get(f"/authorize?{unescape(query)}")).text
    assert "Choose who you are" in english
    assert f'<a href="{PORTAL}/en">' in english
    assert f'<a href="{PORTAL}/">' in (await issuer.get("/authorize", params={**ASKED, "ui_locales": "x"})).text


def test_what_the_sample_s_people_do_is_said_in_english_too() -> None:
    people = accounts(build(date(2026, 11, 25)))
    page = choose(people, {"ui_locales": "en"}, PORTAL)
    said = {f"<h2>{person.group}<" for person in people} | {f"<small>{person.duties}<" for person in people}
    assert [text for text in said if text in page] == []


def test_whoever_is_signed_in_on_the_pictures_may_be_chosen() -> None:
    plan = build(date(2026, 11, 25))
    wanted = {picture.account for picture in PICTURES} - {None}
    assert wanted
    assert wanted <= {person.sub for person in accounts(plan)}
    assert RETURNED in {story.title for story in plan.stories if story.unit == PLANT and story.steps}


def test_for_each_of_the_sample_s_workers_a_reviewer_of_their_unit_may_be_chosen() -> None:
    people = accounts(build(date(2026, 11, 25)))
    homes = {person.duties.partition(" · ")[2] for person in people if person.group == "Người lao động"}
    reviewed = {person.duties.partition(" · ")[2] for person in people if person.group == "Cán bộ xét duyệt"}
    assert homes
    assert homes <= reviewed
    assert 25 <= len(people) <= 35


async def test_a_code_becomes_tokens_of_whoever_was_chosen(issuer: Client) -> None:
    answer = (await exchange(issuer, await code_for(issuer))).json()
    keys = parse_keys((await issuer.get("/jwks")).json()["keys"], ["ES256", "RS256"])
    (key,) = keys.values()

    def claims(name: str, audience: str) -> dict[str, Any]:
        return dict(jwt.decode(answer[name], key, audience=audience, issuer=ISSUER))

    identity = claims("id_token", "portal")
    assert (identity["sub"], identity["nonce"], identity["name"]) == ("mai", "n-1", REVIEWER.name)
    assert claims("access_token", "sangkien")["grants"] == [{"role": "reviewer", "unit": "g"}]
    renewed = await issuer.post(
        "/token",
        data={"grant_type": "refresh_token", "refresh_token": answer["refresh_token"]},
        auth=("portal", SECRET),
    )
    assert renewed.status_code == 200


async def test_an_access_token_renews_nothing(issuer: Client) -> None:
    answer = (await exchange(issuer, await code_for(issuer))).json()
    for name in ("access_token", "id_token"):
        data = {"grant_type": "refresh_token", "refresh_token": answer[name]}
        assert (await issuer.post("/token", data=data, auth=("portal", SECRET))).status_code == 400


async def test_a_code_is_good_once(issuer: Client) -> None:
    code = await code_for(issuer)
    assert (await exchange(issuer, code)).status_code == 200
    assert (await exchange(issuer, code)).json() == {"error": "invalid_grant"}


async def test_a_code_is_good_for_a_minute(issuer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("deploy.local.codes.time.monotonic", lambda: now[0])
    first, second = await code_for(issuer), await code_for(issuer)
    now[0] += CODE_SECONDS - 1
    assert (await exchange(issuer, first)).status_code == 200
    now[0] += 2
    assert (await exchange(issuer, second)).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"code_verifier": CHALLENGE},
        {"redirect_uri": f"{PORTAL}/"},
        {"code": "made-up"},
    ],
    ids=str,
)
async def test_a_code_needs_its_verifier_and_its_address_and_is_spent_by_a_wrong_try(
    issuer: Client, changes: dict[str, str]
) -> None:
    code = await code_for(issuer)
    assert (await exchange(issuer, code, **changes)).status_code == 400
    assert (await exchange(issuer, code)).status_code == (200 if "code" in changes else 400)


@pytest.mark.parametrize("secret", ["", "wrong", "sécret"])
async def test_the_client_proves_itself(issuer: Client, secret: str) -> None:
    assert (await exchange(issuer, await code_for(issuer), secret)).status_code == 401
    assert (await issuer.post("/token", data={"client_id": "portal"})).status_code == 401
    assert (await issuer.post("/token", headers={"authorization": "Basic !!"})).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://127.0.0.1:8000/another"},
        {"redirect_uri": "http://127.0.0.1:9999/dang-nhap/xong"},
        {"redirect_uri": "http://127.0.0.1:8000/dang-nhap/xong/"},
        {"redirect_uri": "http://127.0.0.1:8000/dang-nhap/xong?x=1"},
        {"redirect_uri": "https://evil.example.vn/dang-nhap/xong"},
        {"redirect_uri": ""},
        {"client_id": "another"},
        {"response_type": "token"},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
    ],
    ids=str,
)
async def test_what_is_not_the_portals_own_question_is_refused_on_the_spot(
    issuer: Client, changes: dict[str, str]
) -> None:
    for method in ("GET", "POST"):
        answer = await issuer.request(method, "/authorize", params={**ASKED, **changes})
        assert answer.status_code == 400
        assert "location" not in answer.headers


async def test_nobody_unknown_is_signed_in(issuer: Client) -> None:
    answer = await issuer.post("/authorize", params=ASKED, data={"sub": "stranger"})
    assert (answer.status_code, answer.text) == (400, "unknown person")


@pytest.mark.parametrize(
    ("back_to", "is_followed"),
    [
        (f"{PORTAL}/", True),
        (f"{PORTAL}/en", True),
        ("https://evil.example.vn/", False),
        (f"{PORTAL}.evil.example.vn/", False),
        (f"{PORTAL}//evil.example.vn", False),
        ("", False),
    ],
)
async def test_signing_out_leads_back_to_the_portal_alone(issuer: Client, back_to: str, is_followed: bool) -> None:
    answer = await issuer.get("/logout", params={"post_logout_redirect_uri": back_to})
    assert answer.headers.get("location") == (back_to if is_followed else None)


async def test_the_portal_ends_a_session_without_the_browser(issuer: Client) -> None:
    assert (await issuer.post("/logout", auth=("portal", SECRET))).status_code == 204
    assert (await issuer.post("/logout", auth=("portal", "wrong"))).status_code == 401
