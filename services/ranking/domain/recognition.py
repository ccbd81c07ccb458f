"""Who is recognised for a quarter: leads its cluster in registered and is at 100 % of its own target (design §4)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from services.ranking.domain.order import Row
from services.ranking.domain.targets import Target
from shared.calendar import Calendar, Span


def goal_of(target: Target | None, quarter: Span, calendar: Calendar) -> Fraction | None:
    """The quarter's own row; without one, its phase's target in proportion to the phase's days in the quarter."""
    if target is None:
        return None
    own = target.of(quarter.name, calendar)
    if own is not None:
        return Fraction(own)
    for phase in reversed(calendar.phases):
        first, last = max(phase.first, quarter.first), min(phase.last, quarter.last)
        whole = target.of(phase.name, calendar)
        if first <= last and whole is not None:
            return Fraction(whole * Span("", first, last).total, phase.total)
    return None


def recognised(rows: Iterable[Row], clusters: Mapping[str, str], goals: Mapping[str, Fraction | None]) -> set[str]:
    """The units recognised; ties all are. `clusters` names each unit's cluster, those without one left out."""
    members: dict[str, list[Row]] = {}
    for row in rows:
        if row["unit"] in clusters and not row["closed"]:
            members.setdefault(clusters[row["unit"]], []).append(row)
    found: set[str] = set()
    for cluster in members.values():
        most = max(row["registered"] for row in cluster)
        for row in cluster:
            goal = goals.get(row["unit"])
            if row["registered"] == most and goal and row["registered"] >= goal:
                found.add(row["unit"])
    return found
