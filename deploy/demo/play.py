"""Plays a plan through the public APIs, several stories at once, each in its own order."""

import asyncio

from deploy.demo.client import Client
from deploy.demo.plan import Plan
from deploy.demo.play_setup import Advance, Ids
from deploy.demo.play_story import Player

AT_ONCE = 8


async def play(client: Client, plan: Plan, ids: Ids, advance: Advance) -> None:
    """Every story; the first that fails ends the others and is raised."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(player: Player) -> None:
        async with gate:
            await player.play()
            advance()

    try:
        async with asyncio.TaskGroup() as group:
            for story in plan.stories:
                group.create_task(one(Player(client, plan, ids, story)))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
