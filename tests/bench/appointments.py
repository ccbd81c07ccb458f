"""How long after an appointment was made or ended every process allows or refuses, and what a POST pays for them."""

import asyncio
import statistics
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import SERVICES
from tests.bench.client import Connections
from tests.bench.failure import BenchFailed
from tests.bench.report import Figure
from tests.bench.world import bearer, found, submissions
from tests.e2e.test_appointments import ALLOWED, REFUSED, WHO, Appointed
from tests.e2e.world import World

GOAL_MS = 2000
GOAL_OF_A_POST = 1.05
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.02
POSTS = 300
CREATED = 201


async def appointments(state: Path, seconds: float) -> list[Figure]:
    """The slowest of a hundred answers to change, and the median POST with appointments over the one without."""
    return [await _binding(state / "binding", seconds), await _posting(state / "posting")]


async def _binding(state: Path, seconds: float) -> Figure:
    """Two processes of each service; times in ms from the answer that confirmed it."""
    with Stack(ports=Ports.free(), state=state, services=SERVICES) as stack:
        took_of: dict[str, list[float]] = {service: [] for service in ALLOWED}
        urls = [(service, stack.url(service)) for service in ALLOWED]
        for service in ALLOWED:
            second = stack.another(service, run="all")
            await asyncio.to_thread(second.start)
            urls.append((service, second.url))
        async with World(stack) as world:
            member = await Appointed(world).settle()
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                await member.appoint()
                await _everywhere(member, urls, ALLOWED, took_of)
                await member.end()
                await _everywhere(member, urls, REFUSED, took_of)
    everything = sorted(took for some in took_of.values() for took in some)
    notes = {
        "p50, ms": round(statistics.median(everything)),
        "submission p50, ms": round(statistics.median(took_of["submission"])),
        "answers that changed": len(everything),
    }
    return Figure("appointment to all four services, p99", _p99(everything), GOAL_MS, "ms", notes=notes)


async def _everywhere(
    member: Appointed, urls: list[tuple[str, str]], expected: Mapping[str, int], took_of: dict[str, list[float]]
) -> None:
    began = time.monotonic()
    headers = bearer(member.world.token(WHO))

    async def one(service: str, url: str) -> None:
        while True:
            answer = await member.world.http.get(url + member.paths[service], headers=headers)
            if answer.status_code == expected[service]:
                took_of[service].append(1000 * (time.monotonic() - began))
                return
            if time.monotonic() > began + PATIENCE_SECONDS:
                raise BenchFailed(f"{url}: {answer.status_code} after {PATIENCE_SECONDS:.0f} s")
            await asyncio.sleep(PAUSE_SECONDS)

    await asyncio.gather(*(one(service, url) for service, url in urls))


def _p99(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]


async def _posting(state: Path) -> Figure:
    """POST /initiatives of one's own, one after another, of two processes that take turns; a third tells Kafka."""
    with Stack(ports=Ports.free(), state=state, services=("submission",)) as stack:
        requests = submissions(found(stack), 2 * POSTS)
        grants = ({"SANGKIEN_GRANTS": source} for source in ("both", "token"))
        sides = [stack.another("submission", run="api", env=env) for env in grants]
        for side in sides:
            await asyncio.to_thread(side.start)
        ports = [httpx.URL(side.url).port or 0 for side in sides]
        took: tuple[list[float], list[float]] = ([], [])
        with Connections(ports[0], 1) as both, Connections(ports[1], 1) as token:
            for number, body in enumerate(requests):
                turn = number % 2
                began = time.perf_counter()
                answer = await (both, token)[turn].each[0].send(body)
                took[turn].append(1000 * (time.perf_counter() - began))
                if answer.status != CREATED:
                    raise BenchFailed(f"POST /initiatives → {answer.status}")
    medians = [statistics.median(some) for some in took]
    notes = {"with appointments, ms": round(medians[0], 2), "without, ms": round(medians[1], 2), "posts": len(requests)}
    return Figure("a POST with appointments", medians[0] / medians[1], GOAL_OF_A_POST, "×", notes=notes)
