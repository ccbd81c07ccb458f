"""Boards live and boards rebuilt from the log are the same bytes; events that come meanwhile are not lost."""

import asyncio
import json
import os
import sys
from typing import Any

from deploy.local.processes import ROOT
from deploy.local.services import Addresses
from deploy.local.stack import Stack
from tests.e2e import crowd
from tests.e2e.waiting import until
from tests.e2e.world import World
from tests.patience import patience

INITIATIVES = 60
REBUILD_SECONDS = 60


async def boards(world: World) -> dict[str, str]:
    """Every board's content, without its revision."""
    found = {}
    for unit in (world.root, *world.uppers):
        board = dict(await world.board(unit))
        board.pop("revision")
        found[unit] = json.dumps(board, ensure_ascii=False)
    return found


async def rebuilt(system: Stack) -> str:
    """Run the command as an operator would; what it printed."""
    addresses = Addresses(system.kafka_bootstrap, system.mongo_url, system.issuer, system.smtp_port)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "services.ranking", "rebuild"),
        cwd=ROOT,
        env={**os.environ, **addresses.env()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await asyncio.wait_for(process.communicate(), patience(REBUILD_SECONDS))
    assert process.returncode == 0, told.decode()
    return told.decode()


async def test_boards_live_and_rebuilt_are_equal_and_what_comes_meanwhile_is_counted(system: Stack) -> None:
    async with World(system, uppers=2, bases=2) as world:
        told = await crowd.submissions(world, INITIATIVES)
        await crowd.decisions(world, told[::2])
        await world.boards_agree()
        live = await boards(world)
        assert "đã dựng lại" in (await rebuilt(system)).lower()
        assert await boards(world) == live
        more, _ = await asyncio.gather(crowd.submissions(world, INITIATIVES), rebuilt(system))
        await crowd.decisions(world, more[::2])
        await world.boards_agree()


async def test_a_new_policy_changes_the_points_and_a_rebuild_changes_nothing_more(system: Stack) -> None:
    async with World(system, uppers=1, bases=2) as world:
        told = await crowd.submissions(world, 20)
        await crowd.decisions(world, told)
        await world.boards_agree()
        before = await world.board()
        path = f"/programmes/{world.programme}"
        admin = ("admin", ("admin", world.root))
        standing = await world.call("GET", "submission", path, *admin)
        body: dict[str, Any] = standing.json()
        doubled = {level: {kind: 2 * n for kind, n in kinds.items()} for level, kinds in body["policy"]["base"].items()}
        wanted = {name: body[name] for name in body.keys() - {"id", "version", "revision"}}
        wanted["policy"] = {**body["policy"], "version": body["policy"]["version"] + 1, "base": doubled}
        headers = {"If-Match": standing.headers["ETag"]}
        await world.must("PUT", "submission", path, *admin, json=wanted, headers=headers)

        async def shown() -> int:
            return int((await world.board())["policy_version"])

        await until("the new policy", shown, lambda version: version == before["policy_version"] + 1)
        after = await world.board()
        assert after["total"]["points"] > before["total"]["points"]
        assert after["total"]["approved"] == before["total"]["approved"]
        live = await boards(world)
        await rebuilt(system)
        assert await boards(world) == live
