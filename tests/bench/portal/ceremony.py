"""The ceremony's page takes 10,000 events: its DOM does not grow, its heap hardly."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from typing import Any, Final

from playwright.async_api import Browser, CDPSession, Route

from deploy.demo.sample import CITY
from deploy.local.stack import Stack
from tests.bench.failure import BenchFailed
from tests.bench.portal.chromium import DESK, PATIENCE_MS, fresh_page
from tests.bench.report import Figure
from tests.bench.world import PROGRAMME

EVENTS: Final = 10_000
WARMING: Final = 500
HEAP_GOAL_MB: Final = 5
NODES: Final = "() => document.querySelectorAll('*').length"


async def ceremony(stack: Stack, browser: Browser) -> list[Figure]:
    """Nodes and heap after the last event, less those after the first ones, when all garbage is gone."""
    assert stack.portal is not None
    async with fresh_page(browser, DESK) as page:
        bodies: asyncio.Queue[bytes] = asyncio.Queue()

        async def stream(route: Route) -> None:
            """What is due next, then an end: the page comes again for more."""
            await route.fulfill(status=200, content_type="text/event-stream", body=await bodies.get())

        await page.route("**/stream?*", stream)
        opened = await page.goto(f"{stack.portal.url}/trinh-chieu/{PROGRAMME}?unit={CITY}&giay=5")
        rows = await page.evaluate("() => [...document.querySelectorAll('#rows tr')].map((row) => row.outerHTML)")
        if not rows:
            raise BenchFailed(f"the ceremony has no rows: {opened and opened.status}")
        session = await page.context.new_cdp_session(page)
        done = "(text) => document.getElementById('rows').textContent.includes(text)"
        bodies.put_nowait(_events(rows, 0, WARMING))
        await page.wait_for_function(done, arg=_mark(WARMING - 1), timeout=PATIENCE_MS)
        before, nodes = await _heap_mb(session), await page.evaluate(NODES)
        bodies.put_nowait(_events(rows, WARMING, EVENTS))
        await page.wait_for_function(done, arg=_mark(WARMING + EVENTS - 1), timeout=5 * PATIENCE_MS)
        more, grown = await _heap_mb(session) - before, await page.evaluate(NODES) - nodes
    return [
        Figure("ceremony, nodes more after 10,000 events", grown, 0, "nodes", notes={"nodes": nodes}),
        Figure("ceremony, heap more", more, HEAP_GOAL_MB, "MB", notes={"heap before, MB": round(before, 1)}),
    ]


def _events(rows: list[str], first: int, count: int) -> bytes:
    """Rows whose name counts, in changing order; every tenth event tells of approvals."""
    return b"retry: 100\n\n" + b"".join(_event(rows, number) for number in range(first, first + count))


def _event(rows: list[str], number: int) -> bytes:
    name, body = "rows", _moved(rows, number)
    if number % 10 == 5:
        name, body = "approved", _approved(number)
    return f"id: {number + 1}\nevent: {name}\ndata: {json.dumps(body)}\n\n".encode()


def _moved(rows: list[str], number: int) -> dict[str, Any]:
    named = dict(_named(rows, number))
    order = list(named)
    turn = number % len(order)
    return {"rows": named, "order": order[turn:] + order[:turn], "total": None, "at": _now()}


def _named(rows: list[str], number: int) -> Iterator[tuple[str, str]]:
    for row in rows:
        unit = re.search(r'data-unit="([^"]+)"', row)
        assert unit is not None
        yield unit[1], re.sub(r"(<a [^>]*>)[^<]*", rf"\g<1>{_mark(number)}", row)


def _approved(number: int) -> dict[str, Any]:
    one = {"unit": "don-vi", "name": f"Công đoàn số {number}", "title": f"Sáng kiến thứ {number}"}
    return {"approved": [one], "at": _now()}


def _mark(number: int) -> str:
    return f"Đơn vị lần {number} "


def _now() -> int:
    return int(time.time() * 1000)


async def _heap_mb(session: CDPSession) -> float:
    await session.send("HeapProfiler.enable")
    await session.send("HeapProfiler.collectGarbage")
    await session.send("Performance.enable")
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize")) / 1e6
