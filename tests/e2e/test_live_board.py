"""A live board: the whole of it first, then what changed; whoever comes again goes on where they were."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from deploy.local.stack import Stack
from tests.e2e.world import Json, World
from tests.patience import patience

SECONDS = 10


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    name: str
    id: str
    data: Json


async def test_a_live_board_shows_a_snapshot_then_changed_rows_and_can_be_taken_up_again(system: Stack) -> None:
    async with World(system) as world:
        first, second = world.bases
        await world.approve(await world.submit(first))
        one = await world.submit(first)
        await world.boards_agree()
        async with listening(world) as events:
            snapshot = await following(events)
            assert snapshot.name == "snapshot"
            assert {row["unit"] for row in snapshot.data["rows"]} == {first, second}
            await world.approve(one)
            change = await until_points(events, first, 36)
            assert {row["unit"] for row in change.data["rows"]} == {first}, "only rows that changed"
            assert change.data["total"]["points"] == 36
        other = await world.submit(second, "other")
        async with listening(world, after=change.id) as events:
            missed = await following(events)
            assert missed.name == "rows", "the one event missed is given alone"
            assert [row["unit"] for row in missed.data["rows"]] == [second]
            await world.approve(other)
            await until_points(events, second, 13)
        async with listening(world, after="0.never") as events:
            whole = await following(events)
            assert whole.name == "snapshot", "an unknown place gets the whole board"
            assert {row["unit"]: row["points"] for row in whole.data["rows"]} == {first: 36, second: 13}
        await world.boards_agree()


async def until_points(events: AsyncIterator[Event], unit: str, points: int) -> Event:
    """The first `rows` event that gives the unit these points."""
    seen = []
    async with asyncio.timeout(patience(SECONDS)):
        async for event in events:
            seen.append(event)
            if any(row["unit"] == unit and row["points"] == points for row in event.data.get("rows", ())):
                assert event.name == "rows"
                return event
    raise AssertionError(f"{unit} never came to {points} points: {seen}")


async def following(events: AsyncIterator[Event]) -> Event:
    """The next event."""
    async with asyncio.timeout(patience(SECONDS)):
        return await anext(events)


@asynccontextmanager
async def listening(world: World, after: str | None = None) -> AsyncIterator[AsyncIterator[Event]]:
    """The upper unit's board as a stream."""
    url = f"{world.system.url('ranking')}/boards/{world.programme}/stream"
    headers = {"Last-Event-ID": after} if after else {}
    async with world.http.stream("GET", url, params={"unit": world.uppers[0]}, headers=headers) as answer:
        assert answer.status_code == httpx.codes.OK
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield parsed(answer)


async def parsed(answer: httpx.Response) -> AsyncIterator[Event]:
    """Events as the HTML standard reads them; comments are passed over."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if not line and fields:
            yield Event(fields["event"], fields["id"], json.loads(fields["data"]))
            fields = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
