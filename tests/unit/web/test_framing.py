"""A request that could be two to a proxy in front is none, and nothing behind it is read."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from shared.web.framing import OneLength
from tests.patience import patience

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
PLAIN = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"
BOTH = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
asked: list[str] = []


async def noted(scope: Scope, receive: Receive, send: Send) -> None:
    asked.append(scope["path"])
    await PlainTextResponse("yes")(scope, receive, send)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    asked.clear()
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(OneLength(noted), http="h11", log_level="critical", lifespan="off"))
    serving = asyncio.create_task(server.serve([listening]))
    yield listening.getsockname()[1]
    server.should_exit = server.force_exit = True
    await serving


async def answer(port: int, sent: bytes) -> bytes:
    """All that comes back until the connection ends, or for a moment."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    found = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience(0.5)):
            while piece := await reader.read(10_000):
                found += piece
    writer.close()
    return found


async def test_two_lengths_are_refused_and_what_hides_behind_is_not_read(port: int) -> None:
    found = await answer(port, BOTH + HIDDEN)
    assert found.startswith(b"HTTP/1.1 400 ")
    assert found.count(b"HTTP/1.1 ") == 1
    assert asked == []


async def test_requests_one_behind_the_other_with_one_length_each_are_answered(port: int) -> None:
    assert (await answer(port, PLAIN + HIDDEN)).count(b"HTTP/1.1 200 ") == 2
    assert asked == ["/a", "/hidden"]
