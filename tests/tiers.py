"""`make test`: the checks, then every tier of tests, each in its budget; says at the end what was skipped or slow."""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build" / "tests"
BIN = Path(sys.executable).parent


@dataclass
class Tier:
    """One part of the tests, with the seconds it may take on two cores."""

    name: str
    folders: tuple[str, ...]
    budget: int
    options: tuple[str, ...] = ()
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    ok: bool = True


TIERS = (
    Tier("unit", ("unit", "contract"), 180, ("-p", "no:cacheprovider")),
    Tier("store", ("store", "messaging", "local"), 180),
    Tier("e2e", ("e2e",), 360),
)

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)


def main() -> int:
    """Run everything; a failing part does not keep the others from running."""
    BUILD.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    beside, *one_by_one = TIERS
    with ThreadPoolExecutor(1) as pool:  # what needs no server beside what waits for one
        checked = pool.submit(lambda: [" ".join(check) for check in CHECKS if not run_check(check)])
        pool.submit(run_tier, beside)
        run_tier(one_by_one[0])
        failed = checked.result()
    for tier in one_by_one[1:]:
        run_tier(tier)
    failed += [] if run_durability() else ["durability"]
    return report(failed, time.monotonic() - began)


def run_check(check: tuple[str, ...]) -> bool:
    """One of the static checks, its output shown."""
    done = subprocess.run([BIN / check[0], *check[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    print(f"== {' '.join(check)}\n{done.stdout}{done.stderr}", flush=True)
    return done.returncode == 0


def run_durability() -> bool:
    """Two minutes under faults; not with Docker, whose processes cannot be stopped from here."""
    if os.environ.get("STACK") == "docker":
        print("== durability: on the native stack alone")
        return True
    print("== durability", flush=True)
    return subprocess.run([sys.executable, "-m", "tests.durability"], cwd=ROOT, check=False).returncode == 0


def run_tier(tier: Tier) -> None:
    """One tier in a process of its own, so that a hanging one cannot take the others along."""
    folders = [f"tests/{name}" for name in tier.folders if (ROOT / "tests" / name).is_dir()]
    results = BUILD / f"{tier.name}.xml"
    results.unlink(missing_ok=True)
    print(f"== {tier.name}: {' '.join(folders)} (STACK={os.environ.get('STACK') or 'auto'})", flush=True)
    began = time.monotonic()
    command: list[str | Path] = [
        BIN / "pytest",
        *folders,
        f"--junitxml={results}",
        "--durations=5",
        "-ra",
        *tier.options,
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    print(f"== {tier.name}: done\n{done.stdout}", flush=True)
    code = done.returncode
    tier.seconds = time.monotonic() - began
    tier.counts = count(results)
    tier.ok = code == 0 and tier.counts["passed"] > 0


def count(results: Path) -> dict[str, int]:
    """How many tests passed, failed and were skipped, from pytest's own XML."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if not results.exists():
        return counts | {"failed": 1}
    for suite in ET.parse(results).getroot().iter("testsuite"):  # noqa: S314 - written by our own run
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        counts["failed"] += failed
        counts["skipped"] += skipped
        counts["passed"] += int(suite.get("tests", 0)) - failed - skipped
    return counts


def report(failed_checks: list[str], seconds: float) -> int:
    """Say what happened; the last line counts everything."""
    print(f"\n== {seconds:.0f} s in all")
    for tier in TIERS:
        over = f"  OVER its budget of {tier.budget} s" if tier.seconds > tier.budget else ""
        state = "ok" if tier.ok else "FAILED"
        print(f"{tier.name:6} {state:7} {tier.seconds:5.0f} s  {tier.counts}{over}")
        if tier.counts["skipped"]:
            print(f"       {tier.counts['skipped']} skipped: see above for why")
    for check in failed_checks:
        print(f"check FAILED: {check}")
    passed, failed, skipped = (sum(t.counts[k] for t in TIERS) for k in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed + len(failed_checks)} failed, {skipped} skipped")
    return 1 if failed_checks or not all(tier.ok for tier in TIERS) else 0


if __name__ == "__main__":
    sys.exit(main())
