"""What was measured, as a table and in build/bench.json."""

import json
import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.local.processes import ROOT

FILE = ROOT / "build" / "bench.json"
MET, BELOW = "ok", "below"


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
            return self.ours >= self.goal if self.at_least else self.ours <= self.goal
        return self.ratio >= self.goal

    def as_json(self) -> dict[str, Any]:
        """As build/bench.json has it; what is infinite is null there."""
        return {
            "ours": round(self.ours, 1) if math.isfinite(self.ours) else None,
            "bare": None if self.bare is None else round(self.bare, 1),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "goal": self.goal,
            "unit": self.unit,
            "min": round(min(self.ratios), 3) if self.ratios else None,
            "max": round(max(self.ratios), 3) if self.ratios else None,
            "verdict": MET if self.met else BELOW,
            **({"notes": self.notes} if self.notes else {}),
        }


def write(figures: Iterable[Figure], path: Path = FILE) -> None:
    """Write the file anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {figure.name: figure.as_json() for figure in figures}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


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
        f"{'≥' if relative or figure.at_least else '≤'} {figure.goal:g}",
        figure.unit,
        verdict,
    ]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if math.isfinite(value) else "∞"
