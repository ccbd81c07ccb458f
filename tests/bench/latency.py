"""Decision POST to the row that a listener of the board's stream sees, on the whole stack with all four services.

Open loop: decisions are due at a fixed rate whatever the system does, and each is timed from the moment it was due.
"""

import asyncio
import contextlib
import itertools
import json
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from deploy.demo.load import today
from deploy.demo.sample import CITY
from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import SERVICES
from tests.bench.client import Connection, Connections, request
from tests.bench.failure import BenchFailed
from tests.bench.listener import Listener
from tests.bench.report import Figure
from tests.bench.world import PROGRAMME, bearer, found, submissions, uppers

RATE = 50
GOAL_MS = 500
AT_ONCE = 16
OPEN_LOOP_CONNECTIONS = 200
PATIENCE_SECONDS = 60.0
LAST_SECONDS = 10.0
BOARD = f"/boards/{PROGRAMME}/stream?unit={CITY}&among=grassroots&by=approved&limit=200"
OK, CREATED = 200, 201


@dataclass(slots=True)
class Sent:
    """What the generator did: how late each decision left, how long its answer took, what was refused."""

    late: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


async def latency(state: Path, seconds: float) -> Figure:
    """p99 in ms, with p50 beside it."""
    with Stack(ports=Ports.free(), state=state, services=SERVICES) as stack:
        await enter(stack, int(RATE * seconds))
        decisions = await decisions_on(stack, int(RATE * seconds))
        async with Listener(stack.ports.ranking, BOARD) as listener:
            await until("the board's first rows", lambda: true(bool(listener.rows)))
            sent = await open_loop(stack.ports.review, decisions, listener.expect)
            await _wait_for_the_last(listener)
        return _figure(listener, sent)


async def enter(stack: Stack, count: int) -> None:
    """Submit as many initiatives as will be decided, and wait until review and ranking have them all."""
    requests = iter(submissions(found(stack), count))

    async def one_after_another(connection: Connection) -> None:
        for entry in requests:
            answer = await connection.send(entry)
            if answer.status != CREATED:
                raise BenchFailed(f"POST /initiatives → {answer.status} {answer.body[:600].decode()}")

    with Connections(stack.ports.submission, AT_ONCE) as connections:
        await asyncio.gather(*(one_after_another(connection) for connection in connections.each))
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:

        async def have_arrived() -> bool:
            cases = await _read(http, stack, "review", f"/cases/counts?unit={CITY}")
            board = await _read(http, stack, "ranking", f"/boards/{PROGRAMME}?unit={CITY}")
            return int(cases["total"]) >= count and int((board["total"] or {"submitted": 0})["submitted"]) >= count

        await until("all cases", have_arrived)


async def decisions_on(stack: Stack, count: int) -> list[tuple[str, bytes]]:
    """The unit and the request of each decision: units take turns, so that a row tells which decision it shows."""
    by_unit: dict[str, list[dict[str, Any]]] = {}
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        after: str | None = ""
        while after is not None:
            page = await _read(http, stack, "review", f"/cases?unit={CITY}&status=pending&limit=200{after}")
            for case in page["items"]:
                by_unit.setdefault(case["unit"], []).append(case)
            after = f"&after={page['next']}" if page["next"] else None
    in_turn = [case for turn in itertools.zip_longest(*by_unit.values()) for case in turn if case is not None]
    token = _reviewer(stack)
    body = {
        "act": "approve",
        "content_version": 1,
        "submission_version": 1,
        "decision_number": "12/QĐ-LĐLĐ",
        "decided_on": today().isoformat(),
    }
    told = json.dumps(body, ensure_ascii=False).encode()
    return [
        (
            case["unit"],
            request(
                "POST",
                f"/cases/{case['initiative_id']}/decision",
                told,
                {**bearer(token), "If-Match": f'"{case["revision"]}"'},
            ),
        )
        for case in in_turn[:count]
    ]


async def open_loop(
    port: int, decisions: Sequence[tuple[str, bytes]], expect: Callable[[str, float], None], rate: float = RATE
) -> Sent:
    """Send each when it is due; one that finds no free connection waits, and its time runs."""
    sent = Sent()
    with Connections(port, OPEN_LOOP_CONNECTIONS) as connections:
        free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for connection in reversed(connections.each):
            free.put_nowait(connection)

        async def send(due: float, decision: bytes) -> None:
            connection = await free.get()
            sent.late.append(time.monotonic() - due)
            answer = await connection.send(decision)
            sent.answered.append(time.monotonic() - due)
            if answer.status != OK:
                sent.refused.append(f"{answer.status} {answer.body[:300].decode()}")
            free.put_nowait(connection)

        began = time.monotonic() + 0.5
        async with asyncio.TaskGroup() as group:
            for number, (unit, decision) in enumerate(decisions):
                due = began + number / rate
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                expect(unit, due)
                group.create_task(send(due, decision))
    return sent


async def _wait_for_the_last(listener: Listener) -> None:
    with contextlib.suppress(BenchFailed):  # what is still unseen then counts as infinite
        await until("the last rows", lambda: true(not listener.unseen), LAST_SECONDS)


def _figure(listener: Listener, sent: Sent) -> Figure:
    seen = [*listener.latencies, *[math.inf] * listener.unseen]
    if sent.refused and len(sent.refused) == len(sent.answered):
        raise BenchFailed(f"every decision was refused: {sent.refused[0]}")
    half = 1000 * percentile(seen, 50)
    notes: dict[str, Any] = {
        "p50, ms": round(half, 1) if math.isfinite(half) else None,
        "decisions": len(seen),
        "unseen": listener.unseen,
        "refused": len(sent.refused),
        "missed sends": sum(late > 1 / RATE for late in sent.late),
        "latest send, ms": round(1000 * max(sent.late), 1),
        "answer p50, ms": round(1000 * percentile(sent.answered, 50), 1),
        "answer p99, ms": round(1000 * percentile(sent.answered, 99), 1),
    }
    return Figure("latency p99", ours=1000 * percentile(seen, 99), goal=GOAL_MS, unit="ms", notes=notes)


def percentile(values: Sequence[float], rank: int) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * rank / 100) - 1)]


def _reviewer(stack: Stack) -> str:
    return stack.token(sub="tham-dinh", grants=[("reviewer", unit) for unit in (CITY, *uppers())], ttl=3600)


async def _read(http: httpx.AsyncClient, stack: Stack, service: str, path: str) -> Any:
    answer = await http.get(stack.url(service) + path, headers=bearer(_reviewer(stack)))
    if not answer.is_success:
        raise BenchFailed(f"GET {path} → {answer.status_code} {answer.text[:600]}")
    return answer.json()


async def true(value: bool) -> bool:
    return value


async def until(what: str, look: Callable[[], Awaitable[bool]], seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not await look():
        if time.monotonic() > deadline:
            raise BenchFailed(f"waited {seconds:.0f} s in vain: {what}")
        await asyncio.sleep(0.2)
