"""TCP proxies between services and what they need: they cut, delay, and before the mail server refuse or are silent."""

import asyncio
import contextlib
from typing import Final

from deploy.local.ports import HOST

CHUNK: Final = 1 << 16
GREETINGS: Final = {"smtp-4xx": b"421 4.3.2 try again later\r\n", "smtp-5xx": b"554 5.3.2 we take no mail\r\n"}


class Proxy:
    """Passes bytes on from its port to a target's. What it did is counted: a fault counts when it had an effect."""

    def __init__(self, name: str, port: int, target: int) -> None:
        self.name, self.port, self._target = name, port, target
        self.delay = 0.0
        self.greeting: str | None = None
        """A key of GREETINGS, or `smtp-silent`: what a new connection gets instead of the server."""
        self.cuts = self.delayed_bytes = self.greeted = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, HOST, self.port, limit=CHUNK)

    async def stop(self) -> None:
        """End every connection."""
        if self._server is not None:
            self._server.close()
        self.cut()

    def cut(self) -> int:
        """Break every connection as a network does; how many there were."""
        broken = len(self._open)
        for writer in list(self._open):
            writer.transport.abort()
        self.cuts += broken
        return broken

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if self.greeting is not None:
                await self._greet(writer, self.greeting)
                return
            there, back = await asyncio.open_connection(HOST, self._target, limit=CHUNK)
            self._open.add(back)
            try:
                await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
            finally:
                self._open.discard(back)
                back.close()
        except OSError:
            pass  # the target is away, as it may be
        finally:
            self._open.discard(writer)
            writer.close()

    async def _greet(self, writer: asyncio.StreamWriter, greeting: str) -> None:
        self.greeted += 1
        if greeting in GREETINGS:
            writer.write(GREETINGS[greeting])
            await writer.drain()
            return
        while self.greeting == greeting and not writer.is_closing():  # noqa: ASYNC110 - a look now and then will do
            await asyncio.sleep(0.1)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                if self.delay:
                    self.delayed_bytes += len(data)
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        writer.close()
