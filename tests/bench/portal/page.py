"""Pages of a portal process: made one by one, and a kept one against a FastAPI route that returns the same bytes."""

import asyncio
import statistics
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx
import psutil

from deploy.demo.sample import CITY
from deploy.local.ports import Ports, answers, free_ports
from deploy.local.processes import Child
from deploy.local.stack import Stack
from shared.events import SERVICES
from tests.bench.client import Answer, Connection, Connections, request
from tests.bench.failure import BenchFailed
from tests.bench.portal.people import signed_in
from tests.bench.report import Figure
from tests.bench.world import AUTHORS, PROGRAMME, bearer, found, grassroots, submissions

MADE_GOAL_MS, KEPT_GOAL, RESIDENT_GOAL_MB = 25, 0.5, 150
AT_ONCE = 32
PATIENCE_SECONDS = 120.0
OK, CREATED = 200, 201
BOARD = f"/bang/{PROGRAMME}?unit={CITY}&among=grassroots"


async def portal_page(state: Path, pairs: int, seconds: float) -> list[Figure]:
    """The slowest of the made pages by its median, the kept one by pairs, and what the idle process takes."""
    env = {"portal": {"PORTAL_PAGES_PER_PERSON": "0", "PORTAL_PAGES_PER_ADDRESS": "0"}}
    with Stack(ports=Ports.free(), state=state, services=SERVICES, env=env, portal=True) as stack:
        assert stack.portal is not None
        assert stack.portal.pid is not None
        process = psutil.Process(stack.portal.pid)
        idle = process.memory_info().rss / 1e6
        paths = await _pages(stack)
        medians, cpu = {}, {}
        for name, (path, headers) in paths.items():
            medians[name], cpu[name] = await _made(stack.ports.portal, path, headers, seconds, process)
        kept, kept_cpu, length = await _kept(stack, pairs, seconds, process)
        used = process.memory_info().rss / 1e6
    slowest = max(medians, key=lambda name: medians[name])
    told = {f"{name}, p50 ms": round(ms, 1) for name, ms in medians.items()}
    told |= {f"{name}, CPU ms": round(ms, 1) for name, ms in cpu.items()}
    notes = {"bytes": length, "CPU ms a page": round(kept_cpu, 3)}
    return [
        Figure(f"page made, p50 ({slowest})", medians[slowest], MADE_GOAL_MS, "ms", notes=told),
        Figure.of_pairs("public page, kept", kept, goal=KEPT_GOAL, unit="pages/s", notes=notes),
        Figure("portal, resident when idle", idle, RESIDENT_GOAL_MB, "MB", notes={"after all pages, MB": round(used)}),
    ]


async def _pages(stack: Stack) -> dict[str, tuple[str, Mapping[str, str]]]:
    """What is asked for, by whom: pages that nobody's session may share."""
    authors = found(stack)
    with Connections(stack.ports.submission, 1) as connections:
        for entry in submissions(authors, AUTHORS):
            answer = await connections.each[0].send(entry)
            if answer.status != CREATED:
                raise BenchFailed(f"POST /initiatives → {answer.status} {answer.body[:300].decode()}")
    unit = next(iter(grassroots()))
    worker = await asyncio.to_thread(signed_in, stack, "tac-gia-0")
    reviewer = await asyncio.to_thread(signed_in, stack, "xet-duyet", [("reviewer", unit)])
    return {
        "form": (f"/g/{PROGRAMME}/{unit}", {}),
        "home": ("/", worker),
        "board": (BOARD, worker),
        "mine": ("/cua-toi", worker),
        "desk": ("/ban-xet-duyet", reviewer),
        "case": (f"/ban-xet-duyet/{await _case(stack, unit)}", reviewer),
    }


async def _case(stack: Stack, unit: str) -> str:
    """A case that waits for the reviewer of the unit, once review has heard of it."""
    token = bearer(stack.token(sub="xet-duyet", grants=[("reviewer", unit)]))
    deadline = time.monotonic() + PATIENCE_SECONDS
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        while time.monotonic() < deadline:
            answer = await http.get(f"{stack.url('review')}/cases?unit={unit}", headers=token)
            if answer.is_success and answer.json()["items"]:
                return str(answer.json()["items"][0]["initiative_id"])
            await asyncio.sleep(0.2)
    raise BenchFailed("no case has come to review")


async def _made(
    port: int, path: str, headers: Mapping[str, str], seconds: float, process: psutil.Process
) -> tuple[float, float]:
    """Median and CPU milliseconds of a page, one after another."""
    asked = request("GET", path, headers={"Accept-Encoding": "gzip", **headers})
    took: list[float] = []
    with Connections(port, 1) as connections:
        for _ in range(5):
            _must_be_ok(path, await connections.each[0].send(asked))
        before, deadline = _cpu(process), time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            began = time.perf_counter()
            _must_be_ok(path, await connections.each[0].send(asked))
            took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took), 1000 * (_cpu(process) - before) / len(took)


async def _kept(
    stack: Stack, pairs: int, seconds: float, process: psutil.Process
) -> tuple[list[tuple[float, float]], float, int]:
    """(ours, bare) pages a second by turns, our CPU milliseconds a page, and how long the page is."""
    port = stack.ports.portal
    asked = request("GET", BOARD)
    with Connections(port, 1) as connections:
        body = _must_be_ok(BOARD, await connections.each[0].send(asked)).body
    file = stack.room.state / "page.html"
    file.write_bytes(body)
    (bare_port,) = free_ports(1)
    argv = [sys.executable, "-m", "tests.bench.bare_board", str(bare_port), str(file)]
    bare = Child("bare", argv, room=stack.room, port=bare_port, ready=lambda: answers(bare_port))
    bare.start()
    taken, cpu = [], []
    try:
        for _ in range(pairs + 1):
            before = _cpu(process)
            ours = await _load(port, asked, seconds)
            cpu.append(1000 * (_cpu(process) - before) / (ours * seconds))
            taken.append((ours, await _load(bare_port, request("GET", "/boards/bare?unit=bare"), seconds)))
    finally:
        bare.stop()
    return taken[1:], statistics.median(cpu[1:]), len(body)


async def _load(port: int, asked: bytes, seconds: float) -> float:
    deadline = time.perf_counter() + seconds
    done = 0

    async def one_after_another(connection: Connection) -> None:
        nonlocal done
        while time.perf_counter() < deadline:
            _must_be_ok("the kept page", await connection.send(asked))
            done += 1

    began = time.perf_counter()
    with Connections(port, AT_ONCE) as connections:
        await asyncio.gather(*(one_after_another(connection) for connection in connections.each))
    return done / (time.perf_counter() - began)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _must_be_ok(path: str, answer: Answer) -> Answer:
    if answer.status != OK:
        raise BenchFailed(f"GET {path} → {answer.status} {answer.body[:300].decode()}")
    return answer
