"""Waiting for what will be so, never for a time; whoever waits in vain is told what was seen."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from deploy.local.ports import answers
from deploy.local.processes import Child

T = TypeVar("T")
SECONDS = 30.0


async def until(
    about: str, probe: Callable[[], Awaitable[T]], wanted: Callable[[T], object], seconds: float = SECONDS
) -> T:
    """The first value of `probe` that is `wanted`."""
    deadline = time.monotonic() + seconds
    pause = 0.05
    while True:
        seen = await probe()
        if wanted(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"{about}: not within {seconds:.0f} s; last seen: {str(seen)[:3000]}")
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


async def gone(child: Child) -> None:
    """The fault has happened: no process, no port."""
    assert not child.running, f"{child.name} still runs"
    if child.port is not None:
        port = child.port
        await until(f"port {port} of {child.name} closed", lambda: asyncio.to_thread(answers, port), lambda up: not up)


async def start(child: Child) -> None:
    """Start again; returns when it is ready."""
    await asyncio.to_thread(child.start)
