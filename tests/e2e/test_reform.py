"""The rehearsal of 2025: districts are dissolved and their unions move under new wards, in a running programme."""

import asyncio

from deploy.local.stack import Stack
from tests.e2e import crowd
from tests.e2e.test_rebalance import stream
from tests.e2e.waiting import start, until
from tests.e2e.world import Json, World

DISTRICTS, BASES = 3, 3


def reform(world: World) -> list[Json]:
    """Two wards for each district; every grassroots union under one of them; the districts closed."""
    wards: list[Json] = []
    moves: list[Json] = []
    for number, base in enumerate(world.bases):
        ward = f"{world.units[base]['parent']}-w{number % 2}"
        if ward not in {body["code"] for body in wards}:
            wards.append({"code": ward, "name": f"Công đoàn phường {number}", "level": "upper", "parent": world.root})
        moves.append({"code": base, "parent": ward})
    return [*wards, *moves, *({"code": district, "closed": True} for district in world.uppers)]


async def test_nothing_is_lost_or_counted_twice_while_the_tree_is_made_anew(system: Stack) -> None:
    async with World(system, uppers=DISTRICTS, bases=BASES) as world:
        second = system.another("ranking")
        await start(second)
        enough = asyncio.Event()
        load = asyncio.create_task(stream(world, enough))
        admin = ("admin", ("admin", world.root))
        try:
            await until("the first counts", world.board, lambda board: board["total"]["approved"] > 0)
            changes = reform(world)
            for _ in range(2):  # what is made already is left alone
                made = await world.must("POST", "submission", "/units/changes", *admin, json={"changes": changes})
                assert made["state"] == "made"
            districts = list(world.uppers)
            for change in changes:
                world.units.setdefault(change["code"], {"sector": "other", "ownership": "state"}).update(change)
            world.uppers += [change["code"] for change in changes if change.get("level") == "upper"]
            before = len(world.told)
            await until("more after the reform", lambda: _count(world), lambda count: count > before + crowd.CHUNK)
        finally:
            enough.set()
            await load
            await asyncio.to_thread(second.stop)
        await world.boards_agree()
        rows = await world.rows()
        assert all(rows[district]["submitted"] == 0 for district in districts)
        wards = [code for code in world.uppers if code not in districts]
        assert sum(rows[ward]["submitted"] for ward in wards) == rows[world.root]["submitted"] == len(world.told)


async def _count(world: World) -> int:
    return len(world.told)
