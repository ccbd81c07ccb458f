"""SIGKILL in the middle of the work, and started again: boards and mails as if nothing had happened."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from deploy.local.stack import Stack
from tests.e2e import crowd
from tests.e2e.waiting import kill, start, until
from tests.e2e.world import World

pytestmark = pytest.mark.stops_parts

INITIATIVES = 300
"""With a decision on each: 600 events."""
SOME = 8
"""So much of the work is seen done before the kill."""
SENDERS = 4
"""Connections notify sends over: so many mails may be in flight when it is killed."""


async def test_killed_services_lose_nothing_and_count_nothing_twice(system: Stack) -> None:
    async with World(system, uppers=2, bases=2) as world:

        async def submitted() -> int:
            return int((await world.board())["total"]["submitted"])

        async def decided() -> int:
            return sum(one.state != "pending" for one in world.told.values())

        async def decisions_shown() -> int:
            total = (await world.board())["total"]
            return int(total["approved"] + total["returned"] + total["rejected"])

        async def mailed() -> int:
            return len(await world.mails())

        killed = asyncio.Event()
        sending = asyncio.create_task(crowd.submissions(world, INITIATIVES, the_last_after=killed))
        await kill_at_work(world, "ranking", submitted, killed)
        told = await sending
        await world.boards_agree()
        thirds = [list(part) for part in (told[0::3], told[1::3], told[2::3])]
        works = (("review", decided), ("ranking", decisions_shown), ("notify", mailed))
        for (service, progress), third in zip(works, thirds, strict=True):
            killed = asyncio.Event()
            deciding = asyncio.create_task(crowd.decisions(world, third, the_last_after=killed))
            await kill_at_work(world, service, progress, killed)
            await deciding
            await world.boards_agree()
        await every_mail_once(world)


async def kill_at_work(
    world: World, service: str, progress: Callable[[], Awaitable[int]], killed: asyncio.Event
) -> None:
    """Kill a service when some of the work is seen done; the last of it waits for that. Start it again."""
    before = await progress()
    await until(f"{service} at work", progress, lambda number: number >= before + SOME)
    await kill(world.system.services[service])
    killed.set()
    await start(world.system.services[service])


async def every_mail_once(world: World) -> None:
    """One mail an initiative; the few in flight at the kill may have come twice, recognisably the same."""
    wanted = Counter(sent=INITIATIVES)
    found = await until(
        "every message sent", world.messages, lambda found: Counter(m["state"] for m in found) == wanted
    )
    received = Counter(mail.message_id for mail in await world.mails())
    assert set(received) == {message["message_id"] for message in found}
    repeated = {id_: times for id_, times in received.items() if times > 1}
    assert len(repeated) <= SENDERS
    assert all(times == 2 for times in repeated.values()), repeated
