"""What every service answers alike, whatever its routes: heads, slashes, methods, origins, large headers."""

from typing import Any, ClassVar

import httpx
import pytest
from fastapi import FastAPI, Response
from prometheus_client import REGISTRY
from starlette.requests import Request

from shared.refusals import NotFound
from shared.runtime.service import build_service
from shared.runtime.settings import ServiceSettings
from shared.web.auth import CurrentCaller
from shared.web.paging import Page
from shared.web.proxies import address_of
from shared.web.routing import Router
from shared.web.schemas import RequestBody

PORTAL = "https://portal.example.vn"


class Settings(ServiceSettings):
    service: str = "test"
    port: int = 1
    local: bool = True
    issuer: str = "http://127.0.0.1/issuer"
    cors_origins: tuple[str, ...] = (PORTAL,)
    trusted_proxies: Any = "10.0.0.0/8"


class Note(RequestBody):
    text: str


class NoStore:
    indexes: ClassVar[tuple[Any, ...]] = ()


def routes() -> Router:
    router = Router()

    @router.get("/notes")
    async def notes(request: Request) -> Response:
        return Response(f"{request.url.scheme} {address_of(request)}", headers={"ETag": '"1"'})

    @router.get("/notes/stream")
    async def stream() -> Response:
        raise NotFound

    @router.get("/mine")
    async def mine(_page: Page, _caller: CurrentCaller, size: int = 1) -> int:
        return size

    @router.post("/notes")
    async def write(body: Note, _caller: CurrentCaller) -> str:
        return body.text

    return router


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return build_service(Settings(), open_store=lambda _mongo: NoStore(), routes=[routes()])


def client(app: FastAPI, peer: str = "127.0.0.1") -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(peer, 1)), base_url="http://service")


async def test_head_is_answered_as_get_without_the_body_but_for_streams(app: FastAPI) -> None:
    async with client(app) as http:
        for path in ("/notes", "/docs", "/nowhere", "/mine"):
            whole, head = await http.get(path), await http.head(path)
            assert (head.status_code, head.content) == (whole.status_code, b""), path
            assert head.headers.get("content-length") == whole.headers.get("content-length"), path
            assert head.headers.get("etag") == whole.headers.get("etag"), path
        stream = await http.head("/notes/stream")
    assert (stream.status_code, stream.headers["allow"]) == (405, "GET, OPTIONS")


async def test_options_names_the_methods_of_a_path(app: FastAPI) -> None:
    async with client(app) as http:
        told = await http.options("/notes")
        assert (told.status_code, told.content, told.headers["allow"]) == (204, b"", "GET, HEAD, OPTIONS, POST")
        assert (await http.options("/nowhere")).status_code == 404
        wrong = await http.delete("/notes")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize("path", ["/notes/", "/docs/", "/health/live/", "//notes"])
async def test_a_slash_at_the_end_is_another_path_and_leads_nowhere(app: FastAPI, path: str) -> None:
    async with client(app) as http:
        answer = await http.get(path)
    assert (answer.status_code, "location" in answer.headers) == (404, False)


async def test_who_calls_is_judged_before_query_and_body(app: FastAPI) -> None:
    large = b"x" * 1_000_001
    async with client(app) as http:
        answers = [
            await http.get("/mine?after=bad&limit=x&size=y"),
            await http.get("/mine?after=bad", headers={"Authorization": "Basic x"}),
            await http.post("/notes", content=b"{", headers={"Content-Type": "application/json"}),
            await http.post("/notes", json={"text": 1}),
            await http.post("/notes", content=large),
        ]
    assert [answer.status_code for answer in answers] == [401] * 5


async def test_a_portal_at_another_origin_may_read_what_it_needs(app: FastAPI) -> None:
    async with client(app) as http:
        answer = await http.get("/notes", headers={"Origin": PORTAL})
        other = await http.get("/notes", headers={"Origin": "https://other.example.vn"})
    exposed = {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert {"Retry-After", "Content-Disposition", "ETag", "Location", "Idempotency-Replayed"} <= exposed
    assert "access-control-allow-origin" not in other.headers


async def test_scheme_and_address_are_those_a_trusted_proxy_names(app: FastAPI) -> None:
    named = {"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "https"}
    async with client(app, "10.0.0.1") as behind, client(app) as straight:
        told, alone = await behind.get("/notes", headers=named), await straight.get("/notes", headers=named)
    assert (told.text, "strict-transport-security" in told.headers) == ("https 198.51.100.1", True)
    assert (alone.text, "strict-transport-security" in alone.headers) == ("http 127.0.0.1", False)


async def test_methods_and_paths_that_are_made_up_add_no_label_to_the_metrics(app: FastAPI) -> None:
    def labels() -> set[tuple[str, str]]:
        samples = [sample for metric in REGISTRY.collect() for sample in metric.samples]
        return {(s.labels["method"], s.labels["route"]) for s in samples if "route" in s.labels}

    async with client(app) as http:
        await http.request("MADEUP", "/nowhere")
        known = labels()
        for number in range(5):
            await http.request(f"MADEUP{number}", f"/nowhere/{number}")
    assert labels() == known
    assert ("other", "(none)") in known
