"""`make bench`: figures as ratios to something bare, in build/bench.json. A missed goal is told, not failed.

BENCH_PAIRS (5) and BENCH_SECONDS (60, the open loop; rounds are a twelfth of it) make it shorter.
BENCH_ONLY names the parts to take, e.g. `submit,apply`. Each part is written when it is done; one that fails costs
its own figures alone, is named at the end, and makes the exit code 1.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tests.bench import report
from tests.bench.apply import apply
from tests.bench.appointments import appointments
from tests.bench.bare_route import REFERENCE_MS, bare_route_ms
from tests.bench.cases import cases
from tests.bench.certificates import certificates
from tests.bench.latency import latency
from tests.bench.listeners import listeners
from tests.bench.load import load
from tests.bench.many_units import many_units
from tests.bench.memory import memory
from tests.bench.move import move
from tests.bench.page import page
from tests.bench.portal.browser import portal_browser
from tests.bench.portal.live import portal_live
from tests.bench.portal.page import portal_page
from tests.bench.rebuild import rebuild
from tests.bench.report import Figure
from tests.bench.submit import submit
from tests.bench.unit_search import unit_search

ROUNDS_IN_A_LOOP = 12


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    pairs: int
    seconds: float
    initiatives: int

    @property
    def round(self) -> float:
        """Seconds of one side's turn."""
        return self.seconds / ROUNDS_IN_A_LOOP


Part = Callable[[Path, Size], Awaitable[list[Figure]]]


async def _submit(state: Path, size: Size) -> list[Figure]:
    return [await submit(state, size.pairs, size.round)]


async def _apply(state: Path, size: Size) -> list[Figure]:
    return [await apply(state, size.pairs)]


async def _latency(state: Path, size: Size) -> list[Figure]:
    return [await latency(state, size.seconds)]


async def _appointments(state: Path, size: Size) -> list[Figure]:
    return await appointments(state, size.seconds)


async def _load(state: Path, size: Size) -> list[Figure]:
    return await load(state, 5 * size.seconds)


async def _page(state: Path, size: Size) -> list[Figure]:
    return [await page(state, size.pairs, size.round)]


async def _listeners(state: Path, size: Size) -> list[Figure]:
    return await listeners(state, size.pairs)


async def _move(state: Path, _size: Size) -> list[Figure]:
    return [await move(state)]


async def _rebuild(state: Path, size: Size) -> list[Figure]:
    return await rebuild(state, size.initiatives)


async def _units(_state: Path, _size: Size) -> list[Figure]:
    return await many_units()


async def _unit_search(_state: Path, _size: Size) -> list[Figure]:
    return await unit_search()


async def _cases(state: Path, _size: Size) -> list[Figure]:
    return await cases(state)


async def _certificates(_state: Path, _size: Size) -> list[Figure]:
    return await certificates()


async def _portal_page(state: Path, size: Size) -> list[Figure]:
    return await portal_page(state, size.pairs, size.round)


async def _portal_live(state: Path, size: Size) -> list[Figure]:
    return await portal_live(state, size.seconds)


async def _portal_browser(state: Path, size: Size) -> list[Figure]:
    return await portal_browser(state, size.pairs)


async def _memory(_state: Path, _size: Size) -> list[Figure]:
    return memory()


PARTS: Mapping[str, tuple[str, Part]] = {
    "submit": ("Gửi sáng kiến · POST /initiatives", _submit),
    "apply": ("Cộng điểm · ranking applies batches", _apply),
    "latency": ("Từ quyết định đến bảng · decision to board", _latency),
    "appointments": ("Từ bổ nhiệm đến quyền · appointment to right", _appointments),
    "load": ("150 sáng kiến mỗi giây · 150 submissions a second", _load),
    "page": ("Trang bảng xếp hạng · a board's page", _page),
    "listeners": ("Người xem trực tiếp · listeners", _listeners),
    "move": ("Chuyển đơn vị · a unit moves", _move),
    "rebuild": ("Dựng lại từ nhật ký · rebuild from the log", _rebuild),
    "units": ("120.000 đơn vị · 120,000 units", _units),
    "unit-search": ("Tìm đơn vị · a unit is looked for", _unit_search),
    "cases": ("Hồ sơ xét duyệt · receipts, counts and searches among 100,000 cases", _cases),
    "certificates": ("Giấy chứng nhận · certificates", _certificates),
    "portal-page": ("Trang của cổng · pages of the portal", _portal_page),
    "portal-live": ("Bảng trực tiếp của cổng · live boards in the portal", _portal_live),
    "portal-browser": ("Trình duyệt trên đường truyền kém · a browser on a bad line", _portal_browser),
    "memory": ("Bộ nhớ · memory", _memory),
}


async def measure(
    parts: Mapping[str, tuple[str, Part]], size: Size, state: Path, console: Console, results: report.Results
) -> None:
    """Every part in turn, each on a stack of its own: none is slowed by what another left to do."""
    for name, (title, part) in parts.items():
        console.print(f"{title}…")
        try:
            results.add(await part(state / name, size))
        except Exception as error:  # noqa: BLE001 - a reset connection must not cost the other parts' figures
            results.fail(name, repr(error)[:500])
            console.print(f"{name}: {error!r}"[:500], style="red", markup=False)


async def bench(console: Console, state: Path, results: report.Results) -> None:
    """The bare route first, since times are judged by it, then what BENCH_ONLY names or all."""
    names = os.environ.get("BENCH_ONLY", ",".join(PARTS)).split(",")
    size = Size(
        int(os.environ.get("BENCH_PAIRS", "5")),
        float(os.environ.get("BENCH_SECONDS", "60")),
        int(os.environ.get("BENCH_INITIATIVES", "200000")),
    )
    bare = await bare_route_ms(state / "bare")
    results.judge_by(bare, REFERENCE_MS)
    console.print(f"Tuyến trần · the bare route: {bare:.2f} ms ({REFERENCE_MS} ms where the goals were set)")
    await measure({name: PARTS[name] for name in PARTS if name in names}, size, state, console, results)


def main() -> int:
    """Measure, show and write."""
    console = Console()
    busy = os.getloadavg()[0]
    if busy > 1:
        warning = "Máy đang bận, số đo sẽ kém · the machine is busy, figures will be worse"
        console.print(f"[yellow]{warning}: load {busy:.1f}, {os.cpu_count()} CPU[/]")
    results = report.Results(report.FILE)
    with tempfile.TemporaryDirectory(prefix="sangkien-bench-") as state:
        asyncio.run(bench(console, Path(state), results))
    report.show(results.figures, console)
    for name, reason in results.failed.items():
        console.print(f"{name} FAILED: {reason}", style="bold red", markup=False)
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
