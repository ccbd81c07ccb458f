"""Outboxes and relays on a real broker and store: nothing lost, versions in order, one writer of compacted topics."""

import asyncio
import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from deploy.local.stack import Stack
from shared.events.reading import ROLL_KEY
from shared.events.topics import Kept, Topic
from shared.messaging import outbox
from shared.messaging.broker import AIOKafkaProducer, TopicPartition, make_plain_consumer
from shared.messaging.compacted_relay import CompactedRelay, make_relay
from shared.messaging.lease import Lease
from shared.messaging.outbox import Outbox
from shared.messaging.relay import KeptRelay
from shared.mongo import Index, Mongo
from shared.refusals import Stale
from tests.messaging.ledger import CountedData, counted, eventually, new_topic
from tests.patience import patience

COLLECTION = "things"
PENDING_INDEX = Index(COLLECTION, (("outbox.at", 1),), sparse=True)


async def write(mongo: Mongo, topic: Topic, key: str, versions: range) -> None:
    for version in versions:
        entries = [counted(topic, key, version, version)]
        if version == 1:
            await outbox.insert(mongo.db[COLLECTION], key, {"version": 1}, entries)
        else:
            await outbox.update(mongo.db[COLLECTION], key, version - 1, {"version": version}, entries)


async def published(stack: Stack, topic: Topic) -> dict[str, list[int]]:
    """The versions of each key in the order they lie, repeats included; null records as 0."""
    reader = make_plain_consumer(stack.kafka_bootstrap)
    await reader.start()
    places = [TopicPartition(topic.name, n) for n in range(topic.partitions)]
    reader.assign(places)
    ends = await reader.end_offsets(places)
    await reader.seek_to_beginning(*places)
    found: dict[str, list[int]] = {}
    while any([await reader.position(tp) < ends[tp] for tp in places]):
        for records in (await reader.getmany(timeout_ms=300)).values():
            for r in records:
                version = 0 if r.value is None else CountedData.model_validate_json(_data(r.value)).version
                found.setdefault(r.key.decode(), []).append(version)
    await reader.stop()
    return found


def _data(body: bytes) -> str:
    return json.dumps(json.loads(body)["data"])


async def drained(mongo: Mongo) -> bool:
    return await mongo.db[COLLECTION].count_documents({"outbox.0": {"$exists": True}}) == 0


async def test_an_update_of_what_changed_meanwhile_is_stale(mongo: Mongo, stack: Stack) -> None:
    topic = await new_topic(stack.kafka_bootstrap, 1)
    await write(mongo, topic, "a", range(1, 3))
    with pytest.raises(Stale):
        await outbox.update(mongo.db[COLLECTION], "a", 1, {"version": 2}, [counted(topic, "a", 2, 0)])
    doc = await mongo.db[COLLECTION].find_one({"_id": "a"})
    assert doc is not None
    assert (doc["revision"], [e["version"] for e in doc["outbox"]]) == (2, [1, 2])


async def test_a_write_without_events_moves_the_revision_alone(mongo: Mongo) -> None:
    await outbox.insert(mongo.db[COLLECTION], "a", {"version": 0}, [])
    await outbox.update(mongo.db[COLLECTION], "a", 1, {"note": "x"}, [])
    doc = await mongo.db[COLLECTION].find_one({"_id": "a"})
    assert doc == {"_id": "a", "version": 0, "note": "x", "revision": 2, "outbox": []}


async def test_two_relays_publish_every_version_in_order(stack: Stack, mongo: Mongo) -> None:
    await mongo.ensure_indexes([PENDING_INDEX])
    topic = await new_topic(stack.kafka_bootstrap)
    relays = [KeptRelay(mongo, Outbox(COLLECTION, topic), stack.kafka_bootstrap, lease_seconds=0.3) for _ in range(2)]
    for relay in relays:
        await relay.start()
    await asyncio.gather(*(write(mongo, topic, f"k{n}", range(1, 21)) for n in range(25)))
    await eventually(lambda: drained(mongo))
    assert await relays[0].backlog() == (0, 0.0)
    for relay in relays:
        await relay.stop()
    for versions in (await published(stack, topic)).values():
        firsts = [v for i, v in enumerate(versions) if v not in versions[:i]]
        assert firsts == list(range(1, 21))


