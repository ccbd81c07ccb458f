"""A load generator's client: keep-alive HTTP/1.1 on a bare protocol, sending bytes built before the clock runs."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import NamedTuple, Self

from deploy.local.ports import HOST

HEAD_END = b"\r\n\r\n"


class Answer(NamedTuple):
    """One answer; the head as it came, in lower case."""

    status: int
    head: bytes
    body: bytes


def request(method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a request with a JSON body."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return "\r\n".join(lines).encode() + HEAD_END + body


class _Line(asyncio.Protocol):
    """One connection: what arrives is gathered until the answer is whole."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[Answer] | None = None
        self._arrived = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._arrived += data
        end = self._arrived.find(HEAD_END)
        if end < 0:
            return
        head = self._arrived[:end].lower()
        start = head.index(b"content-length:") + 15
        length = int(head[start:].split(b"\r\n", 1)[0])
        whole = end + 4 + length
        if len(self._arrived) >= whole and self.waiting is not None:
            body, self._arrived = self._arrived[end + 4 : whole], self._arrived[whole:]
            waiting, self.waiting = self.waiting, None
            if not waiting.done():
                waiting.set_result(Answer(int(head[9:12]), head, body))

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(error or ConnectionResetError("closed before the answer was whole"))


class Connection:
    """One request at a time on a connection that is opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._line = _Line()

    async def send(self, request: bytes) -> Answer:
        """Send and wait for the whole answer; ConnectionError when the server goes away meanwhile."""
        loop = asyncio.get_running_loop()
        if self._line.transport is None or self._line.transport.is_closing():
            _, self._line = await loop.create_connection(_Line, HOST, self._port)
        waiting: asyncio.Future[Answer] = loop.create_future()
        self._line.waiting = waiting
        if self._line.transport is None:
            raise ConnectionResetError("closed before the request was sent")
        self._line.transport.write(request)
        return await waiting

    def close(self) -> None:
        """Close it."""
        if self._line.transport is not None:
            self._line.transport.close()


class Connections:
    """Several connections to one port, closed together."""

    def __init__(self, port: int, count: int) -> None:
        self.each = [Connection(port) for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self.each:
            connection.close()
