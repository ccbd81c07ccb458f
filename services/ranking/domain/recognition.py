"""Who is recognised for a quarter (design §4): leads its cluster in registered, and reached its own target of it."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from services.ranking.domain.order import Row
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target
from shared.calendar import Calendar, Span
from shared.units import Unit, UnitTree

Cluster = tuple[str, str]
"""The unit above, and the cluster's name: clusters of one name under different units are different ones."""


def goal_of(target: Target | None, quarter: Span, calendar: Calendar) -> Fraction | None:
    """The quarter's own row; without one, each phase's target for as many of its days as lie in the quarter."""
    if target is None:
        return None
    own = target.of(quarter.name, calendar)
    if own is not None:
        return Fraction(own)
    phases = {phase.name: phase for phase in calendar.phases}.values()
    parts = [
        Fraction(whole * days, phase.total)
        for phase in phases
        if (days := phase.common(quarter)) and (whole := target.of(phase.name, calendar)) is not None
    ]
    return sum(parts, Fraction()) if parts else None


def clusters_of(units: Iterable[Unit], tree: UnitTree) -> dict[str, Cluster]:
    """The cluster of each unit that has one."""
    return {unit.code: (tree.resolve(unit.parent), unit.cluster) for unit in units if unit.cluster and unit.parent}


def recognised(
    rows: Iterable[Row],
    clusters: Mapping[str, Cluster],
    goals: Mapping[str, Fraction | None],
    programme: ScoringProgramme,
) -> set[str]:
    """The units recognised, ties all; `rows` are of living units. Reached is what the programme's targets count."""
    members: dict[Cluster, list[Row]] = {}
    for row in rows:
        if row["unit"] in clusters and not row["closed"]:
            members.setdefault(clusters[row["unit"]], []).append(row)
    found: set[str] = set()
    for cluster in members.values():
        most = max(row["registered"] for row in cluster)
        for row in cluster:
            goal = goals.get(row["unit"])
            if row["registered"] == most and goal and programme.reached(row) >= goal:
                found.add(row["unit"])
    return found
