"""The content of a snapshot: every unit's row, the tree, the targets and the places in the log, at one moment."""

from collections.abc import Iterator
from typing import Any, Final

from services.ranking.domain.boards import figures_of, grade_of, rows_of
from services.ranking.domain.cells import direct_of
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.recognition import clusters_of, goal_of, recognised
from services.ranking.snapshots.sealing import Json
from services.ranking.store import Reading
from shared.calendar import Span, is_quarter
from shared.units import Unit

ITEMS: Final = 500
"""Rows, units or targets in one chunk."""


async def rows_at(reading: Reading, programme: ScoringProgramme, span: Span) -> list[Json]:
    """A row of every living unit of the programme: figures, its direct part, class and recognition."""
    tree = reading.frame.tree
    units = list(tree.living(programme.root_unit))
    codes = [unit.code for unit in units]
    cells = await reading.cells(programme.id, span.name, tree.with_merged(codes))
    targets = await reading.targets(programme.id, codes)
    rows = rows_of(units, span.name, cells, targets, programme, reading.frame.members)
    goals = {code: goal_of(targets.get(code), span, programme.calendar) for code in codes}
    quarterly = is_quarter(span.name)
    honoured = recognised(rows, clusters_of(units, tree), goals, programme) if quarterly else set[str]()
    classes = programme.policy.classes
    made = []
    for row in rows:
        place = grade_of(row, programme)
        direct = figures_of(direct_of(tree, row["unit"], cells))
        figures = {name: value for name, value in row.items() if name != "rank"}
        graded = {"grade": None if place is None else classes[place].name, "recognised": row["unit"] in honoured}
        made.append({**_plain(figures), "direct": _plain(direct), **graded})
    return made


async def chunks_at(reading: Reading, programme: ScoringProgramme, span: Span) -> list[Json]:
    """Everything a snapshot holds, in chunks; units merged away are in the tree, and have neither row nor target."""
    tree = reading.frame.tree
    targets = await reading.targets(programme.id, [unit.code for unit in tree.living(programme.root_unit)])
    units = [_unit(unit) for code in sorted(tree.subtree(programme.root_unit)) if (unit := tree.get(code))]
    goals = [
        {"unit": one.unit, "assigned": dict(one.assigned), "pledged": dict(one.pledged), "version": one.version}
        for _, target in sorted(targets.items())
        for one in (target, *target.merged)
        if one.version
    ]
    rows = await rows_at(reading, programme, span)
    return [*_parts("rows", rows), *_parts("units", units), *_parts("targets", goals)]


def _parts(kind: str, items: list[Json]) -> Iterator[Json]:
    for start in range(0, len(items), ITEMS):
        yield {"kind": kind, "items": items[start : start + ITEMS]}


def _unit(unit: Unit) -> Json:
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level.value,
        "parent": unit.parent,
        "sector": unit.sector,
        "ownership": unit.ownership,
        "cluster": unit.cluster,
        "members": unit.members,
        "closed": unit.closed,
        "merged_into": unit.merged_into,
        "version": unit.version,
    }


def _plain(figures: dict[str, Any]) -> Json:
    """Money as text: canonical JSON keeps whole numbers up to 2^53 only."""
    return {name: str(value) if name == "benefit_vnd" else value for name, value in figures.items()}
