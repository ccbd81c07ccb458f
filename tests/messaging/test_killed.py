"""A reader that is killed in the middle of a transaction, and the check of what the broker holds."""

import asyncio
import sys
from uuid import uuid4

from deploy.local.stack import Stack
from deploy.topics import create_topics
from shared.events import ALL_TOPICS
from shared.events.topics import Kept, Topic
from shared.messaging.reader import Reader
from shared.messaging.topics_check import differences
from shared.mongo import Mongo
from tests.messaging.ledger import Ledger, eventually, new_topic, produce
from tests.messaging.test_reading import TOTAL, all_there, everything
from tests.patience import patience


async def test_a_kill_in_mid_transaction_leaves_every_effect_exactly_once(stack: Stack, mongo: Mongo) -> None:
    topic, group = await new_topic(stack.kafka_bootstrap), uuid4().hex
    await produce(stack.kafka_bootstrap, topic, everything(topic))
    member = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.messaging.member"),
        *(stack.kafka_bootstrap, stack.mongo_url, mongo.db.name, topic.name, group),
        stdout=asyncio.subprocess.PIPE,
    )
    assert member.stdout is not None
    for _ in range(4):
        line = await asyncio.wait_for(member.stdout.readline(), patience(20))
        while b"in transaction" not in line:
            line = await asyncio.wait_for(member.stdout.readline(), patience(20))
    member.kill()
    await member.wait()
    ledger = Ledger(mongo)
    assert not await all_there(ledger)
    reader = Reader("review", stack.kafka_bootstrap, mongo, ledger.consumer(topic, group))
    await reader.start()
    await eventually(lambda: all_there(ledger), 50)
    await reader.stop()
    assert await ledger.total() == TOTAL


async def test_topics_as_declared_show_no_difference(stack: Stack) -> None:
    assert await differences(stack.kafka_bootstrap, ALL_TOPICS) == []


async def test_a_topic_that_is_missing_or_different_is_named(stack: Stack) -> None:
    name = f"test.{uuid4().hex[:10]}.v1"
    await create_topics(stack.kafka_bootstrap, [Topic(name, 2, Kept.THIRTY_DAYS)])
    found = await differences(
        stack.kafka_bootstrap, [Topic(name, 3, Kept.FOR_EVER), Topic("test.none", 1, Kept.FOR_EVER)]
    )
    assert found == [
        "test.none does not exist",
        f"{name} has 2 partitions, not 3",
        f"{name} has retention.ms=2592000000, not -1",
    ]
