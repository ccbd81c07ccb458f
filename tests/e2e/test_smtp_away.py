"""The mail server is away, or says to come again later: notify goes on, and each mail arrives once."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local.mail import MODE_FILE
from deploy.local.stack import Stack
from tests.e2e.waiting import start, stop, until
from tests.e2e.world import Json, World

pytestmark = pytest.mark.stops_parts

PEOPLE = 5


async def test_mails_wait_for_the_mail_server_and_arrive_once(system: Stack) -> None:
    log = system.room.log("notify")
    async with World(system) as world:
        try:
            await stop(system.smtp)
            quiet = log.stat().st_size
            await commend(world)
            await until("every message made", world.messages, lambda found: len(found) == PEOPLE)
            await until("notify found no mail server", lambda: said_since(log, quiet), lambda s: "sender.pauses" in s)
            assert {m["state"] for m in await world.messages()} <= {"held", "queued"}
            answer = await world.http.get(f"{system.url('notify')}/health/ready")
            assert answer.status_code == httpx.codes.OK, answer.text
            live = await world.http.get(f"{system.url('notify')}/health/live")
            assert live.status_code == httpx.codes.OK, live.text
            assert not await world.mails()
        finally:
            await start(system.smtp)
        await all_arrive_once(world)


async def test_a_mail_refused_for_now_is_tried_again_until_it_is_taken(system: Stack, mode: "Mode") -> None:
    async with World(system) as world:
        mode.set({"rcpt": 451})
        await commend(world)
        await until("every message refused for now", world.messages, lambda found: tried(found, "451"))
        assert not await world.mails()
        mode.clear()
        await all_arrive_once(world)


async def test_a_recipient_refused_for_good_fails_alone(system: Stack, mode: "Mode") -> None:
    async with World(system) as world:
        mode.set({"rcpt": 550, "only": world.address("p0")})
        await commend(world)
        await until("one failed, the others sent", world.messages, lambda found: states(found) == FAILED_ALONE)
        (failed,) = [message for message in await world.messages() if message["state"] == "failed"]
        assert "550" in failed["reason"]
        assert failed["attempts"] == 1
        assert world.address("p0") not in {mail.to for mail in await world.mails()}


FAILED_ALONE = Counter({"sent": PEOPLE - 1, "failed": 1})


async def commend(world: World) -> None:
    """An approved initiative of each of some people."""
    for n in range(PEOPLE):
        await world.approve(await world.submit(world.bases[n % 2], f"p{n}"))


def tried(found: list[Json], why: str) -> bool:
    """Whether every message was tried at least once, and failed for this reason."""
    return len(found) == PEOPLE and all(m["attempts"] > 0 and why in (m["reason"] or "") for m in found)


async def said_since(log: Path, size: int) -> str:
    """What a log has got since it had this size."""
    return (await asyncio.to_thread(log.read_bytes))[size:].decode(errors="replace")


def states(found: list[Json]) -> Counter[str]:
    """How many messages are in which state."""
    return Counter(message["state"] for message in found)


async def all_arrive_once(world: World) -> None:
    """Every message is sent, and every person has one mail."""
    found = await until("every message sent", world.messages, lambda found: states(found) == Counter(sent=PEOPLE))
    received = Counter((mail.to, mail.message_id) for mail in await world.mails())
    assert set(received.values()) == {1}, received
    assert {id_ for _, id_ in received} == {message["message_id"] for message in found}
    assert {to for to, _ in received} == {world.address(f"p{n}") for n in range(PEOPLE)}


class Mode:
    """What the mail server is told to answer."""

    def __init__(self, system: Stack) -> None:
        self._path = system.mail_folder / MODE_FILE

    def set(self, mode: dict[str, int | str]) -> None:
        """From the next step on."""
        self._path.write_text(json.dumps(mode))

    def clear(self) -> None:
        """Ordinary answers again."""
        self._path.unlink(missing_ok=True)


@pytest.fixture
def mode(system: Stack) -> Iterator[Mode]:
    """The mail server's mode, ordinary again after the test."""
    mode = Mode(system)
    try:
        yield mode
    finally:
        mode.clear()
