import json
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import Depends, Request

from shared.access import Caller
from shared.refusals import AlreadyMade, Forbidden
from shared.web.auth import CurrentCaller
from shared.web.idempotency import (
    REPLAYED,
    Creating,
    Creation,
    FirstAnswer,
    body_hash,
    creation_of,
    replayed,
    shortened,
)
from shared.web.rates import Rates
from shared.web.routing import Router
from shared.web.schemas import RequestBody
from tests.unit.web.client import client, make_app, slug
from tests.unit.web.issuer import ISSUER, token

router = Router()
firsts: dict[UUID, FirstAnswer] = {}
gone: set[str] = set()
"""Whose grant ended."""


async def first_answer(_request: Request, id_: UUID) -> FirstAnswer | None:
    return firsts.get(id_)


Create = Annotated[Creation, Depends(Creating())]
CreateLetter = Annotated[Creation, Depends(Creating(first_answer, "/letters/{id}"))]


class Note(RequestBody):
    text: str
    size: int = 0


@router.post("/notes")
@router.post("/others/{name}")
async def create(body: Note, creation: Create) -> dict[str, Any]:
    return {"id": creation.id, "hash": creation.request_hash}


@router.post("/letters", status_code=201)
async def write(body: Note, creation: CreateLetter, caller: CurrentCaller) -> dict[str, Any]:
    if caller.subject in gone:
        raise Forbidden
    if creation.id in firsts:
        raise AlreadyMade
    firsts[creation.id] = FirstAnswer(creation.request_hash, body.text.encode())
    return {"text": body.text}


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


async def sent(http: httpx.AsyncClient, body: Any, key: str = "k1", sub: str = "lan") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token(sub=sub)}", "Idempotency-Key": key}
    return await http.post("/letters", json=body, headers=headers)


async def test_a_repeat_is_answered_as_at_first_and_not_judged_again() -> None:
    async with client(make_app(router)) as http:
        first = await sent(http, {"text": "a"})
        assert (first.status_code, REPLAYED in first.headers) == (201, False)
        again = await sent(http, {"text": "a", "size": 1})
        assert (again.status_code, again.json()["type"].rsplit(":")[-1]) == (422, "idempotency-key-reused")
        gone.add("lan")
        repeat = await sent(http, {"text": "a"})
        assert (await sent(http, {"text": "a"}, key="k2")).status_code == 403
        gone.clear()
    assert (repeat.status_code, repeat.content, repeat.headers[REPLAYED]) == (201, b"a", "true")
    assert repeat.headers["location"] == again.headers["location"] == again.json()["location"]


async def test_what_was_taken_is_repeated_though_it_would_be_unreadable_today() -> None:
    body = {"text": "a", "of an earlier version": 1}
    async with client(make_app(router)) as http:
        assert (await sent(http, body, key="old")).status_code == 422
        request = Request({"type": "http", "method": "POST", "path": "/letters", "headers": []})
        lan = Caller(UUID(int=1), "lan", ISSUER)
        creation = creation_of(request, lan, json.dumps(body).encode(), "old")
        firsts[creation.id] = FirstAnswer(creation.request_hash, b"first")
        assert (await sent(http, body, key="old")).content == b"first"


async def test_a_key_belongs_to_its_caller_and_is_asked_for_after_who_calls() -> None:
    async with client(make_app(router)) as http:
        await sent(http, {"text": "mine"}, key="k3")
        its = (await sent(http, {"text": "else"}, key="k3")).json()["location"]
        other = await sent(http, {"text": "mine"}, key="k3", sub="minh")
        assert (other.status_code, REPLAYED in other.headers) == (201, False)
        reused = await sent(http, {"text": "else"}, key="k3", sub="minh")
        assert reused.json()["location"] not in (its, None)
        nobody = await http.post("/letters", json={"text": "mine"}, headers={"Idempotency-Key": "k3"})
    assert (nobody.status_code, slug(nobody)) == (401, "unauthenticated")


@pytest.mark.parametrize("key", ["k4", None])
async def test_a_post_costs_one_of_the_writes_a_minute_with_a_key_and_without(key: str | None) -> None:
    app = make_app(router)
    app.state.writes = Rates(2)
    async with client(app) as http:
        for _ in range(2):
            assert "id" in await post(http, {"text": "a"}, key=key)
        assert (await post(http, {"text": "a"}, key=key))["status"] == 429


def test_a_repeat_is_told_from_another_body_by_the_hash_or_what_is_left_of_it() -> None:
    made = Creation(UUID(int=1), body_hash(b'{"a": 1}'))
    assert replayed(made, body_hash(b'{ "a":1 }'))
    assert replayed(made, shortened(body_hash(b'{"a":1}')))
    for stored in (body_hash(b'{"a": 2}'), shortened(body_hash(b'{"a": 2}')), "", None):
        assert not replayed(made, stored)
    assert not replayed(Creation(UUID(int=1)), body_hash(b"{}"))


async def test_without_a_key_the_same_body_of_the_same_caller_is_alike() -> None:
    request = Request({"type": "http", "method": "POST", "path": "/notes", "headers": []})
    lan, minh = (Caller(UUID(int=n), name, "https://id.example.vn") for n, name in enumerate(("lan", "minh")))
    of_lan = creation_of(request, lan, b'{"a": 1}', None).likeness
    assert of_lan == creation_of(request, lan, b'{ "a": 1 }', None).likeness
    assert of_lan != creation_of(request, lan, b'{"a": 2}', None).likeness
    assert of_lan != creation_of(request, minh, b'{"a": 1}', None).likeness
    assert creation_of(request, lan, b'{"a": 1}', "k").likeness is None


def test_a_body_that_is_not_json_is_hashed_as_it_came() -> None:
    assert body_hash(b"unit;target") == body_hash(b"unit;target")
    assert body_hash(b"unit;target") != body_hash(b"unit; target")
