"""A live board with 500 listeners: from a decision to the pixel, what the portal takes, and the screen of a ceremony.

Timed from the moment a decision was due, which is before ranking has its revision: no part of the way is left out.
"""

import asyncio
import re
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.async_api import Browser, Page

from deploy.demo.sample import CITY
from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import SERVICES
from tests.bench.client import request
from tests.bench.failure import BenchFailed
from tests.bench.latency import LAST_SECONDS, Sent, decisions_on, enter, open_loop, percentile, true, until
from tests.bench.listener import Listener
from tests.bench.listeners import all_have_heard, listening
from tests.bench.portal.ceremony import ceremony
from tests.bench.portal.chromium import DESK, chromium, fresh_page
from tests.bench.report import Figure
from tests.bench.world import PROGRAMME, grassroots

RATE = 5
LISTENERS = 500
PIXEL_GOAL_MS, RESIDENT_GOAL_MB = 1000, 250
BOARD = f"{PROGRAMME}?unit={CITY}&by=approved"
STREAM = f"{PROGRAMME}/stream?unit={CITY}&by=approved"
OBSERVE = """() => {
  const body = document.getElementById("rows");
  const figure = (row) => Number(row.cells[5].textContent.replaceAll(".", ""));
  const figures = () => [...body.rows].map((row) => [row.dataset.unit, figure(row)]);
  const shown = new Map(figures());
  window.seen = [];
  new MutationObserver(() => {
    const fresh = figures().filter(([unit, approved]) => shown.get(unit) !== approved);
    fresh.forEach(([unit, approved]) => shown.set(unit, approved));
    if (fresh.length) requestAnimationFrame(() => setTimeout(() => seen.push([Date.now() / 1000, fresh])));
  }).observe(body, { childList: true });
  return Object.fromEntries(shown);
}"""


async def portal_live(state: Path, seconds: float) -> list[Figure]:
    """The figures of so many seconds at five changes each."""
    with Stack(ports=Ports.free(), state=state, services=SERVICES, portal=True) as stack:
        await enter(stack, int(RATE * seconds))
        decisions = await decisions_on(stack, int(RATE * seconds))
        async with chromium() as browser:
            return [*await _board(stack, browser, decisions), *await ceremony(stack, browser)]


async def _board(stack: Stack, browser: Browser, decisions: Sequence[tuple[str, bytes]]) -> list[Figure]:
    assert stack.portal is not None
    process = psutil.Process(stack.portal.pid)
    asked = request("GET", f"/bang/{STREAM}", headers={"Accept": "text/event-stream"})
    due: dict[str, deque[float]] = defaultdict(deque)
    async with AsyncExitStack() as around:
        ears = await around.enter_async_context(listening(stack.ports.portal, asked, LISTENERS))
        page = await around.enter_async_context(fresh_page(browser, DESK))
        await page.goto(f"{stack.portal.url}/bang/{BOARD}")
        shown = await page.evaluate(OBSERVE)
        listener = await around.enter_async_context(Listener(stack.ports.ranking, f"/boards/{STREAM}"))
        await all_have_heard(ears)
        await until("ranking's first rows", lambda: true(bool(listener.rows)))

        def expect(unit: str, moment: float) -> None:
            listener.expect(grassroots()[unit], moment)
            due[grassroots()[unit]].append(moment + time.time() - time.monotonic())

        cpu = _cpu(process)
        sent = await open_loop(stack.ports.review, decisions, expect, RATE)
        took = await _pixels(page, due, shown)
        cpu = 1000 * (_cpu(process) - cpu) / len(decisions)
        resident = process.memory_info().rss / 1e6
        followed, heard = await _followed(stack.portal.url)
    notes = {**_told(took, listener, sent), "CPU ms a change": round(cpu, 1), "listeners": heard}
    return [
        Figure("live board, change to pixel, p95", 1000 * percentile(took, 95), PIXEL_GOAL_MS, "ms", notes=notes),
        Figure("portal with 500 listeners", resident, RESIDENT_GOAL_MB, "MB"),
        Figure("streams at ranking, one public board", followed, 1, "streams"),
    ]


async def _pixels(page: Page, due: dict[str, deque[float]], shown: dict[str, int]) -> list[float]:
    """Seconds from due to painted, in the order a unit's decisions were due; what is never painted is infinite."""
    took: list[float] = []
    deadline = time.monotonic() + LAST_SECONDS
    while any(due.values()) and time.monotonic() < deadline:
        for moment, rows in await page.evaluate("() => seen.splice(0)"):
            for unit, approved in rows:
                count = min(approved - shown.get(unit, 0), len(due[unit]))
                took.extend(moment - due[unit].popleft() for _ in range(count))
                shown[unit] = approved
        await asyncio.sleep(0.2)
    return [*took, *[float("inf")] * sum(map(len, due.values()))]


async def _followed(url: str) -> tuple[int, int]:
    """Boards that are followed at ranking, and browsers that listen, as the portal counts them."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        shown = (await http.get(f"{url}/metrics")).text
    boards = re.findall(r"^sangkien_portal_boards{.*} (\S+)$", shown, re.MULTILINE)
    listeners = re.search(r"^sangkien_portal_listeners (\S+)$", shown, re.MULTILINE)
    if not boards or listeners is None:
        raise BenchFailed("the portal does not say what it follows")
    return int(sum(map(float, boards))), int(float(listeners[1]))


def _told(took: Sequence[float], listener: Listener, sent: Sent) -> dict[str, Any]:
    direct = [*listener.latencies, *[float("inf")] * listener.unseen]
    return {
        "p50, ms": round(1000 * percentile(took, 50), 1),
        "at ranking's own stream p95, ms": round(1000 * percentile(direct, 95), 1),
        "changes": len(took),
        "refused": len(sent.refused),
    }


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
