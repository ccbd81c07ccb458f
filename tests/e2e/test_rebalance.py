"""A second ranking process joins and leaves under load: the partitions wander, the boards stay right."""

import asyncio

import pytest

from deploy.local.stack import Stack
from shared.mongo import Mongo
from tests.e2e import crowd
from tests.e2e.waiting import start, stop, until
from tests.e2e.world import World

pytestmark = pytest.mark.stops_parts

ROUND = 30
"""Initiatives between two looks at whether to go on."""


async def test_boards_stay_right_while_partitions_change_hands(system: Stack) -> None:
    store = Mongo(system.mongo_url, "sangkien-ranking", app_name="e2e")

    async def owners() -> set[str]:
        """Who last claimed a partition of what was submitted."""
        docs = await store.db["partitions"].find({"_id": {"$regex": "submissions"}}).to_list(None)
        return {str(doc["owner"]) for doc in docs}

    async with World(system, uppers=2, bases=2) as world:
        second = system.another("ranking")
        enough = asyncio.Event()
        load = asyncio.create_task(stream(world, enough))
        try:
            await until("the first counts", world.board, lambda board: board["total"]["submitted"] > 0)
            await start(second)
            await until("two processes share the partitions", owners, lambda seen: len(seen) == 2)
            await stop(second)
            await until("one has them all again", owners, lambda seen: len(seen) == 1)
        finally:
            enough.set()
            await asyncio.to_thread(second.stop)
            await load
        await world.boards_agree()
    store.close()


async def stream(world: World, enough: asyncio.Event) -> None:
    """Submissions and decisions, until it is enough."""
    while not enough.is_set():
        await crowd.decisions(world, await crowd.submissions(world, ROUND))
