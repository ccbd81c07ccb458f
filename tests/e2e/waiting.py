"""Waiting for what will be so, never for a time; whoever waits in vain is told what was seen."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from deploy.local.ports import answers
from deploy.local.processes import Child
from tests.patience import patience

T = TypeVar("T")


class Server(Protocol):
    """Kafka or MongoDB, however the stack runs them."""

    def start(self) -> None:
        """Start again."""

    def stop(self) -> None:
        """End it."""


SECONDS = 30.0


async def until(
    about: str, probe: Callable[[], Awaitable[T]], wanted: Callable[[T], object], seconds: float | None = None
) -> T:
    """The first value of `probe` that is `wanted`."""
    limit = patience(SECONDS) if seconds is None else seconds
    deadline = time.monotonic() + limit
    pause = 0.05
    while True:
        seen = await probe()
        if wanted(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"{about}: not within {limit:.0f} s; last seen: {str(seen)[:3000]}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.3, 0.4)


async def kill(child: Child) -> None:
    """SIGKILL; goes on when the process is gone and nobody answers on its port."""
    pid = child.pid
    assert pid is not None, f"{child.name} does not run, it cannot be killed"
    await asyncio.to_thread(child.kill)
    await gone(child)


async def stop(child: Child) -> None:
    """SIGTERM, and as `kill`."""
    assert child.running, f"{child.name} does not run, it cannot be stopped"
    await asyncio.to_thread(child.stop)
    await gone(child)


async def take_away(server: Server, port: int) -> None:
    """Stop a server of the stack; goes on when nobody answers on its port."""
    await asyncio.to_thread(server.stop)
    await closed(port)


async def gone(child: Child) -> None:
    """The fault has happened: no process, no port."""
    assert not child.running, f"{child.name} still runs"
    if child.port is not None:
        await closed(child.port)


async def closed(port: int) -> None:
    """Wait until nobody answers on the port."""
    await until(f"port {port} closed", lambda: asyncio.to_thread(answers, port), lambda answered: not answered)


async def start(child: Server) -> None:
    """Start again; returns when it is ready."""
    await asyncio.to_thread(child.start)
