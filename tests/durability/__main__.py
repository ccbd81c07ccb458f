"""`make durability`: MINUTES (2), SEED (any), SABOTAGE (none); exit 1 when a guarantee did not hold."""

import asyncio
import logging
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.durability import report
from tests.durability.audit import Found, audit
from tests.durability.faults import Faults
from tests.durability.ledger import Ledger
from tests.durability.sabotaged import KINDS as SABOTAGES
from tests.durability.system import System
from tests.durability.town import Impatient, Town, Worker

WORKERS = 32
ACTS_A_SECOND = 50
"""What is tried; while something is away people wait."""
FEWEST_ACTS_A_SECOND = 20
PAUSES = {"services": 3.5, "servers": 14.0, "lines": 2.2, "mails": 4.5, "members": 9.0}
"""Seconds between two faults of a lane: people get something done in between."""


async def run(state: Path, minutes: float, seed: int, sabotage: str, console: Console) -> int:
    """The whole of it."""
    system = System(state, sabotage)
    ledger = Ledger(state / "ledger.jsonl")
    await system.start()
    try:
        async with Town(system.stack, ledger, seed) as town:
            faults = Faults(system)
            stuck = await _under_faults(town, faults, minutes, seed, console)
            rate = ledger.count / (60 * minutes)
            console.print(f"Lỗi đã gây · faults: {dict(faults.counted())}; {rate:.0f} acts/s; kiểm tra · auditing…")
            found = await audit(system, town, ledger, faults)
            found.stuck += stuck
            told: dict[str, Any] = {
                "minutes": minutes,
                "seed": seed,
                "acknowledged": ledger.count,
                "rate": rate,
                "retries": town.retries,
            }
            return _told(found, told, faults, console, page=not sabotage and os.environ.get("PAGE") == "1")
    finally:
        await system.stop()
        ledger.close()


async def _under_faults(town: Town, faults: Faults, minutes: float, seed: int, console: Console) -> list[str]:
    """Acts and faults side by side, until the time is over and everything was made right again."""
    until = time.monotonic() + 60 * minutes
    chance = random.Random(seed)
    lanes = [
        _lane(faults, lane, (chance.getrandbits(64), PAUSES[name]), until, console)
        for name, lane in faults.all().items()
    ]
    pace = _Pace(ACTS_A_SECOND)
    acting = [asyncio.create_task(_act(Worker(town, n), pace, until)) for n in range(WORKERS)]
    try:
        await asyncio.gather(*lanes)
    finally:
        await faults.heal()
    ended = await asyncio.gather(*acting, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException) and not isinstance(one, Impatient):
            raise one
    return [str(one) for one in ended if isinstance(one, Impatient)]


async def _lane(
    faults: Faults, lane: list[tuple[str, str]], how: tuple[int, float], until: float, console: Console
) -> None:
    """The faults of a lane, all of them in a random order, again and again; `how` is a seed and a pause."""
    seed, pause = how
    chance = random.Random(seed)
    while time.monotonic() < until:
        for kind, target in chance.sample(lane, len(lane)):
            if time.monotonic() >= until:
                return
            await faults.put_in(kind, target)
            last = next(one for one in reversed(faults.done) if (one.kind, one.target) == (kind, target))
            if not last.seen:
                console.print(f"[dim]{kind} {target}: không thấy tác dụng · no effect seen {last.why}[/]")
            await asyncio.sleep(pause)


async def _act(worker: Worker, pace: "_Pace", until: float) -> None:
    while time.monotonic() < until:
        await pace.turn()
        await worker.act()


class _Pace:
    """So many turns a second, for all together."""

    def __init__(self, rate: float) -> None:
        self._every = 1 / rate
        self._next = time.monotonic()

    async def turn(self) -> None:
        now = time.monotonic()
        self._next = max(self._next + self._every, now - 1)
        await asyncio.sleep(max(0.0, self._next - now))


def _told(found: Found, told: dict[str, Any], faults: Faults, console: Console, *, page: bool) -> int:
    counted = faults.counted()
    report.write(found, told, counted)
    few = report.too_few(counted, told["minutes"])
    slow = told["rate"] < FEWEST_ACTS_A_SECOND
    for name in ("lost", "duplicated", "wrong_boards", "stuck"):
        for what in getattr(found, name)[:20]:
            console.print(f"{name}: {what}", style="red", markup=False, soft_wrap=True)
    for what in few:
        console.print(f"too few faults: {what}", style="yellow", markup=False)
    if slow:
        console.print(f"only {told['rate']:.1f} acts a second", style="yellow")
    if page and found.clean and not few:
        report.write_page(found, told, counted)
    console.print(report.line(found, told["acknowledged"], counted), soft_wrap=True)
    return 0 if found.clean and not few and not slow else 1


def main() -> int:
    """Read the environment and run."""
    minutes = float(os.environ.get("MINUTES") or 2)
    seed = int(os.environ.get("SEED") or time.time() % 86_400)
    sabotage = os.environ.get("SABOTAGE", "")
    console = Console()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the broker is away often enough here
    if sabotage and sabotage not in SABOTAGES:
        console.print(f"SABOTAGE={sabotage}: {', '.join(SABOTAGES)}", style="red")
        return 2
    console.print(f"{minutes:g} phút · minutes, SEED={seed} {sabotage}")
    with tempfile.TemporaryDirectory(prefix="sangkien-durability-") as state:
        return asyncio.run(run(Path(state), minutes, seed, sabotage, console))


if __name__ == "__main__":
    sys.exit(main())
