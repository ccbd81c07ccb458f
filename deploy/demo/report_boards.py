"""Boards put in order anew: the metric, then percent, then submitters, then unit code; equal ones share a rank."""

from collections.abc import Mapping
from typing import Any

from deploy.demo.report_figures import METRICS, SHARE, Figures, Standings, path
from deploy.demo.report_history import UnitRow

METRIC_OF = {"benefit": "benefit_vnd", "percent": SHARE}
"""Where a board's `by` is not the metric's own name."""

ZERO: Figures = {**dict.fromkeys(METRICS, 0), "percent": None, SHARE: None, "target": None}


def board(standings: Standings, units: Mapping[str, UnitRow], query: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a board in order, with `unit` and `rank`. `query`: programme, unit, among, by, window."""
    metric = METRIC_OF.get(query["by"], query["by"])
    rows = [
        {"unit": code, **standings[query["programme"]].get(code, {}).get(query["window"], ZERO)}
        for code in members(units, query["unit"], query["among"])
    ]
    rows.sort(key=lambda row: (_down(row[metric]), _down(row[SHARE]), _down(row["submitters"]), row["unit"]))
    for place, row in enumerate(rows):
        before = rows[place - 1] if place else None
        row["rank"] = place + 1 if before is None or before[metric] != row[metric] else before["rank"]
        if row[metric] is None:
            row["rank"] = None
    return rows


def members(units: Mapping[str, UnitRow], unit: str, among: str) -> list[str]:
    """Children of a unit, units of a level within it, or the members of its cluster."""
    if among == "children":
        return [code for code, row in units.items() if row["parent_code"] == unit]
    if among == "cluster":
        own = units[unit]
        return [
            code
            for code, row in units.items()
            if row["cluster"] == own["cluster"] and row["parent_code"] == own["parent_code"]
        ]
    return [code for code, row in units.items() if row["level"] == among and unit in path(units, code) and code != unit]


def _down(figure: Any) -> tuple[bool, Any]:
    """Highest first, nothing last."""
    return figure is None, -(figure or 0)
