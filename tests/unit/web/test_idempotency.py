from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter

from shared.web.idempotency import Create, Creation, IdempotencyKeyReused, body_hash, replayed
from shared.web.schemas import RequestBody
from tests.unit.web.client import client, make_app, slug
from tests.unit.web.issuer import token

router = APIRouter()


class Note(RequestBody):
    text: str
    size: int = 0


@router.post("/notes")
@router.post("/others/{name}")
async def create(body: Note, creation: Create) -> dict[str, Any]:
    return {"id": creation.id, "hash": creation.request_hash}


async def post(http: httpx.AsyncClient, body: Any, key: str | None = "k1", sub: str = "lan", to: str = "/notes") -> Any:
    headers = {"Authorization": f"Bearer {token(sub=sub)}", **({"Idempotency-Key": key} if key else {})}
    return (await http.post(to, json=body, headers=headers)).json()


async def test_the_same_key_gives_the_same_id_and_the_same_body_the_same_hash() -> None:
    async with client(make_app(router)) as http:
        first = await post(http, {"text": "a", "size": 1})
        assert await post(http, {"size": 1, "text": "a"}) == first
        other = await post(http, {"text": "b"})
    assert other["id"] == first["id"]
    assert other["hash"] != first["hash"]


async def test_another_caller_key_or_route_gives_another_id() -> None:
    body = {"text": "a"}
    async with client(make_app(router)) as http:
        answers = [
            await post(http, body),
            await post(http, body, key="k2"),
            await post(http, body, sub="minh"),
            await post(http, body, to="/others/x"),
            await post(http, body, to="/others/y"),
        ]
    assert len({answer["id"] for answer in answers}) == 5


async def test_a_gateways_prefix_does_not_change_the_id() -> None:
    app = make_app(router)
    async with client(app) as plain:
        first = await post(plain, {"text": "a"})
    behind = httpx.ASGITransport(app, root_path="/submission")
    async with httpx.AsyncClient(transport=behind, base_url="https://api.example.vn") as http:
        assert await post(http, {"text": "a"}, to="/submission/notes") == first


async def test_without_a_key_each_post_creates_under_a_fresh_time_ordered_id() -> None:
    async with client(make_app(router)) as http:
        one, two = await post(http, {"text": "a"}, key=None), await post(http, {"text": "a"}, key=None)
    assert one["hash"] is two["hash"] is None
    assert one["id"] < two["id"]
    assert UUID(one["id"]).version == 7


@pytest.mark.parametrize("key", ["a b", "x" * 201, "\x7f"])
async def test_a_key_that_is_no_key_is_refused(key: str) -> None:
    headers = {"Authorization": f"Bearer {token()}", "Idempotency-Key": key}
    async with client(make_app(router)) as http:
        answer = await http.post("/notes", json={"text": "a"}, headers=headers)
    assert (answer.status_code, slug(answer)) == (422, "invalid-request")
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_repeat_is_told_from_a_reused_key() -> None:
    made = Creation(UUID(int=1), body_hash(b'{"a": 1}'))
    assert replayed(made, body_hash(b'{ "a":1 }'))
    for stored in (body_hash(b'{"a": 2}'), None):
        with pytest.raises(IdempotencyKeyReused):
            replayed(made, stored)
    assert not replayed(Creation(UUID(int=1)), body_hash(b"{}"))


def test_a_body_that_is_not_json_is_hashed_as_it_came() -> None:
    assert body_hash(b"unit;target") == body_hash(b"unit;target")
    assert body_hash(b"unit;target") != body_hash(b"unit; target")
