"""A board on the screen: what the stream said last, and which rows changed a moment ago."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from rich.table import Table

from deploy.demo.show import board_table, figure
from deploy.demo.stream import BoardEvent

GLOW_SECONDS = 2.5
OF_ROWS = ("snapshot", "rows")
"""The events that tell of a board's rows; a stream has others too, and may get more."""
PLAIN = ("rank", "registered", "approved", "points", "percent")


@dataclass
class LiveBoard:
    """One board as it moves; `most` rows are shown."""

    title: str
    most: int
    clock: Callable[[], float] = time.monotonic
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    _basis: str = "registered"
    _changed: dict[str, float] = field(default_factory=dict)

    def take(self, event: BoardEvent) -> list[dict[str, Any]]:
        """Apply an event; the rows whose own figures changed (a rank also moves when others do)."""
        if event.name not in OF_ROWS:
            return []
        fresh = {row["unit"]: row for row in event.data["rows"]}
        changed = [row for unit, row in fresh.items() if self.rows and _figures(self.rows.get(unit)) != _figures(row)]
        if event.name == "snapshot":
            self.rows = fresh
            self._basis = event.data["target_basis"]
        else:
            self.rows.update(fresh)
            for unit in event.data.get("removed", ()):
                self.rows.pop(unit, None)
        now = self.clock()
        self._changed.update({row["unit"]: now for row in changed})
        return changed

    def ordered(self) -> list[dict[str, Any]]:
        """Rows in the board's order: rank, then percent, submitters, unit code."""
        return sorted(
            self.rows.values(),
            key=lambda row: (
                row["rank"] is None,
                row["rank"] or 0,
                -self._share(row),
                -row["submitters"],
                row["unit"],
            ),
        )

    def _share(self, row: dict[str, Any]) -> Fraction:
        """How much of its target is reached, exactly: the percentage shown is rounded."""
        return Fraction(row[self._basis], row["target"]) if row["target"] else Fraction(-1)

    def table(self, width: int) -> Table:
        """The board, with rows that changed a moment ago standing out."""
        since = self.clock() - GLOW_SECONDS
        glowing = frozenset(unit for unit, moment in self._changed.items() if moment > since)
        return board_table(self.title, self.ordered()[: self.most], width, glowing)

    def line(self, row: dict[str, Any]) -> str:
        """A row for where there is no terminal."""
        figures = ", ".join(f"{name} {figure(name, row[name])}" for name in PLAIN)
        return f"{self.title}: {row['name']}: {figures}"


def _figures(row: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (row or {}).items() if name != "rank"}
