"""Cells: the figures of a unit in a window, its own (`direct`) and with all below it (`total`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.ranking.domain.changes import Figures, Spot
from services.ranking.domain.tree import Paths
from shared.units import UnitTree


@dataclass(slots=True)
class Cell:
    """Figures, or by how much they move; a missing figure is 0."""

    direct: Figures = field(default_factory=dict)
    total: Figures = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.direct or self.total)


def direct_of(tree: UnitTree, unit: str, cells: Mapping[str, Cell]) -> Figures:
    """A unit's own figures, with the own ones of units merged into it; `cells` hold those of `tree.with_merged`."""
    own: Figures = {}
    for code in tree.with_merged([unit]):
        for name, amount in cells[code].direct.items() if code in cells else ():
            own[name] = own.get(name, 0) + amount
    return own


def roll_up(leaves: Mapping[Spot, Figures], paths: Paths) -> dict[Spot, Cell]:
    """What moves at every unit: direct and total at the leaf, total at all above it. Zeros are left out."""
    cells: dict[Spot, Cell] = {}
    for (programme, leaf, window), figures in leaves.items():
        moves = {name: amount for name, amount in figures.items() if amount}
        if not moves:
            continue
        cells.setdefault(Spot(programme, leaf, window), Cell()).direct.update(moves)
        for unit in paths.of(leaf):
            total = cells.setdefault(Spot(programme, unit, window), Cell()).total
            for name, amount in moves.items():
                total[name] = total.get(name, 0) + amount
    return {spot: counted for spot, cell in cells.items() if (counted := _without_zeros(cell))}


def _without_zeros(cell: Cell) -> Cell | None:
    total = {name: amount for name, amount in cell.total.items() if amount}
    return Cell(cell.direct, total) if total or cell.direct else None
