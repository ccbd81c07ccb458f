"""Records that can never be applied: set aside with the reason, the rest goes on, people settle them by command."""

import asyncio
import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition  # type: ignore[import-untyped]

from deploy.local.root_unit import CODE as NATIONAL
from deploy.local.stack import Stack
from shared.events.decisions import DECISIONS
from shared.events.submissions import SUBMISSIONS
from shared.messaging.dead_letters import DEAD_LETTERS
from shared.mongo import Mongo
from tests.e2e.waiting import until
from tests.e2e.world import World
from tests.patience import patience

ROOT = Path(__file__).parents[2]
READERS = {SUBMISSIONS.name: ("review", "ranking", "notify"), DECISIONS.name: ("submission", "ranking", "notify")}


async def test_poison_is_set_aside_and_the_rest_goes_on(system: Stack) -> None:
    async with World(system) as world:
        before = await world.submit(world.bases[0], "before")
        await world.boards_agree()
        letters = [
            await put(system, SUBMISSIONS.name, before.id, b"\xff\xfe no event at all"),
            await put(system, DECISIONS.name, before.id, b'{"specversion": "1.0"}'),
            await put(system, SUBMISSIONS.name, *await forged(system, before.id)),
        ]
        await world.approve(before)
        after = await world.submit(world.bases[1], "after")
        await world.approve(after)
        await world.boards_agree()

        listed = await until(
            "all letters listed", lambda: listing(system), lambda text: all(x in text for x in letters)
        )
        assert "its source may not publish" in listed
        for letter in letters:
            await until(f"{letter} set aside by each reader", lambda x=letter: waiting_at(system, x), all)  # type: ignore[misc]

        code, said = await command(system, "replay", letters[0])
        assert code == 1, said
        assert "still" in said
        code, said = await command(system, "discard", letters[0])
        assert code == 0, f"a letter that cannot be replayed stays until it is discarded: {said}"
        left = await listing(system)
        assert letters[0] not in left
        assert letters[1] in left
        await world.boards_agree()


async def test_replaying_a_record_that_is_not_the_newest_changes_nothing(system: Stack) -> None:
    """An older program noted it as unreadable; by now it is readable, and long overtaken."""
    store = Mongo(system.mongo_url, "sangkien-ranking", app_name="e2e")
    async with World(system) as world:
        one = await world.submit(world.bases[1], "author")
        await world.approve(one)
        await world.boards_agree()
        letter = await noted(system, store, one.id)
        code, said = await command(system, "replay", letter)
        assert code == 0, said
        await world.boards_agree()
        doc = await store.db[DEAD_LETTERS].find_one({"_id": letter})
        assert doc is not None
        assert doc["state"] == "replayed"
        assert doc["by"].startswith("cli:")
    store.close()


async def test_administrators_settle_letters_over_http_and_the_letter_says_who(system: Stack) -> None:
    async with World(system) as world:
        one = await world.submit(world.bases[0])
        letter = await put(system, SUBMISSIONS.name, one.id, b"{}")
        admin = ("admin", NATIONAL)

        async def waiting(service: str) -> list[str]:
            body = await world.must("GET", service, "/dead-letters", "operator", admin, params={"limit": "200"})
            return [item["id"] for item in body["items"]]

        for service in READERS[SUBMISSIONS.name]:
            await until("the letter over HTTP", lambda s=service: waiting(s), lambda ids: letter in ids)  # type: ignore[misc]
        for grants in ((("admin", world.root),), (("leader", NATIONAL),), ()):
            for path in ("", f"/{letter}/replay", f"/{letter}/discard"):
                method = "POST" if path else "GET"
                refused = await world.call(method, "review", f"/dead-letters{path}", "stranger", *grants)
                assert refused.status_code == 403, refused.text
        again = await world.call("POST", "review", f"/dead-letters/{letter}/replay", "operator", admin)
        assert (again.status_code, again.json()["type"]) == (409, "urn:sangkien:problem:dead-letter-still-invalid")
        settled = await world.must("POST", "review", f"/dead-letters/{letter}/discard", "operator", admin)
        me = await world.must("GET", "submission", "/me", "operator", admin)
        assert (settled["state"], settled["by"]) == ("discarded", me["id"])
        twice = await world.call("POST", "review", f"/dead-letters/{letter}/discard", "operator", admin)
        assert (twice.status_code, twice.json()["type"]) == (409, "urn:sangkien:problem:dead-letter-settled")
        unknown = await world.call("POST", "review", "/dead-letters/none/replay", "operator", admin)
        assert unknown.status_code == 404
        assert letter in await waiting("ranking"), "each service settles its own"
        await world.boards_agree()


async def forged(system: Stack, key: str) -> tuple[str, bytes]:
    """Key and value of an initiative that, were it believed, would count; but review cannot submit one."""
    genuine = (await first_record(system, key)).value
    made = str(uuid.uuid4())
    value = genuine.replace(key.encode(), made.encode()).replace(b'"/submission"', b'"/review"')
    assert value != genuine.replace(key.encode(), made.encode())
    return made, value


async def waiting_at(system: Stack, letter: str) -> list[bool]:
    """Whether each service that reads the topic has set the record aside."""
    seen = []
    for service in READERS[letter.rsplit("-", 2)[0]]:
        store = Mongo(system.mongo_url, f"sangkien-{service}", app_name="e2e")
        seen.append(await store.db[DEAD_LETTERS].find_one({"_id": letter}) is not None)
        store.close()
    return seen


async def put(system: Stack, topic: str, key: str, value: bytes) -> str:
    """Put a record on a topic behind every service's back; the id its dead letter will have."""
    producer = AIOKafkaProducer(bootstrap_servers=system.kafka_bootstrap)
    await producer.start()
    try:
        sent = await producer.send_and_wait(topic, value, key=key.encode())
    finally:
        await producer.stop()
    return f"{sent.topic}-{sent.partition}-{sent.offset}"


async def first_record(system: Stack, key: str) -> Any:
    """The first record of this key on `submissions`, as it lies there."""
    reader = AIOKafkaConsumer(bootstrap_servers=system.kafka_bootstrap, auto_offset_reset="earliest")
    await reader.start()
    try:
        reader.assign([TopicPartition(SUBMISSIONS.name, n) for n in range(SUBMISSIONS.partitions)])
        async with asyncio.timeout(patience(20)):
            async for raw in reader:
                if raw.key == key.encode():
                    return raw
    finally:
        await reader.stop()


async def noted(system: Stack, store: Mongo, key: str) -> str:
    """A note that ranking set aside the first record of this key on `submissions`."""
    raw = await first_record(system, key)
    letter = f"{raw.topic}-{raw.partition}-{raw.offset}"
    place = {"topic": raw.topic, "partition": raw.partition, "offset": raw.offset}
    told = {"group": "ranking", "state": "waiting", "key": key, "reason": "unreadable", "error": "", "attempts": 1}
    await store.db[DEAD_LETTERS].insert_one({"_id": letter, "at": datetime.now(UTC), **place, **told})
    return letter


async def listing(system: Stack) -> str:
    """What `dead-letters list` of ranking prints."""
    code, said = await command(system, "list")
    assert code == 0, said
    return said


async def command(system: Stack, *words: str) -> tuple[int, str]:
    """`python -m services.ranking dead-letters …`, as an administrator would type it beside the running service."""
    argv = [sys.executable, "-m", "services.ranking", "dead-letters", *words]
    env = {**os.environ, **system.services["ranking"].env, "COLUMNS": "400"}
    process = await asyncio.create_subprocess_exec(
        *argv, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), patience(30))
    return process.returncode or 0, said.decode()
