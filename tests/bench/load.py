"""150 submissions a second, open loop, for minutes: none lost, no memory that grows, nothing left behind."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import SERVICES
from shared.mongo import Mongo
from tests.bench.client import Connection, Connections
from tests.bench.failure import BenchFailed
from tests.bench.report import Figure
from tests.bench.world import found, submissions

RATE = 150
TRIES = 3
CONNECTIONS = 200
REQUESTS = 3_000
FIRST_TRY_GOAL, GROWTH_GOAL, DRAIN_GOAL = 0.99, 1.1, 60
CREATED, UNAVAILABLE = 201, 503
LATE_SECONDS = 0.05


@dataclass(slots=True)
class Sent:
    """What became of what was due."""

    first_try: int = 0
    later_try: int = 0
    failed: list[str] = field(default_factory=list)
    late: int = 0
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


async def load(state: Path, seconds: float) -> list[Figure]:
    """The figures of one run of `seconds` (300 is what the goals are for)."""
    with Stack(ports=Ports.free(), state=state, services=SERVICES) as stack:
        requests = submissions(found(stack), REQUESTS)
        sent = await _send(stack, requests, seconds)
        drained = await _drained(stack)
        kept = await _kept(stack)
    done = sent.first_try + sent.later_try
    if kept != done or sent.failed:
        raise BenchFailed(f"{done} were acknowledged, {kept} are kept, {len(sent.failed)} failed: {sent.failed[:3]}")
    grown = {name: _grown(rows, seconds) for name, rows in sent.memory.items()}
    told = {"seconds": seconds, "sent": done, "after a 503": sent.later_try, "sent late": sent.late}
    return [
        Figure("load, first tries", sent.first_try / max(1, done), FIRST_TRY_GOAL, "share", notes=told, at_least=True),
        Figure("load, memory of the last fifth", max(grown.values()), GROWTH_GOAL, "×", notes=grown),
        Figure("load, backlog gone after", drained, DRAIN_GOAL, "s"),
    ]


async def _send(stack: Stack, requests: list[bytes], seconds: float) -> Sent:
    sent = Sent()
    free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
    under_way: set[asyncio.Task[None]] = set()
    with Connections(stack.ports.submission, CONNECTIONS) as connections:
        for connection in connections.each:
            free.put_nowait(connection)
        watching = asyncio.create_task(_watch(stack, sent))
        began = time.monotonic()
        for number in range(int(RATE * seconds)):
            due = began + number / RATE
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            sent.late += time.monotonic() - due > LATE_SECONDS
            task = asyncio.create_task(_one(free, requests[number % len(requests)], sent))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)
        watching.cancel()
    return sent


async def _one(free: "asyncio.LifoQueue[Connection]", request: bytes, sent: Sent) -> None:
    connection = await free.get()
    try:
        for attempt in range(TRIES):
            answer = await connection.send(request)
            if answer.status == CREATED:
                sent.first_try += attempt == 0
                sent.later_try += attempt > 0
                return
            if answer.status != UNAVAILABLE or b"retry-after:" not in answer.head:
                break
            await asyncio.sleep(int(answer.head.split(b"retry-after:", 1)[1].split(b"\r\n", 1)[0]))
        sent.failed.append(f"{answer.status} {answer.body[:100].decode(errors='replace')}")
    except ConnectionError as error:
        sent.failed.append(repr(error))
    finally:
        free.put_nowait(connection)


async def _watch(stack: Stack, sent: Sent) -> None:
    began = time.monotonic()
    while True:
        for name, child in stack.services.items():
            if child.pid is not None:
                rss = psutil.Process(child.pid).memory_info().rss / 1e6
                sent.memory.setdefault(name, []).append((time.monotonic() - began, rss))
        await asyncio.sleep(1)


def _grown(rows: list[tuple[float, float]], seconds: float) -> float:
    """The median of the last fifth of the time over that of the first."""
    first = [rss for at, rss in rows if at < seconds / 5]
    last = [rss for at, rss in rows if at >= seconds * 4 / 5]
    return round(median(last) / median(first), 3) if first and last else 0.0


async def _drained(stack: Stack) -> float:
    """Seconds until review and ranking have everything."""
    began = time.monotonic()
    submission, review, ranking = (
        Mongo(stack.mongo_url, f"sangkien-{name}", app_name="bench") for name in ("submission", "review", "ranking")
    )
    try:
        while True:
            whole = await submission.db["initiatives"].count_documents({"first_submitted_at": {"$ne": None}})
            cases = await review.db["cases"].count_documents({})
            facts = await ranking.db["facts"].count_documents({"submission": {"$ne": None}})
            waiting = await submission.db["initiatives"].find_one({"outbox.at": {"$exists": True}}, {"_id": 1})
            if cases >= whole and facts >= whole and waiting is None:
                return time.monotonic() - began
            if time.monotonic() - began > 3 * DRAIN_GOAL:
                raise BenchFailed(f"{whole} submitted, {cases} cases, {facts} counted")
            await asyncio.sleep(0.5)
    finally:
        for mongo in (submission, review, ranking):
            mongo.close()


async def _kept(stack: Stack) -> int:
    mongo = Mongo(stack.mongo_url, "sangkien-submission", app_name="bench")
    try:
        return await mongo.db["initiatives"].count_documents({})
    finally:
        mongo.close()
