"""`make bench`: figures as ratios to something bare, in build/bench.json. A missed goal is told, not failed.

BENCH_PAIRS (5) and BENCH_SECONDS (60, the open loop; rounds are a twelfth of it) make it shorter.
BENCH_ONLY names the parts to take, e.g. `submit,apply`.
"""

import asyncio
import os
import tempfile
from pathlib import Path

from rich.console import Console

from tests.bench import report
from tests.bench.apply import apply
from tests.bench.latency import latency
from tests.bench.listeners import listeners
from tests.bench.load import load
from tests.bench.memory import memory
from tests.bench.move import move
from tests.bench.page import page
from tests.bench.rebuild import rebuild
from tests.bench.report import Figure
from tests.bench.submit import submit

ROUNDS_IN_A_LOOP = 12


async def measure(console: Console, state: Path) -> list[Figure]:
    """Every part in turn, each on a stack of its own: none is slowed by what another left to do."""
    pairs = int(os.environ.get("BENCH_PAIRS", "5"))
    seconds = float(os.environ.get("BENCH_SECONDS", "60"))
    only = os.environ.get("BENCH_ONLY", "submit,apply,latency,load,page,listeners,move,rebuild,memory").split(",")
    figures: list[Figure] = []
    if "submit" in only:
        console.print("Gửi sáng kiến · POST /initiatives…")
        figures.append(await submit(state / "submit", pairs, seconds / ROUNDS_IN_A_LOOP))
    if "apply" in only:
        console.print("Cộng điểm · ranking applies batches…")
        figures.append(await apply(state / "apply", pairs))
    if "latency" in only:
        console.print("Từ quyết định đến bảng · decision to board…")
        figures.append(await latency(state / "latency", seconds))
    if "load" in only:
        console.print("150 sáng kiến mỗi giây · 150 submissions a second…")
        figures += await load(state / "load", 5 * seconds)
    if "page" in only:
        console.print("Trang bảng xếp hạng · a board's page…")
        figures.append(await page(state / "page", pairs, seconds / ROUNDS_IN_A_LOOP))
    if "listeners" in only:
        console.print("Người xem trực tiếp · listeners…")
        figures += await listeners(state / "listeners", pairs)
    if "move" in only:
        console.print("Chuyển đơn vị · a unit moves…")
        figures.append(await move(state / "move"))
    if "rebuild" in only:
        console.print("Dựng lại từ nhật ký · rebuild from the log…")
        figures += await rebuild(state / "rebuild", int(os.environ.get("BENCH_INITIATIVES", "200000")))
    if "memory" in only:
        figures += memory()
    return figures


def main() -> None:
    """Measure, show and write."""
    console = Console()
    busy = os.getloadavg()[0]
    if busy > 1:
        told = "Máy đang bận, số đo sẽ kém · the machine is busy, figures will be worse"
        console.print(f"[yellow]{told}: load {busy:.1f}, {os.cpu_count()} CPU[/]")
    with tempfile.TemporaryDirectory(prefix="sangkien-bench-") as state:
        figures = asyncio.run(measure(console, Path(state)))
    report.write(figures)
    report.show(figures, console)


if __name__ == "__main__":
    main()
