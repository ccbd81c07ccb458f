"""The tree of union units: levels, ancestors, subtrees and merged units (design §4).

Pure and immutable: a reader builds a new tree when units change. It accepts units in any order, since events do:
a unit whose parent is not known yet is a root until the parent arrives.
"""

from shared.units.tree import UnitTree
from shared.units.unit import Level, Unit

__all__ = ["Level", "Unit", "UnitTree"]
