"""An administrator freezes a window over HTTP, and anyone checks the file with keys of their own."""

import asyncio
import json
import sys
from pathlib import Path

from deploy.local.processes import ROOT
from deploy.local.stack import Stack
from tests.e2e.world import World
from tests.patience import patience


async def test_a_window_is_frozen_downloaded_and_verified(system: Stack, tmp_path: Path) -> None:
    async with World(system, uppers=1, bases=1) as world:
        one = await world.submit(world.bases[0])
        await world.approve(one)
        await world.boards_agree()
        body = {"programme": world.programme, "window": world.last_month}
        admin = ("admin", ("admin", world.root))
        leader = await world.call("POST", "ranking", "/snapshots", "l", ("leader", world.root), json=body)
        assert leader.status_code == 403
        early = await world.call("POST", "ranking", "/snapshots", *admin, json={**body, "window": "all"})
        assert (early.status_code, early.json()["type"]) == (409, "urn:sangkien:problem:window-not-over")
        made = await world.must("POST", "ranking", "/snapshots", *admin, json=body)
        again = await world.call("POST", "ranking", "/snapshots", *admin, json=body)
        assert again.json()["type"] == "urn:sangkien:problem:already-frozen"
        identity = made["header"]["id"]
        whole = await world.must("GET", "ranking", f"/snapshots/{identity}", "onlooker")
        keys = await world.must("GET", "ranking", "/snapshots/keys", "onlooker")
        later = await world.must("GET", "ranking", f"/snapshots/{identity}/difference", "onlooker")
        assert later == {"items": []}
        file, trusted = tmp_path / "snapshot.json", tmp_path / "keys.json"
        file.write_text(json.dumps(whole))
        trusted.write_text(json.dumps(keys))
        assert await verified(file, trusted) == 0
        whole["header"]["window"] = "all"
        file.write_text(json.dumps(whole))
        assert await verified(file, trusted) == 1


async def verified(file: Path, keys: Path) -> int:
    """The exit code of the command."""
    argv = (sys.executable, "-m", "services.ranking", "verify", str(file), "--keys", str(keys))
    process = await asyncio.create_subprocess_exec(*argv, cwd=ROOT)
    return await asyncio.wait_for(process.wait(), patience(30))
