"""What a queue's page tells at a glance, counted from its cases: those due first come first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.domain.moments import local


@dataclass(frozen=True, slots=True)
class Figures:
    """Cases on the page."""

    overdue: int
    today: int
    tomorrow: int
    mine: int


def figures(cases: Sequence[Mapping[str, Any]], today: date, me: str) -> Figures:
    """Of these cases, in the hands of `me` or of nobody yet."""
    open_days = [local(case["due_at"]).date() for case in cases if case["due_at"] and not case["overdue"]]
    return Figures(
        overdue=sum(bool(case["overdue"]) for case in cases),
        today=open_days.count(today),
        tomorrow=open_days.count(today + timedelta(days=1)),
        mine=sum(case["claim"] is not None and case["claim"]["holder"] == me for case in cases),
    )


def due_in(case: Mapping[str, Any], today: date) -> int | None:
    """Days until it is due; 0 is today, negative is late."""
    return None if case["due_at"] is None else (local(case["due_at"]).date() - today).days
