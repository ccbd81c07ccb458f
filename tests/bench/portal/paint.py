"""When the largest part of a page is painted on a cheap phone and a bad line, and how far anything jumps."""

import json
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
from playwright.async_api import Browser

from deploy.demo.sample import CITY
from deploy.local.ports import HOST, answers, free_ports
from deploy.local.processes import Child, Room
from deploy.local.stack import Stack
from portal.signin import cookie
from tests.bench.failure import BenchFailed
from tests.bench.portal.chromium import DESK, PHONE, chromium, fresh_page, slow_down
from tests.bench.portal.recorded import SECRET, Recording, addresses, portal, session_cookie
from tests.bench.report import Figure
from tests.bench.world import PROGRAMME, grassroots

SETTLED_MS: Final = 1500
SHIFT_GOAL: Final = 0.02
OK: Final = 200
WATCH: Final = """
window.lcp = 0; window.cls = 0;
const watch = (type, take) =>
  new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
watch("largest-contentful-paint", (entry) => (window.lcp = entry.startTime));
watch("layout-shift", (entry) => entry.hadRecentInput || (window.cls += entry.value));
"""


class Seen(NamedTuple):
    """A page: where, on which screen, whether somebody is signed in, and until when it should be painted."""

    path: str
    size: dict[str, int]
    goal: float
    is_signed_in: bool = False


PAGES: Final[Mapping[str, Seen]] = {
    "form": Seen(f"/g/{PROGRAMME}/{next(iter(grassroots()))}", PHONE, 1.5),
    "public, home": Seen("/", PHONE, 1.8),
    "public, board": Seen(f"/bang/{PROGRAMME}?unit={CITY}&among=grassroots", PHONE, 1.8),
    "desk": Seen("/ban-xet-duyet", DESK, 2.0, is_signed_in=True),
}


async def record(stack: Stack) -> str:
    """Ask for each page once; what the services answered, as the recorded portal reads it."""
    token = stack.token(sub="xet-duyet", grants=[("reviewer", unit) for unit in grassroots()], ttl=3600)
    recording = Recording()
    app = portal(addresses(stack), recording, token, 8000)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}:8000") as http:
        for name, seen in PAGES.items():
            answer = await http.get(seen.path, headers=session_cookie() if seen.is_signed_in else {})
            if answer.status_code != OK:
                raise BenchFailed(f"{name} → {answer.status_code} {answer.text[:300]}")
    return json.dumps({"where": addresses(stack), "token": token, "answers": recording.answers})


async def painted(state: Path, file: Path, rounds: int) -> list[Figure]:
    """The median of `rounds` first visits of each page."""
    (port,) = free_ports(1)
    room = Room(state, state)
    argv = [sys.executable, "-m", "tests.bench.portal.recorded", str(port), str(file)]
    served = Child("recorded", argv, room=room, port=port, ready=lambda: answers(port), timeout=120)
    served.start()
    try:
        async with chromium() as browser:
            taken = {name: [await _visit(browser, port, seen) for _ in range(rounds)] for name, seen in PAGES.items()}
    finally:
        served.stop()
    shifts = {name: max(shift for _, shift in visits) for name, visits in taken.items()}
    paints = [_figure(name, PAGES[name].goal, [paint for paint, _ in visits]) for name, visits in taken.items()]
    notes = {name: round(shift, 4) for name, shift in shifts.items()}
    return [*paints, Figure("largest layout shift", max(shifts.values()), SHIFT_GOAL, "CLS", notes=notes)]


def _figure(name: str, goal: float, seconds: list[float]) -> Figure:
    notes = {"rounds": len(seconds), "from": round(min(seconds), 2), "to": round(max(seconds), 2)}
    return Figure(f"LCP, {name}", statistics.median(seconds), goal, "s", notes=notes)


async def _visit(browser: Browser, port: int, seen: Seen) -> tuple[float, float]:
    """Seconds to the largest paint, and the sum of shifts, of a browser that was never here."""
    address = f"http://{HOST}:{port}"
    async with fresh_page(browser, seen.size) as page:
        if seen.is_signed_in:
            kept: Any = {"name": cookie.SESSION, "value": SECRET, "domain": HOST, "path": "/", "secure": True}
            await page.context.add_cookies([kept])
        await page.add_init_script(WATCH)
        await slow_down(page)
        answer = await page.goto(address + seen.path, wait_until="load")
        if answer is None or answer.status != OK or not page.url.endswith(seen.path):
            raise BenchFailed(f"{seen.path} led to {page.url}")
        await page.wait_for_timeout(SETTLED_MS)
        paint, shift = await page.evaluate("() => [lcp, cls]")
    return paint / 1000, shift
