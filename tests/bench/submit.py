"""POST /initiatives on a real submission service against a bare FastAPI and Motor insert of the same body.

Both run as one process on the same mongod, taking turns. Before the bare one's turn the service's outbox is emptied,
so that what it still has to publish never slows the other down; how long that takes is told.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median

import psutil

from deploy.local.ports import Ports, answers, free_ports
from deploy.local.processes import Child
from deploy.local.stack import Stack
from shared.mongo import Mongo
from tests.bench.client import Answer, Connection, Connections
from tests.bench.failure import BenchFailed
from tests.bench.report import Figure
from tests.bench.world import found, submissions

GOAL = 0.6
LATER = 0.85
AT_ONCE = 32
REQUESTS = 400
CREATED = 201
DRAIN_SECONDS = 60.0
BARE_FIELDS = 90
"""Letters of the bare answer that are not the request's: its id, its time, the names of both and of the padding."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two processes."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time it has used so far."""
        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to; processor time a request says more than speed on a machine others use too."""

    rate: float
    cpu_ms: float
    drained: float


async def submit(state: Path, pairs: int, seconds: float) -> Figure:
    """Requests a second, in `pairs` alternating rounds of `seconds` each."""
    with Stack(ports=Ports.free(), state=state, services=("submission",)) as stack:
        requests = submissions(found(stack), REQUESTS)
        ours = Side(stack.ports.submission, _pid(stack.services["submission"]))
        padding = await _padding(ours.port, requests[0])
        outbox = Mongo(stack.mongo_url, "sangkien-submission", app_name="bench")
        with _bare(stack, padding) as bare:
            try:
                return await _pairs(ours, bare, requests, outbox, pairs, seconds)
            finally:
                outbox.close()


async def _pairs(ours: Side, bare: Side, requests: list[bytes], outbox: Mongo, pairs: int, seconds: float) -> Figure:
    for side in (ours, bare):  # warms both up
        await _round(side, requests, outbox, min(seconds, 2.0))
    taken = [
        (await _round(ours, requests, outbox, seconds), await _round(bare, requests, outbox, seconds))
        for _ in range(pairs)
    ]
    notes = {
        "CPU ms a request, ours": round(median(ours.cpu_ms for ours, _ in taken), 2),
        "bare": round(median(bare.cpu_ms for _, bare in taken), 2),
        "published after, s": round(median(ours.drained for ours, _ in taken), 1),
        "goal later": LATER,
    }
    rates = [(ours.rate, bare.rate) for ours, bare in taken]
    return Figure.of_pairs("submit", rates, goal=GOAL, unit="posts/s", notes=notes)


async def _round(side: Side, requests: list[bytes], outbox: Mongo, seconds: float) -> Round:
    used = side.cpu_seconds()
    done, took = await load(side.port, requests, seconds)
    drained = await _drain(outbox)
    return Round(done / took, 1000 * (side.cpu_seconds() - used) / done, drained)


async def load(port: int, requests: list[bytes], seconds: float) -> tuple[int, float]:
    """Answers with 32 requests under way, and the seconds they took."""
    following = cycle(requests)
    deadline = time.perf_counter() + seconds
    done = 0

    async def one_after_another(connection: Connection) -> None:
        nonlocal done
        while time.perf_counter() < deadline:
            _must_be_created(await connection.send(next(following)))
            done += 1

    began = time.perf_counter()
    with Connections(port, AT_ONCE) as connections:
        await asyncio.gather(*(one_after_another(connection) for connection in connections.each))
    return done, time.perf_counter() - began


async def _drain(outbox: Mongo) -> float:
    """Wait until every event is published; seconds it took."""
    began = time.perf_counter()
    while await outbox.db["initiatives"].find_one({"outbox.at": {"$exists": True}}, {"_id": 1}) is not None:
        if time.perf_counter() - began > DRAIN_SECONDS:
            raise BenchFailed(f"events were still unpublished after {DRAIN_SECONDS:.0f} s")
        await asyncio.sleep(0.05)
    return time.perf_counter() - began


async def _padding(port: int, request: bytes) -> int:
    with Connections(port, 1) as connections:
        answer = _must_be_created(await connections.each[0].send(request))
    sent = len(request) - request.index(b"\r\n\r\n") - 4
    return max(0, len(answer.body) - sent - BARE_FIELDS)


def _must_be_created(answer: Answer) -> Answer:
    if answer.status != CREATED:
        raise BenchFailed(f"POST /initiatives → {answer.status} {answer.body[:600].decode()}")
    return answer


def _pid(process: Child) -> int:
    if process.pid is None:
        raise BenchFailed(f"{process.name} is not running")
    return process.pid


@contextmanager
def _bare(stack: Stack, padding: int) -> Iterator[Side]:
    (port,) = free_ports(1)
    argv = [sys.executable, "-m", "tests.bench.bare_app", str(port), stack.mongo_url, "bench-bare", str(padding)]
    process = Child("bare", argv, room=stack.room, port=port, ready=lambda: answers(port))
    process.start()
    try:
        yield Side(port, _pid(process))
    finally:
        process.stop()
