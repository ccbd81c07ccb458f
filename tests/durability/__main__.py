"""`make durability`: MINUTES (2), SEED (any), HURRY (1), SABOTAGE (none); exit 1 when a guarantee did not hold."""

import asyncio
import logging
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
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
from tests.patience import patience
from tests.seeds import seed

WORKERS = 32
ACTS_A_SECOND = 50
"""What is tried; while something is away people wait."""
HANGS_AFTER_MINUTES = 5
ENDS_WITHIN_SECONDS = 300
"""Nobody begins anything more, and what was begun has a patience of its own."""
PAUSES = {"services": 3.5, "servers": 14.0, "lines": 2.2, "mails": 4.5, "members": 9.0}
"""Seconds between two faults of a lane: people get something done in between."""


async def run(state: Path, how: "How", sabotage: str, console: Console) -> int:
    """The whole of it."""
    system = System(state, sabotage)
    ledger = Ledger(state / "ledger.jsonl")
    await system.start()
    try:
        async with Town(system.stack, ledger, how.seed) as town:
            faults = Faults(system, f"/standings/{town.programme}/{town.root}")
            began = time.monotonic()
            stuck = await _under_faults(town, faults, how, console)
            lasted = time.monotonic() - began
            rate = ledger.count / lasted
            console.print(f"Lỗi đã gây · faults: {dict(faults.counted())}; {rate:.0f} acts/s; kiểm tra · auditing…")
            found = await audit(system, town, ledger, faults)
            found.stuck += stuck
            facts: dict[str, Any] = {
                "lasted": lasted / 60,
                "seed": how.seed,
                "acknowledged": ledger.count,
                "rate": rate,
                "retries": town.retries,
                "without_effect": faults.without_effect(),
            }
            return _judged(found, facts, faults, console, page=not sabotage and os.environ.get("PAGE") == "1")
    finally:
        await system.stop()
        ledger.close()


@dataclass(frozen=True, slots=True)
class How:
    """A run's length in minutes, its seed, and how many times shorter than usual the pauses between faults are."""

    minutes: float
    seed: int
    hurry: float


async def _under_faults(town: Town, faults: Faults, how: How, console: Console) -> list[str]:
    """Acts and faults side by side, until enough happened and everything was made right again."""
    course = _Course(town.ledger, faults, how.minutes)
    chance = random.Random(how.seed)
    lanes = [
        _lane(faults, lane, (chance.getrandbits(64), PAUSES[name] / how.hurry), course, console)
        for name, lane in faults.all().items()
    ]
    pace = _Pace(ACTS_A_SECOND)
    async with asyncio.TaskGroup() as whole:  # whatever fails in it is told at once, and ends the rest
        acting = [whole.create_task(_act(Worker(town, n), pace, course)) for n in range(WORKERS)]
        async with asyncio.TaskGroup() as disturbing:
            for lane in lanes:
                disturbing.create_task(lane)
        course.end()
        await faults.heal()
        async with asyncio.timeout(patience(ENDS_WITHIN_SECONDS)):
            await asyncio.wait(acting)
    return [stuck for one in acting if (stuck := one.result())]


class _Course:
    """Whether a run goes on: until its time is over and enough happened; what then is still too little is told."""

    def __init__(self, ledger: Ledger, faults: Faults, minutes: float) -> None:
        self._ledger, self._faults = ledger, faults
        self._until = time.monotonic() + 60 * minutes
        self._hangs = time.monotonic() + patience(60 * max(minutes, HANGS_AFTER_MINUTES))
        self._ended = False

    def goes_on(self) -> bool:
        """Whether there is more to do."""
        now = time.monotonic()
        if self._ended or now > self._hangs:
            return False
        few = report.too_few(self._faults.counted()) or self._ledger.count < report.FEWEST_ACTS
        return now < self._until or bool(few)

    def end(self) -> None:
        """It is over."""
        self._ended = True


async def _lane(
    faults: Faults, lane: list[tuple[str, str]], how: tuple[int, float], course: _Course, console: Console
) -> None:
    """The faults of a lane, all of them in a random order, again and again; `how` is a seed and a pause."""
    seed, pause = how
    chance = random.Random(seed)
    while course.goes_on():
        for kind, target in kinds_in_turn(chance.sample(lane, len(lane))):
            if not course.goes_on():
                return
            await faults.put_in(kind, target)
            last = next(one for one in reversed(faults.done) if (one.kind, one.target) == (kind, target))
            if not last.seen:
                console.print(f"[dim]{kind} {target}: không thấy tác dụng · no effect seen {last.why}[/]")
            await asyncio.sleep(pause)


async def _act(worker: Worker, pace: "_Pace", course: _Course) -> str:
    """Act after act; what nobody answered in all patience, or nothing."""
    try:
        while course.goes_on():
            await pace.turn()
            await worker.act()
    except Impatient as stuck:
        return str(stuck)
    return ""


def kinds_in_turn(lane: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same faults, one of each kind before the second of any: a short run has had all kinds."""
    seen: Counter[str] = Counter()
    turns = []
    for place, fault in enumerate(lane):
        turns.append((seen[fault[0]], place, fault))
        seen[fault[0]] += 1
    return [fault for _, _, fault in sorted(turns)]


class _Pace:
    """So many turns a second, for all together."""

    def __init__(self, rate: float) -> None:
        self._every = 1 / rate
        self._next = time.monotonic()

    async def turn(self) -> None:
        now = time.monotonic()
        self._next = max(self._next + self._every, now - 1)
        await asyncio.sleep(max(0.0, self._next - now))


def _judged(found: Found, facts: dict[str, Any], faults: Faults, console: Console, *, page: bool) -> int:
    counted = faults.counted()
    report.write(found, facts, counted)
    few = report.too_few(counted)
    if facts["acknowledged"] < report.FEWEST_ACTS:
        few.append(f"{facts['acknowledged']} of {report.FEWEST_ACTS} acts")
    for name in ("lost", "duplicated", "wrong_boards", "stuck"):
        for what in getattr(found, name)[:20]:
            console.print(f"{name}: {what}", style="red", markup=False, soft_wrap=True)
    for what in few:
        console.print(f"too few: {what}", style="yellow", markup=False)
    if page and found.clean and not few:
        report.write_page(found, facts, counted)
    console.print(
        report.line(found, facts["acknowledged"], counted, len(facts["without_effect"])), soft_wrap=True, markup=False
    )
    return 0 if found.clean and not few else 1


def main() -> int:
    """Read the environment and run."""
    how = How(float(os.environ.get("MINUTES") or 2), seed(), float(os.environ.get("HURRY") or 1))
    os.environ.setdefault("STACK_PATIENCE", f"{patience(1):.1f}")
    sabotage = os.environ.get("SABOTAGE", "")
    console = Console()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the broker is away often enough here
    if sabotage and sabotage not in SABOTAGES:
        console.print(f"SABOTAGE={sabotage}: {', '.join(SABOTAGES)}", style="red")
        return 2
    console.print(f"{how.minutes:g} phút · minutes, SEED={how.seed} {sabotage}")
    with tempfile.TemporaryDirectory(prefix="sangkien-durability-") as state:
        return asyncio.run(run(Path(state), how, sabotage, console))


if __name__ == "__main__":
    sys.exit(main())
