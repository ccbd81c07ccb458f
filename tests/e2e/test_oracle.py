"""The comparison the other tests rest on can fail."""

import pytest

from deploy.local.stack import Stack
from shared.mongo import Mongo
from tests.e2e.world import World


async def test_one_wrong_cell_does_not_go_unnoticed(system: Stack) -> None:
    store = Mongo(system.mongo_url, "sangkien-ranking", app_name="e2e")
    async with World(system) as world:
        await world.approve(await world.submit(world.bases[0]))
        await world.boards_agree()
        cell = {"_id": {"$regex": f"/{world.programme}/{world.uppers[0]}/all$"}}
        done = await store.db["cells"].update_one(cell, {"$inc": {"total.points": 1}})
        assert done.modified_count == 1
        revision = {"_id": {"$regex": f"/{world.programme}$"}}
        assert (await store.db["heads"].update_one(revision, {"$inc": {"revision": 1}})).modified_count == 1
        with pytest.raises(AssertionError, match="'points': 19"):
            await world.boards_agree(seconds=1)
    store.close()
