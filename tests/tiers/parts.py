"""What `make test` runs, and what beside what.

Lanes run at once, the parts of a lane one after another. What waits for servers leaves a core to what computes.
"""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.local.processes import ROOT
from tests.patience import patience

BUILD: Final = ROOT / "build" / "tests"
BIN: Final = Path(sys.executable).parent

FEW_BAD_INPUTS: Final = {
    "BAD_INPUT_EXAMPLES": "2",
    "BAD_INPUT_PHASES": "fuzzing",
    "BAD_INPUT_ONE_IN": "2",
    "BAD_INPUT_SECONDS": "",
}
"""The quick part of `make fuzz`."""

Command = tuple[str | Path, ...]


@dataclass
class Part:
    """One program. What it usually takes on two cores is shown beside what it took; nothing is judged by it."""

    name: str
    command: Command
    usual_seconds: int
    env: dict[str, str] = field(default_factory=dict)
    counted: bool = False
    """Whether it is a run of pytest, whose tests are counted."""
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    ok: bool = True

    @property
    def hangs_after(self) -> float:
        """Seconds after which it is called hung."""
        return patience(60 + 1.5 * self.usual_seconds)

    @property
    def results(self) -> Path:
        """pytest's own XML."""
        return BUILD / f"{self.name}.xml"


def tests(name: str, usual_seconds: int, *words: str, **env: str) -> Part:
    """A run of pytest, in a process of its own so that a hanging one cannot take the others along."""
    command: Command = (BIN / "pytest", *words, *options(name))
    return Part(name, command, usual_seconds, env, counted=True)


def options(name: str) -> tuple[str, ...]:
    """What every run of pytest is told."""
    return ("-p", "no:cacheprovider", "--durations=8", "-ra", f"--junitxml={BUILD / name}.xml")


def check(name: str, usual_seconds: int, *words: str) -> Part:
    """A static check."""
    return Part(name, (BIN / words[0], *words[1:]), usual_seconds)


def lanes() -> list[list[Part]]:
    """All parts. The run under faults is left out with Docker, whose processes cannot be stopped from here."""
    newest = {"PYTHONS": "newest", "MODEL_HISTORIES": "20"}
    under_faults = Part("durability", (sys.executable, "-m", "tests.durability"), 170, {"MINUTES": "0.5", "HURRY": "2"})
    return [
        [
            check("lint", 1, "ruff", "check", "."),
            check("format", 1, "ruff", "format", "--check", "."),
            check("types", 35, "mypy"),
            check("arrows", 5, "lint-imports", "--no-logo"),
            tests("unit", 170, "tests/unit", "tests/contract"),
            tests("pages", 70, "tests/portal/unit", "tests/portal/pages"),
            *([] if os.environ.get("STACK") == "docker" else [under_faults]),
        ],
        [
            tests("store", 190, "tests/store", "tests/messaging", "tests/local"),
            tests(
                "journeys",
                390,
                "tests/e2e",
                "tests/fuzz",
                "tests/portal/browser",
                "-m",
                "not stops_parts",
                **FEW_BAD_INPUTS,
            ),
        ],
        [
            tests("faults", 245, "tests/e2e", "-m", "stops_parts"),
            Part("pythons", (sys.executable, "-m", "tests.pythons"), 270, newest),
        ],
    ]
