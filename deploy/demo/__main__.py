"""`make demo`: plays the sample on a fresh stack, recounts every figure, and writes build/demo.json."""

import asyncio
import os
import shutil
import sys
import time
from pathlib import Path

import httpx
import orjson
from rich.console import Console

from deploy.demo.client import Client, DemoFailed
from deploy.demo.collect import collect
from deploy.demo.load import client_of, load, today
from deploy.demo.outcome import as_json, resident_mb
from deploy.demo.picture import draw
from deploy.demo.play_appointing import appoint_first
from deploy.demo.programmes import PAST
from deploy.demo.report import Seen, differences, figures_compared, read_units
from deploy.demo.sabotage import KINDS, alter_cell
from deploy.demo.sample import CITY
from deploy.demo.show import board_table, funnel_table
from deploy.local.__main__ import ended_by_signals
from deploy.local.errors import StackError
from deploy.local.ports import Ports
from deploy.local.processes import ROOT
from deploy.local.stack import LOCAL, Stack
from shared.events import SERVICES

STATE = LOCAL / "demo"
OUT = ROOT / "build" / "demo.json"
ARRIVE_SECONDS = 60.0
SHOWN = 40

console = Console()


def main() -> int:
    """Exit code: 0 when everything agrees, 1 otherwise, 2 for a word that SABOTAGE does not know."""
    sabotage = os.environ.get("SABOTAGE", "")
    if sabotage not in KINDS:
        console.print(f"SABOTAGE={sabotage}: chỉ có 'cell' · only 'cell' is known", style="red")
        return 2
    started = time.monotonic()
    shutil.rmtree(STATE, ignore_errors=True)
    stack = Stack(ports=Ports.free(), state=STATE, services=SERVICES, env={"notify": {"NOTIFY_HOLD_SECONDS": "0"}})
    try:
        console.print("Khởi động hệ thống… · Starting the stack…")
        with ended_by_signals(), stack:
            found = asyncio.run(_demo(stack, sabotage, started))
    except (DemoFailed, StackError, httpx.HTTPError) as error:
        console.print(f"{type(error).__name__}: {error}", style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("Đã dừng · Stopped", style="red")
        return 130
    return _told(found)


async def _demo(stack: Stack, sabotage: str, started: float) -> list[str]:
    client = client_of(stack)
    try:
        await asyncio.to_thread(appoint_first, stack)
        await load(client, console, today())
        await _arrive(client, stack)
        if sabotage:
            console.print(f"Đã sửa một ô · Altered one cell: {alter_cell(stack.mongo_url)}", style="yellow")
        seen = await collect(client, stack.maildir, stack.kafka_bootstrap)
        found = differences(client.ledger, seen, read_units())
        _show(seen)
        if picture := os.environ.get("PICTURE"):
            draw(lambda drawn: _show(seen, drawn), ROOT / picture)
        _write(OUT, as_json(seen, time.monotonic() - started, resident_mb(stack)))
        console.print(f"Đã đối chiếu · Compared: {figures_compared(seen):,} figures, {len(seen.received)} mails")
        console.print(f"seconds: {time.monotonic() - started:.1f} · {OUT.relative_to(ROOT)}")
        return found
    finally:
        await client.close()


async def _arrive(client: Client, stack: Stack) -> None:
    """Wait, at most a minute, until all that was sent shows everywhere; what then differs the report tells."""
    deadline = time.monotonic() + ARRIVE_SECONDS
    console.print("Chờ mọi sự kiện tới nơi… · Waiting until every event has arrived…")
    while time.monotonic() < deadline:
        seen = await collect(client, stack.maildir, stack.kafka_bootstrap)
        if not differences(client.ledger, seen, read_units()):
            return
        await asyncio.sleep(0.5)


def _show(seen: Seen, console: Console = console) -> None:
    shown = next(board for board in seen.boards if board["query"]["by"] == "registered")
    console.print(board_table("LĐLĐ thành phố Cần Thơ – 9.000 sáng kiến", shown["rows"], console.width))
    console.print(funnel_table("Tình trạng · Funnel", seen.standings[PAST][CITY]["all"]))


def _write(path: Path, report: dict[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


def _told(found: list[str]) -> int:
    if not found:
        console.print("Mọi số liệu khớp · Everything agrees", style="bold green")
        return 0
    console.print(f"{len(found)} điểm khác nhau · differences:", style="bold red")
    for line in found[:SHOWN]:
        console.print(f"  {line}", markup=False, soft_wrap=True)
    if len(found) > SHOWN:
        console.print(f"  … {len(found) - SHOWN} nữa · more")
    return 1


if __name__ == "__main__":
    sys.exit(main())
