import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from shared.web.schemas import RequestBody
from tests.unit.web.client import client, make_app, slug

router = APIRouter()


class Note(RequestBody):
    text: str


@router.post("/notes")
async def note(body: Note) -> int:
    return len(body.text)


@router.post("/raw")
async def raw(request: Request) -> int:
    return len(await request.body())


@router.get("/slow")
async def slow() -> None:
    await asyncio.sleep(5)


@router.get("/own-timeout")
async def own_timeout() -> None:
    raise TimeoutError


@router.get("/boards/stream")
async def stream() -> StreamingResponse:
    async def rows() -> AsyncIterator[bytes]:
        yield b"data: 1\n\n"
        await asyncio.sleep(0.2)
        yield b"data: 2\n\n"

    return StreamingResponse(rows(), media_type="text/event-stream")


@router.get("/cached")
async def cached(response: Response) -> None:
    response.headers["Cache-Control"] = "max-age=5"


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 100


@pytest.mark.parametrize("path", ["/notes", "/raw"])
async def test_a_body_over_the_limit_is_refused_announced_or_streamed(path: str) -> None:
    as_json = {"Content-Type": "application/json"}
    async with client(make_app(router, max_body_bytes=1000), headers=as_json) as http:
        for content in (b"x" * 1001, chunks(11)):
            answer = await http.post(path, content=content)
            assert (answer.status_code, slug(answer)) == (413, "body-too-large")


async def test_a_body_at_the_limit_passes() -> None:
    async with client(make_app(router, max_body_bytes=1000)) as http:
        assert (await http.post("/raw", content=b"x" * 1000)).json() == 1000
        assert (await http.post("/raw", content=chunks(10))).json() == 1000


async def test_the_limit_is_a_megabyte_unless_set() -> None:
    async with client(make_app(router)) as http:
        assert (await http.post("/raw", content=b"x" * 1_000_000)).status_code == 200
        assert (await http.post("/raw", content=b"x" * 1_000_001)).status_code == 413


async def test_a_request_that_takes_too_long_is_ended() -> None:
    async with client(make_app(router, seconds=0.05)) as http:
        answer = await http.get("/slow")
    assert (answer.status_code, slug(answer)) == (504, "timed-out")


async def test_a_time_out_inside_a_request_is_a_fault_not_the_limit() -> None:
    async with client(make_app(router)) as http:
        assert slug(await http.get("/own-timeout")) == "internal-error"


async def test_a_stream_outlives_the_time_limit() -> None:
    async with client(make_app(router, seconds=0.05)) as http:
        assert (await http.get("/boards/stream")).text == "data: 1\n\ndata: 2\n\n"


async def test_every_answer_carries_security_headers() -> None:
    async with client(make_app(router, max_body_bytes=10)) as http:
        answers = [await http.get("/nowhere"), await http.post("/raw", content=b"x" * 11), await http.get("/cached")]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["strict-transport-security"]
        assert "access-control-allow-origin" not in answer.headers
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store", "no-store", "max-age=5"]


async def test_the_page_of_documentation_may_run_its_scripts() -> None:
    async with client(make_app(router)) as http:
        answer = await http.get("/docs")
    assert answer.status_code == 200
    assert "content-security-policy" not in answer.headers
