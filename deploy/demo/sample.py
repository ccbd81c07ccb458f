"""The sample files, read."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

SAMPLE = Path(__file__).parent / "sample"
CITY = "can-tho"


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """One row of units.csv."""

    code: str
    name: str
    level: str
    parent: str | None
    sector: str
    ownership: str
    cluster: str | None
    members: int | None


@dataclass(frozen=True, slots=True)
class SampleInitiative:
    """One row of initiatives.csv or live.csv; `benefit_vnd` as claimed, None when nothing was reported."""

    title: str
    summary: str
    kind: str
    field: str
    unit: str
    benefit_vnd: int | None = None
    first_applied: date | None = None


@lru_cache
def units() -> dict[str, SampleUnit]:
    """Every unit by code, parents before children."""
    return {
        row["code"]: SampleUnit(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent=row["parent_code"] or None,
            sector=row["sector"],
            ownership=row["ownership"],
            cluster=row["cluster"] or None,
            members=int(row["members"]) if row["members"] else None,
        )
        for row in _rows("units.csv")
    }


def path(code: str) -> tuple[str, ...]:
    """The unit and the units above it, nearest first."""
    found: list[str] = []
    above: str | None = code
    while above is not None:
        found.append(above)
        above = units()[above].parent
    return tuple(found)


@lru_cache
def initiatives() -> tuple[SampleInitiative, ...]:
    """The initiatives of the past, in the file's order."""
    return tuple(_initiative(row) for row in _rows("initiatives.csv"))


@lru_cache
def live() -> tuple[SampleInitiative, ...]:
    """Made-up ones for the programme that is open today."""
    return tuple(_initiative(row) for row in _rows("live.csv"))


@lru_cache
def targets() -> tuple[tuple[str, str, int], ...]:
    """(unit, window, target); window is P1, P2 or total."""
    windows = {"1": "P1", "2": "P2", "total": "total"}
    return tuple((row["unit_code"], windows[row["phase"]], int(row["target"])) for row in _rows("targets.csv"))


def _initiative(row: dict[str, str]) -> SampleInitiative:
    benefit, applied = row.get("benefit_vnd"), row.get("first_applied")
    return SampleInitiative(
        title=row["title"],
        summary=row["summary"],
        kind=row["kind"],
        field=row["field"],
        unit=row["unit_code"],
        benefit_vnd=int(benefit) if benefit else None,
        first_applied=date.fromisoformat(applied) if applied else None,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