async def test_a_relay_that_dies_between_publishing_and_pulling_publishes_again(stack: Stack, mongo: Mongo) -> None:
    topic = await new_topic(stack.kafka_bootstrap, 1)
    await write(mongo, topic, "a", range(1, 4))

    class Dies(KeptRelay):
        async def _pull(self, done: object) -> None:
            raise asyncio.CancelledError

    dying = Dies(mongo, Outbox(COLLECTION, topic), stack.kafka_bootstrap, lease_seconds=0.2)
    await dying.start()
    await eventually(lambda: _has(stack, topic, "a", 3))
    await dying.stop(timeout=0.1)
    relay = KeptRelay(mongo, Outbox(COLLECTION, topic), stack.kafka_bootstrap)
    await relay.start()
    await eventually(lambda: drained(mongo))
    await relay.stop()
    assert (await published(stack, topic))["a"] == [1, 2, 3, 1, 2, 3]


async def test_stopping_publishes_what_is_out_first(stack: Stack, mongo: Mongo) -> None:
    topic = await new_topic(stack.kafka_bootstrap, 1)
    relay = KeptRelay(mongo, Outbox(COLLECTION, topic), stack.kafka_bootstrap)
    await relay.start()
    await write(mongo, topic, "a", range(1, 3))
    await relay.stop()
    assert await drained(mongo)
    assert (await published(stack, topic))["a"] == [1, 2]


async def test_a_relay_waits_for_a_broker_that_is_away(mongo: Mongo, stack: Stack) -> None:
    topic = await new_topic(stack.kafka_bootstrap, 1)
    relay = KeptRelay(mongo, Outbox(COLLECTION, topic), "127.0.0.1:9")
    await relay.start()
    await write(mongo, topic, "a", range(1, 2))
    beat = relay.beat

    async def waits() -> bool:
        count, age = await relay.backlog()
        assert count == 1
        return age > 1 and relay.beat > beat

    await eventually(waits)
    await relay.stop(timeout=1)


async def test_a_compacted_relay_rolls_its_partitions_and_carries_tombstones(stack: Stack, mongo: Mongo) -> None:
    topic = await new_topic(stack.kafka_bootstrap, 3, Kept.COMPACTED)
    relay = make_relay(mongo, Outbox(COLLECTION, topic), stack.kafka_bootstrap)
    assert isinstance(relay, CompactedRelay)
    await write(mongo, topic, "a", range(1, 3))
    gone = outbox.tombstone_entry(topic, subject="a", version=3, at=datetime.now(UTC))
    await outbox.update(mongo.db[COLLECTION], "a", 2, {"version": 3}, [gone])
    await relay.start()
    await eventually(lambda: drained(mongo))
    await relay.stop()
    assert await published(stack, topic) == {ROLL_KEY: [0, 0, 0], "a": [1, 2, 0]}


async def test_a_fenced_relay_cannot_land_an_old_state_after_a_newer_one(stack: Stack, mongo: Mongo) -> None:
    topic = await new_topic(stack.kafka_bootstrap, 1, Kept.COMPACTED)
    holding, go_on = asyncio.Event(), asyncio.Event()

    class Stalls(CompactedRelay):
        async def _send_all(self, producer: AIOKafkaProducer, events: list[dict[str, object]]) -> None:
            if not go_on.is_set():
                holding.set()
                await go_on.wait()
            await super()._send_all(producer, events)

    await write(mongo, topic, "a", range(1, 2))
    stalled = Stalls(mongo, Outbox(COLLECTION, topic), stack.kafka_bootstrap, lease_seconds=0.3)
    await stalled.start()
    await asyncio.wait_for(holding.wait(), patience(10))
    await asyncio.sleep(0.5)
    await write(mongo, topic, "a", range(2, 4))
    other = CompactedRelay(mongo, Outbox(COLLECTION, topic), stack.kafka_bootstrap, lease_seconds=0.3)
    await other.start()
    await eventually(lambda: drained(mongo))
    go_on.set()
    await asyncio.sleep(1.0)
    await other.stop()
    await write(mongo, topic, "a", range(4, 5))
    await eventually(lambda: drained(mongo))
    await stalled.stop()
    assert (await published(stack, topic))["a"] == [1, 2, 3, 4]


async def test_only_one_holds_a_lease_until_it_runs_out(mongo: Mongo) -> None:
    name = uuid4().hex
    first, second = Lease(mongo.db, name, seconds=patience(0.5)), Lease(mongo.db, name, seconds=patience(30))
    assert await first.hold()
    assert not await second.hold()
    await eventually(second.hold)
    assert not await first.hold()
    await second.release()
    assert await first.hold()


async def _has(stack: Stack, topic: Topic, key: str, count: int) -> bool:
    return len((await published(stack, topic)).get(key, [])) >= count
