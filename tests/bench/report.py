"""What was measured, as a table and in build/bench.json."""

import json
import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.local.processes import ROOT

FILE = ROOT / "build" / "bench.json"
MET, BELOW = "ok", "below"
TIMES, RATES = {"ms", "s"}, {"events/s"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure against its goal: a ratio to something bare (at least), or a figure by itself (at most)."""

    name: str
    ours: float
    goal: float
    unit: str
    bare: float | None = None
    ratios: tuple[float, ...] = ()
    notes: dict[str, Any] = field(default_factory=dict)
    at_least: bool = False
    """Of a figure by itself: more is better."""
    slower: float = 1.0
    """How many times slower the bare route is here than where the goals were set."""

    @classmethod
    def of_pairs(
        cls, name: str, pairs: Iterable[tuple[float, float]], *, goal: float, unit: str, notes: dict[str, Any]
    ) -> "Figure":
        """The medians of alternating pairs (ours, bare); the ratio is the median of the pairs' own."""
        taken = list(pairs)
        return cls(
            name=name,
            ours=statistics.median(ours for ours, _ in taken),
            bare=statistics.median(bare for _, bare in taken),
            goal=goal,
            unit=unit,
            ratios=tuple(ours / bare for ours, bare in taken),
            notes=notes,
        )

    @property
    def ratio(self) -> float | None:
        """The median of the pairs' ratios; None for a figure by itself."""
        return statistics.median(self.ratios) if self.ratios else None

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        if self.ratio is None:
            return self.ours >= self.goal_here if self.at_least else self.ours <= self.goal_here
        return self.ratio >= self.goal

    @property
    def goal_here(self) -> float:
        """The goal on this machine: times and rates by themselves move with the bare route, nothing else does."""
        if self.ratio is None and self.unit in TIMES:
            return self.goal * self.slower
        if self.ratio is None and self.unit in RATES:
            return self.goal / self.slower
        return self.goal

    def as_json(self) -> dict[str, Any]:
        """As build/bench.json has it; what is infinite is null there."""
        return {
            "ours": round(self.ours, 1) if math.isfinite(self.ours) else None,
            "bare": None if self.bare is None else round(self.bare, 1),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "goal": self.goal,
            "goal_here": round(self.goal_here, 3),
            "unit": self.unit,
            "min": round(min(self.ratios), 3) if self.ratios else None,
            "max": round(max(self.ratios), 3) if self.ratios else None,
            "verdict": MET if self.met else BELOW,
            **({"notes": self.notes} if self.notes else {}),
        }


class Results:
    """What was measured so far: the file is written anew with each part, so that nothing that is there can be lost."""

    def __init__(self, path: Path) -> None:
        self.figures: list[Figure] = []
        self.failed: dict[str, str] = {}
        self._path = path
        self._bare: dict[str, float] = {}
        self._write()

    @property
    def slower(self) -> float:
        """The bare route here over its reference; 1 before it was measured."""
        return self._bare["ms"] / self._bare["reference_ms"] if self._bare else 1.0

    def judge_by(self, bare_ms: float, reference_ms: float) -> None:
        """What the bare route takes here, and took where the goals were set."""
        self._bare = {"ms": round(bare_ms, 3), "reference_ms": reference_ms}
        self._write()

    def add(self, figures: Iterable[Figure]) -> None:
        """A part's figures."""
        self.figures += [replace(figure, slower=self.slower) for figure in figures]
        self._write()

    def fail(self, part: str, reason: str) -> None:
        """A part that came to no figures."""
        self.failed[part] = reason
        self._write()

    def _write(self) -> None:
        content: dict[str, Any] = {figure.name: figure.as_json() for figure in self.figures}
        content |= {"bare route": self._bare} if self._bare else {}
        content |= {"failed": self.failed} if self.failed else {}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        new.replace(self._path)


def show(figures: Iterable[Figure], console: Console) -> None:
    """The table."""
    table = Table(title="Số đo · Figures", title_justify="left", padding=(0, 0))
    table.add_column("", no_wrap=True)
    for column in ("ours", "bare", "ratio"):
        table.add_column(column, justify="right", no_wrap=True)
    for column in ("min–max", "goal", "unit", ""):
        table.add_column(column, no_wrap=True)
    told = list(figures)
    for figure in told:
        table.add_row(*_cells(figure))
    console.print(table)
    for figure in told:
        if figure.notes:
            console.print(f"{figure.name}: " + ", ".join(f"{name} {value}" for name, value in figure.notes.items()))


def _cells(figure: Figure) -> list[str]:
    relative = figure.ratio is not None
    spread = f"{min(figure.ratios):.2f}–{max(figure.ratios):.2f}" if figure.ratios else ""
    verdict = f"[green]{MET}[/]" if figure.met else f"[bold red]{BELOW}[/]"
    return [
        figure.name,
        _number(figure.ours),
        _number(figure.bare),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        spread,
        f"{'≥' if relative or figure.at_least else '≤'} {figure.goal_here:.4g}",
        figure.unit,
        verdict,
    ]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if math.isfinite(value) else "∞"
