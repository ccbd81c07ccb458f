"""A twentieth of docs/access.md on the running services, other cells each time; tests/unit/access asks them all.

Whoever can be appointed is asked by token or by appointment, as it comes.
"""

import random

import httpx

from deploy.local.stack import Stack
from tests.e2e.access_scene import Scene, is_of_all_units
from tests.e2e.appointees import ENDED, ROLES, Appointees
from tests.e2e.world import World
from tests.unit.access import table
from tests.unit.access.callers import DEPUTY, ITS_PROGRAMME

CELLS, CELLS_OF_ENDED = 350, 30
OK = "ok"
LEFT_OUT = (
    "/days",
    "/authors/me",
    "/resend",
    "{snapshot_id}",
    "/receipts/",
    "/verify/",
    "/form",
    "/certificates",
    "/showcase",
)
"""What needs more than the scene has: an award, a code, a body or a question of its own."""

Cell = tuple[str, str, str, str, str]
"""Service, operation, role, relation, and what the table says."""


def cells_of(scene: Scene) -> list[Cell]:
    """Cells that are asked as they are: whatever is refused for want of a right, and what is read."""
    return [
        (service, operation, role, relation, cell)
        for (service, operation), cells in table.read().items()
        for (role, relation), cell in sorted(cells.items())
        if relation not in ("self", ITS_PROGRAMME)
        and not (role == DEPUTY and is_of_all_units(operation))
        and (cell in ("401", "403", "404") or (cell == OK and operation.startswith("GET")))
        and scene.is_known(operation)
        and not any(word in operation for word in LEFT_OUT)
        and not (cell == OK and "_id}" in operation and service in ("ranking", "notify"))
    ]


async def differs(scene: Scene, cell: Cell, token: str | None, how: str) -> str | None:
    """What is wrong with one cell."""
    service, operation, role, relation, said = cell
    status = await scene.status(service, operation, token)
    answered = OK if httpx.codes.is_success(status) else str(status)
    return None if answered == said else f"{operation} [{role} {relation}, {how}]: {status}, the table says {said}"


async def test_cells_drawn_by_chance_are_answered_as_the_table_says(system: Stack) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)
    async with World(system, uppers=2, bases=1, public=False) as world:
        scene = await Scene(world).set()
        people = Appointees(world)
        await people.settle(list(scene.units("").values()), scene.unit)
        wrong = []
        for cell in rng.sample(cells_of(scene), CELLS):
            _, operation, role, relation, _ = cell
            appointed = role in ROLES and not is_of_all_units(operation) and relation in scene.units(operation)
            if appointed and (role == DEPUTY or rng.random() < 0.5):
                token = world.token(people.name(role, scene.units(operation)[relation]))
                wrong.append(await differs(scene, cell, token, "by appointment"))
            else:
                wrong.append(await differs(scene, cell, scene.token(operation, role, relation), "by token"))
        nobody = [cell for cell in cells_of(scene) if cell[2:4] == ("author", "none")]
        for cell in rng.sample(nobody, CELLS_OF_ENDED):
            token = world.token(people.name(f"tung-{rng.choice(ENDED)}", scene.unit))
            wrong.append(await differs(scene, cell, token, "whose appointment has ended"))
        found = [one for one in wrong if one is not None]
        assert not found, f"seed {seed}\n" + "\n".join(found)
