"""Who is recognised for a quarter, found day by day and unit by unit, without any of ranking's code."""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from shared.events import PROGRAMMES, TARGETS, UNITS
from shared.events.programmes import ProgrammeData
from shared.messaging.consumer import Record
from tests.model.oracle import Key, Units, heir, newest, target_of


def recognised(records: Iterable[Record], figures: dict[Key, int], quarter: str) -> set[str]:
    """The codes of the units; `figures` are `recount`'s of the only programme there is."""
    records = list(records)
    units, goals = newest(records, UNITS), {data.unit: data for data in newest(records, TARGETS).values()}
    (programme,) = newest(records, PROGRAMMES).values()
    found = set()
    for code, one in units.items():
        neighbours = [other for other in units if _are_neighbours(units, code, other)]
        goal = _goal(code, quarter, units, goals, programme)
        leads = all(_registered(figures, code, quarter) >= _registered(figures, other, quarter) for other in neighbours)
        counted = figures.get((code, quarter, "total", "approved"), 0)
        reached = counted if programme.target_basis == "approved" else _registered(figures, code, quarter)
        if code in neighbours and leads and goal and reached >= goal:
            found.add(one.code)
    return found


def _are_neighbours(units: Units, code: str, other: str) -> bool:
    """Living units of one cluster under one unit; each that is in a cluster is its own neighbour."""
    mine, theirs = units[code], units[other]
    if any(unit.merged_into or unit.closed or not unit.cluster or not unit.parent for unit in (mine, theirs)):
        return False
    return mine.cluster == theirs.cluster and heir(units, mine.parent) == heir(units, theirs.parent)


def _registered(figures: dict[Key, int], code: str, quarter: str) -> int:
    return sum(figures.get((code, quarter, "total", state), 0) for state in ("pending", "returned", "approved"))


def _goal(code: str, quarter: str, units: Units, goals: Units, programme: ProgrammeData) -> Fraction | None:
    own = target_of(code, quarter, units, goals, programme)
    if own is not None:
        return Fraction(own)
    parts = []
    for phase in programme.phases:
        whole = target_of(code, phase.code, units, goals, programme)
        if whole is not None:
            days = _days(phase)
            parts += [Fraction(whole, len(days)) for day in days if _is_of(day, quarter)]
    return sum(parts, Fraction()) if parts else None


def _days(phase: Any) -> list[date]:
    return [phase.starts_on + timedelta(days=n) for n in range((phase.ends_on - phase.starts_on).days + 1)]


def _is_of(day: date, quarter: str) -> bool:
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}" == quarter
