"""Kafka is away while authors submit: nothing is refused, nothing is lost."""

from typing import Any

import httpx
import pytest

from deploy.local.stack import Stack
from tests.e2e.waiting import start, take_away, until
from tests.e2e.world import World

pytestmark = pytest.mark.stops_parts


async def test_what_is_submitted_while_kafka_is_away_follows_when_it_is_back(system: Stack) -> None:
    async with World(system) as world:
        await world.submit(world.bases[0], "before")
        await world.boards_agree()
        try:
            await take_away(system.kafka, system.ports.kafka)
            for n in range(6):
                await world.submit(world.bases[n % 2], f"during{n}")
            health = await until(
                "submission ready, and degraded", lambda: readiness(world), lambda h: h["status"] == "degraded"
            )
            assert health["code"] == 200
            assert any("initiatives" in reason for reason in health["reasons"].values()), health
            shown = await world.rows()
            assert shown[world.root]["submitted"] == 1, "no event can have passed while Kafka is away"
            late = await world.submit(world.bases[1], "late")
        finally:
            await start(system.kafka)
        await world.boards_agree()
        await world.approve(late)
        await world.boards_agree()
        await until("ready again", lambda: readiness(world), lambda h: h["status"] == "ready")


async def readiness(world: World) -> dict[str, Any]:
    """What submission says of itself."""
    try:
        answer = await world.http.get(f"{world.system.url('submission')}/health/ready")
    except httpx.HTTPError as error:
        return {"status": repr(error), "code": None, "reasons": {}}
    body: dict[str, Any] = answer.json()
    return {**body, "code": answer.status_code}
