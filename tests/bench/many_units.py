"""What requests cost in a tree of 120,000 units: milliseconds of one core, in process, after the first making."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Spot
from services.submission.domain.tree_plans import Plan, UnitChange, changed_units
from services.submission.domain.unit_names import UnitNames
from shared.access import Grant, Role
from shared.units import Level, UnitTree
from tests.bench.failure import BenchFailed
from tests.bench.report import Figure
from tests.bench.tree_of import tree_of
from tests.fakes.ranking_store import MemoryReading, MemoryStore
from tests.unit.ranking.builders import PROGRAMME, applied, programme
from tests.unit.ranking.test_boards import client

UNITS, GOAL_MS, PLAN_GOAL_MS = 120_000, 100.0, 1000.0
ROUNDS = 5
PATHS = {
    "a standing": f"/standings/{PROGRAMME}/p0-u0-g0",
    "a board of uppers": f"/boards/{PROGRAMME}?among=upper",
    "a board of grassroots": f"/boards/{PROGRAMME}?among=grassroots",
    "a district's board": f"/boards/{PROGRAMME}?unit=p0-u0",
}


async def many_units() -> list[Figure]:
    """Looking, searching, and a plan of 500 changes."""
    tree = tree_of(UNITS)
    store = await _counted(tree)
    figures = []
    async with client(store) as http:
        for name, path in PATHS.items():

            async def look(path: str = path) -> None:
                answer = await http.get(path)
                if answer.status_code != 200:
                    raise BenchFailed(f"{path} → {answer.status_code}")

            await look()
            figures.append(Figure(f"{name} of {UNITS:,} units", await _median_ms(look), GOAL_MS, "ms"))
    names = UnitNames(tree)

    async def search() -> None:
        sum(map(len, names.find(["cong", "doan", "zz"], level=None, parent=None, after="", most=51)))

    async def plan() -> None:
        changed_units(_plan(), {}, tree, datetime.now(UTC))

    figures.append(Figure(f"a search of {UNITS:,} units", await _median_ms(search), GOAL_MS, "ms"))
    figures.append(Figure("a plan of 500 changes", await _median_ms(plan), PLAN_GOAL_MS, "ms"))
    return figures


async def _counted(tree: UnitTree) -> MemoryStore:
    """A store in which every second unit has figures in three windows."""
    store = await applied([programme(root_unit="tld")])
    store.state.frame = replace(store.state.frame, tree=tree)
    generation = store.state.frame.generation_of(PROGRAMME)
    figures = {"pending": 2, "approved": 3, "points": 40, "submitters": 2}
    by_unit: dict[str, dict[Spot, Cell]] = {}
    for number, unit in enumerate(tree):
        for window in ("all", "P2", "2022-Q3") if number % 2 else ():
            spot = Spot(PROGRAMME, unit.code, window)
            by_unit.setdefault(unit.code, {})[spot] = store.state.cells[generation, spot] = Cell(figures, figures)

    async def windows(_reading: MemoryReading, _programme: str, units: list[str]) -> dict[Spot, Cell]:
        return {spot: cell for unit in units for spot, cell in by_unit.get(unit, {}).items()}

    # By unit, as an index finds them.
    MemoryReading.windows = windows  # type: ignore[assignment,method-assign]
    return store


def _plan() -> Plan:
    new = {"level": Level.GRASSROOTS, "parent": "p1-u1"}
    changes = tuple(UnitChange(f"p1-u1-n{n}", {"name": f"Mới {n}", **new}) for n in range(500))
    now = datetime.now(UTC)
    return Plan(UUID(int=1), now.date(), changes, UUID(int=2), now, (Grant(Role.ADMIN, "tld"),))


async def _median_ms(act: Callable[[], Awaitable[None]]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        await act()
        taken.append(1000 * (time.process_time() - began))
    return round(statistics.median(taken), 1)
