"""`make test`: run every part, say at the end what failed, what was skipped and how long each took.

A failing part does not keep the others from running, and no part fails for being slow; one that hangs is ended, so
that what it was at is seen before whoever runs this loses patience.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.patience import VARIABLE, slowness
from tests.seeds import seed
from tests.tiers.counts import count
from tests.tiers.parts import BUILD, Part, lanes
from tests.tiers.programs import run_to_end


def main() -> int:
    """Measure the machine, run the lanes, report."""
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD.parent / "coverage").mkdir(exist_ok=True)
    began = time.monotonic()
    print(f"== STACK={os.environ.get('STACK') or 'auto'}, {VARIABLE}={slowness():.2f}", flush=True)
    print(f"== SEED={seed()}", flush=True)
    wanted = lanes()
    with ThreadPoolExecutor(len(wanted)) as pool:
        for done in [pool.submit(run_lane, lane) for lane in wanted]:
            done.result()
    return report([part for lane in wanted for part in lane], time.monotonic() - began)


def environment() -> dict[str, str]:
    """Ours; and what is started again and again is compiled once, wherever the user keeps such files."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(BUILD.parent / "compiled"), **ours}


def run_lane(lane: list[Part]) -> None:
    """One part after another."""
    for part in lane:
        run(part)


def run(part: Part) -> None:
    """The part's program; its output is shown when it has ended, in one piece."""
    part.results.unlink(missing_ok=True)
    print(f"== {part.name} begins", flush=True)
    began = time.monotonic()
    env = {**environment(), **part.env}
    ended = run_to_end(part.command, env, part.hangs_after)
    part.seconds = time.monotonic() - began
    part.counts = count(part.results) if part.counted else {}
    part.ok = ended.code == 0 and part.counts.get("passed", 1) > 0
    print(f"== {part.name} {'done' if part.ok else 'FAILED'} after {part.seconds:.0f} s\n{ended.output}", flush=True)


def report(parts: list[Part], seconds: float) -> int:
    """Say what happened; the last line counts everything."""
    print(f"\n== {seconds:.0f} s in all")
    for part in parts:
        took = f"{part.seconds:5.0f} s (usually {part.usual_seconds})"
        print(f"{part.name:10} {'ok' if part.ok else 'FAILED':6} {took:24} {part.counts or ''}")
        if part.counts.get("skipped"):
            print(f"           {part.counts['skipped']} skipped: see above for why")
    passed, failed, skipped = (sum(part.counts.get(k, 0) for part in parts) for k in ("passed", "failed", "skipped"))
    others = sum(not part.ok and not part.counts.get("failed") for part in parts)
    print(f"{passed} passed, {failed + others} failed, {skipped} skipped")
    return 0 if all(part.ok for part in parts) else 1


if __name__ == "__main__":
    sys.exit(main())
