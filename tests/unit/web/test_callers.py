from fastapi import APIRouter

from shared.web.auth import CurrentCaller, MaybeCaller
from tests.unit.web.client import client, make_app, slug
from tests.unit.web.issuer import FakeIssuer, token

router = APIRouter()


@router.get("/me")
async def me(caller: CurrentCaller) -> str:
    return caller.subject


@router.get("/board")
async def board(caller: MaybeCaller) -> str | None:
    return caller.subject if caller else None


def bearer(value: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {value}"}


async def test_a_bearer_token_opens_the_door() -> None:
    async with client(make_app(router)) as http:
        assert (await http.get("/me", headers=bearer(token()))).json() == "lan"
        assert (await http.get("/board", headers=bearer(token()))).json() == "lan"


async def test_without_a_token_the_answer_is_a_challenge() -> None:
    async with client(make_app(router)) as http:
        answer = await http.get("/me")
        assert (answer.status_code, slug(answer)) == (401, "unauthenticated")
        assert answer.headers["www-authenticate"] == "Bearer"
        assert (await http.get("/board")).json() is None


async def test_a_bad_token_is_refused_even_where_none_is_needed() -> None:
    async with client(make_app(router)) as http:
        for path in ("/me", "/board"):
            answer = await http.get(path, headers=bearer(token(aud="payroll")))
            assert (answer.status_code, slug(answer)) == (401, "invalid-token")
            assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_token_counts_in_the_authorization_header_alone() -> None:
    good = token()
    async with client(make_app(router)) as http:
        assert (await http.get("/me", params={"access_token": good, "token": good})).status_code == 401
        assert (await http.get("/me", headers={"Cookie": f"token={good}"})).status_code == 401
        assert (await http.get("/me", headers={"Authorization": f"Basic {good}"})).status_code == 401


async def test_an_issuer_that_is_away_is_no_fault_of_the_caller() -> None:
    issuer = FakeIssuer()
    issuer.away = True
    async with client(make_app(router, issuer)) as http:
        answer = await http.get("/me", headers=bearer(token()))
    assert (answer.status_code, slug(answer)) == (503, "unavailable")
    assert answer.headers["retry-after"]
