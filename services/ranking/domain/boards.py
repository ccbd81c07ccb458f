"""Boards: rows of units, made of cells, targets and the tree as it is now."""

from collections.abc import Mapping
from typing import Any, Final

from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Figures
from services.ranking.domain.contribution import BENEFIT, POINTS, SUBMITTERS
from services.ranking.domain.funnel import FUNNEL, REGISTERED
from services.ranking.domain.grading import grade
from services.ranking.domain.members import Members
from services.ranking.domain.order import Row
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.ratios import hundredths, percent
from services.ranking.domain.targets import Target
from shared.units import Level, Unit, UnitTree

CHILDREN: Final = "children"
CLUSTER: Final = "cluster"
AMONG: Final = (CHILDREN, CLUSTER, *(level.value for level in Level))
"""Whom a board compares."""


def members_of(tree: UnitTree, unit: str, among: str) -> list[Unit]:
    """The units on a board: children of a unit, units of a level below it, or its neighbours of the same cluster."""
    if among == CHILDREN:
        return list(tree.children(unit))
    root = tree.get(unit)
    if among == CLUSTER:
        if root is None or root.cluster is None or root.parent is None:
            return []
        return [other for other in tree.children(tree.resolve(root.parent)) if other.cluster == root.cluster]
    return list(tree.living_at(unit, Level(among)))


def figures_of(figures: Figures) -> dict[str, int]:
    """Every figure people see, missing ones 0, submitted and registered summed."""
    funnel = {state: figures.get(state, 0) for state in FUNNEL}
    return {
        "points": figures.get(POINTS, 0),
        "submitted": sum(funnel.values()),
        **funnel,
        "registered": sum(funnel[state] for state in REGISTERED),
        "submitters": figures.get(SUBMITTERS, 0),
        "benefit_vnd": figures.get(BENEFIT, 0),
    }


def row_of(
    unit: Unit, cell_figures: Figures, target: int | None, programme: ScoringProgramme, members: int | None
) -> Row:
    """One unit's row; `percent` of its target and `submitters_per_100` members have two decimals."""
    figures = figures_of(cell_figures)
    return {
        "unit": unit.code,
        "name": unit.name,
        "closed": unit.closed,
        "rank": None,
        **figures,
        "target": target,
        "percent": percent(programme.reached(figures), target),
        "members": members,
        "submitters_per_100": percent(figures["submitters"], members),
    }


def rows_of(
    units: list[Unit],
    window: str,
    cells: Mapping[str, Cell],
    targets: Mapping[str, Target],
    programme: ScoringProgramme,
    members: Members,
) -> list[Row]:
    """The rows of units in one window, not yet in order."""
    empty = Cell()
    return [
        row_of(
            unit,
            cells.get(unit.code, empty).total,
            target.of(window, programme.calendar) if (target := targets.get(unit.code)) else None,
            programme,
            members.of(unit.code),
        )
        for unit in units
    ]


def grade_of(row: Mapping[str, Any], programme: ScoringProgramme) -> int | None:
    """The place of a unit's class by its row; the figures people read, rounded, are those compared."""
    share = hundredths(programme.reached(row), row["target"])
    return grade(share, hundredths(row["submitters"], row["members"]), programme.policy.classes)
