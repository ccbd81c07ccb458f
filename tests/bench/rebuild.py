"""`python -m services.ranking rebuild` on a long log: events a second, memory, and boards read meanwhile."""

import asyncio
import os
import re
import statistics
import sys
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from deploy.local.ports import Ports
from deploy.local.processes import ROOT
from deploy.local.services import Addresses
from deploy.local.stack import Stack
from tests.bench import log
from tests.bench.client import Connections, request
from tests.bench.failure import BenchFailed
from tests.bench.report import Figure
from tests.unit.ranking.builders import PROGRAMME

UNITS = 5_000
RATE_GOAL, MEMORY_GOAL_MB, GROWTH_GOAL, SCALING_GOAL, READS_GOAL = 20_000, 400, 1.2, 0.85, 2.0
READ_EVERY = 0.02
OK = 200


@dataclass(frozen=True, slots=True)
class Run:
    """One rebuild."""

    events: int
    seconds: float
    resident_mb: float

    @property
    def rate(self) -> float:
        """Events a second, from the command's start to its end."""
        return self.events / self.seconds


async def rebuild(state: Path, initiatives: int) -> list[Figure]:
    """A quarter of the initiatives first, then all of them, each on a stack of its own."""
    small, _ = await _taken(state / "small", initiatives // 4, reads=False)
    large, reads = await _taken(state / "large", initiatives, reads=True)
    told = {"events": large.events, "seconds": round(large.seconds, 1), "units": UNITS, "initiatives": initiatives}
    grown = large.resident_mb / small.resident_mb
    return [
        Figure("rebuild", large.rate, RATE_GOAL, "events/s", notes=told, at_least=True),
        Figure("rebuild resident", large.resident_mb, MEMORY_GOAL_MB, "MB", notes={"a quarter": small.resident_mb}),
        Figure("rebuild resident, 4 × as many", grown, GROWTH_GOAL, "×"),
        Figure("rebuild rate, 4 × as many", large.rate / small.rate, SCALING_GOAL, "×", at_least=True),
        Figure("board p99 during a rebuild", reads[1] / reads[0], READS_GOAL, "×", notes={"before, ms": reads[0]}),
    ]


async def _taken(state: Path, initiatives: int, *, reads: bool) -> tuple[Run, tuple[float, float]]:
    with Stack(ports=Ports.free(), state=state) as stack:
        addresses = Addresses(stack.kafka_bootstrap, stack.mongo_url, "http://127.0.0.1:1", 1)
        await log.write(stack.kafka_bootstrap, log.frame(UNITS))
        events = await log.write(stack.kafka_bootstrap, log.initiatives(initiatives, UNITS))
        run = await _run(addresses, events)
        if not reads:
            return run, (1.0, 1.0)
        api = stack.another("ranking", run="api")
        api.start()
        port = int(api.url.rpartition(":")[2])
        before = await _reading(port, asyncio.sleep(10))
        during = await _reading(port, _run(addresses, events))
        return run, (before, during)


async def _run(addresses: Addresses, events: int) -> Run:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "services.ranking", "rebuild"),
        cwd=ROOT,
        env={**os.environ, **addresses.env()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    watching = asyncio.create_task(_highest(process.pid))
    told, _ = await process.communicate()
    seconds = time.perf_counter() - began
    watching.cancel()
    if process.returncode:
        raise BenchFailed(told.decode())
    print(told.decode()[-300:])
    found = re.search(r"([\d,]+) sự kiện", told.decode())
    if found is None or int(found[1].replace(",", "")) < events:
        raise BenchFailed(f"not all of {events} events were read: {told.decode()[-300:]}")
    return Run(events, seconds, _PEAKS.pop(process.pid, 0.0))


_PEAKS: dict[int, float] = {}


async def _highest(pid: int) -> None:
    """Follow a process' resident memory until cancelled."""
    process = psutil.Process(pid)
    while True:
        try:
            _PEAKS[pid] = max(_PEAKS.get(pid, 0.0), round(process.memory_info().rss / 1e6, 1))
        except psutil.Error:
            return
        await asyncio.sleep(0.05)


async def _reading(port: int, meanwhile: Coroutine[Any, Any, object]) -> float:
    """The 99th percentile, in ms, of reading one board again and again while something runs."""
    work = asyncio.create_task(meanwhile)
    board = request("GET", f"/boards/{PROGRAMME}?unit=tld&limit=200")
    took: list[float] = []
    with Connections(port, 1) as connections:
        while not work.done():
            began = time.perf_counter()
            answer = await connections.each[0].send(board)
            took.append(1000 * (time.perf_counter() - began))
            if answer.status != OK:
                raise BenchFailed(f"GET /boards → {answer.status} {answer.body[:300].decode()}")
            await asyncio.sleep(READ_EVERY)
    await work
    return round(statistics.quantiles(took, n=100)[98], 1)
