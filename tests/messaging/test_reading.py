"""Batches on a real broker and store: effects are exact whatever happens on the way."""

import asyncio
import random
from uuid import uuid4

import pytest

from deploy.local.stack import Stack
from shared.events.topics import Topic, dead_letters_of
from shared.messaging.broker import ConsumerRecord, TopicPartition, make_plain_consumer, start_producer
from shared.messaging.consumer import Batch
from shared.messaging.dead_letters import InvalidRecord, LetterSettled, discard, list_letters
from shared.messaging.partitions import PARTITIONS, exclude
from shared.messaging.reader import Reader
from shared.messaging.replay import StillInvalid, replay
from shared.mongo import Document, Mongo, PyMongoError, Session
from tests.messaging.ledger import Ledger, counted, eventually, new_topic, produce

KEYS = 40
VERSIONS = 10


def everything(topic: Topic) -> list[Document]:
    return [counted(topic, f"k{k}", v, v * (k + 1)) for v in range(1, VERSIONS + 1) for k in range(KEYS)]


TOTAL = sum(VERSIONS * (k + 1) for k in range(KEYS))


def reader_of(stack: Stack, ledger: Ledger, topic: Topic, group: str, max_records: int = 100) -> Reader:
    return Reader("review", stack.kafka_bootstrap, ledger.mongo, ledger.consumer(topic, group, max_records))


async def all_there(ledger: Ledger) -> bool:
    facts = await ledger.facts()
    return len(facts) == KEYS and set(facts.values()) == {VERSIONS}


async def test_injected_errors_lose_nothing_and_count_nothing_twice(stack: Stack, mongo: Mongo) -> None:
    chance = random.Random(7)

    async def fail_sometimes() -> None:
        if chance.random() < 0.25:
            raise PyMongoError("injected")

    topic, group = await new_topic(stack.kafka_bootstrap), uuid4().hex
    ledger = Ledger(mongo, fail_sometimes)
    await produce(stack.kafka_bootstrap, topic, everything(topic))
    reader = reader_of(stack, ledger, topic, group, max_records=50)
    await reader.start()
    await eventually(lambda: all_there(ledger))
    await eventually(lambda: _is(reader.lag(), 0))
    await reader.stop()
    assert await ledger.total() == TOTAL
    assert ledger.attempts > KEYS * VERSIONS / 50


async def test_a_reader_that_comes_back_goes_on_where_it_stopped(stack: Stack, mongo: Mongo) -> None:
    topic, group, ledger = await new_topic(stack.kafka_bootstrap), uuid4().hex, Ledger(mongo)
    half = len(everything(topic)) // 2
    first, second = everything(topic)[:half], everything(topic)[half:]
    await produce(stack.kafka_bootstrap, topic, first)
    reader = reader_of(stack, ledger, topic, group)
    await reader.start()
    await eventually(lambda: _is(_version_of(ledger, "k0"), VERSIONS // 2))
    await eventually(lambda: _is(reader.lag(), 0))
    await reader.stop()
    before = ledger.attempts
    await produce(stack.kafka_bootstrap, topic, second)
    reader = reader_of(stack, ledger, topic, group, max_records=1000)
    await reader.start()
    await eventually(lambda: all_there(ledger))
    await reader.stop()
    assert await ledger.total() == TOTAL
    assert ledger.attempts > before


async def test_two_readers_share_the_partitions_and_one_leaves(stack: Stack, mongo: Mongo) -> None:
    async def slowly() -> None:
        await asyncio.sleep(0.05)

    topic, group, ledger = await new_topic(stack.kafka_bootstrap), uuid4().hex, Ledger(mongo, slowly)
    events = everything(topic)
    await produce(stack.kafka_bootstrap, topic, events[:200])
    first, second = (reader_of(stack, ledger, topic, group, max_records=5) for _ in range(2))
    await first.start()
    await eventually(lambda: _at_least(_count(ledger), 5))
    await second.start()
    await produce(stack.kafka_bootstrap, topic, events[200:300])

    async def shared() -> bool:
        """Old events come again meanwhile: a reader claims with the first that it is given."""
        await produce(stack.kafka_bootstrap, topic, events[:20])
        return await _owners(mongo, group) == 2

    await eventually(shared)
    await produce(stack.kafka_bootstrap, topic, events[300:])
    await first.stop()
    await eventually(lambda: all_there(ledger))
    await second.stop()
    assert await ledger.total() == TOTAL


async def test_poison_at_start_middle_and_end_is_set_aside_and_the_rest_goes_on(stack: Stack, mongo: Mongo) -> None:
    topic, group, ledger = await new_topic(stack.kafka_bootstrap, 1), uuid4().hex, Ledger(mongo)
    poison: Document = {"key": "poison", "body": b"\xff not an event"}
    good = everything(topic)
    places = await produce(stack.kafka_bootstrap, topic, [poison, *good[:200], poison, *good[200:], poison])
    reader = reader_of(stack, ledger, topic, group)
    await reader.start()
    await eventually(lambda: all_there(ledger))
    await eventually(lambda: _is(reader.lag(), 0))
    await reader.stop()
    letters = await list_letters(mongo.db)
    assert [(d["partition"], d["offset"]) for d in letters] == [places[0], places[201], places[-1]]
    assert {d["reason"] for d in letters} == {"unreadable"}
    assert await ledger.total() == TOTAL
    sent = await _read_all(stack, dead_letters_of("review").name)
    ours = [r for r in sent if dict(r.headers)["origin_topic"] == topic.name.encode()]
    assert [r.value for r in ours] == [b"\xff not an event"] * 3
    assert {dict(r.headers)["service"] for r in ours} == {b"review"}


async def test_headers_that_are_not_text_do_not_cost_the_batch(stack: Stack, mongo: Mongo) -> None:
    topic, group, ledger = await new_topic(stack.kafka_bootstrap, 1), uuid4().hex, Ledger(mongo)
    producer = await start_producer(stack.kafka_bootstrap)
    event = counted(topic, "k", 1, 5)
    await producer.send_and_wait(topic.name, event["body"], key=b"k", headers=[("x", b"\xff\xfe")])
    await producer.stop()
    reader = reader_of(stack, ledger, topic, group)
    await reader.start()
    await eventually(lambda: _is(ledger.total(), 5))
    await reader.stop()


async def test_a_refused_record_is_replayed_by_the_handler_once_it_can_be_applied(stack: Stack, mongo: Mongo) -> None:
    topic, group, ledger = await new_topic(stack.kafka_bootstrap, 1), uuid4().hex, Ledger(mongo)
    refusing = True
    plain = ledger.apply

    async def picky(batch: Batch) -> None:
        for record in batch.records:
            if refusing and record.key == "odd":
                raise InvalidRecord(record, "an unknown unit")
        await plain(batch)

    ledger.apply = picky  # type: ignore[method-assign]
    events = [counted(topic, "even", 1, 1), counted(topic, "odd", 1, 10), counted(topic, "even", 2, 2)]
    await produce(stack.kafka_bootstrap, topic, events)
    reader = reader_of(stack, ledger, topic, group)
    await reader.start()
    await eventually(lambda: _is(ledger.total(), 2))
    [letter] = await list_letters(mongo.db)
    assert (letter["reason"], letter["error"], letter["key"]) == ("refused", "an unknown unit", "odd")
    consumers = [ledger.consumer(topic, group)]
    with pytest.raises(StillInvalid):
        await replay(stack.kafka_bootstrap, mongo, consumers, letter["_id"], by="me")
    refusing = False
    settled = await replay(stack.kafka_bootstrap, mongo, consumers, letter["_id"], by="me")
    assert (settled["state"], settled["by"], await ledger.total()) == ("replayed", "me", 12)
    with pytest.raises(LetterSettled):
        await discard(mongo.db, letter["_id"], by="me")
    await produce(stack.kafka_bootstrap, topic, [counted(topic, "odd", 2, 20)])
    await eventually(lambda: _is(ledger.total(), 22))
    await reader.stop()


async def test_a_topic_that_is_mostly_invalid_is_not_poured_away(stack: Stack, mongo: Mongo) -> None:
    topic, group, ledger = await new_topic(stack.kafka_bootstrap, 1), uuid4().hex, Ledger(mongo)
    await produce(stack.kafka_bootstrap, topic, [{"key": "p", "body": b"{}"}] * 60)
    reader = reader_of(stack, ledger, topic, group, max_records=1000)
    await reader.start()
    await eventually(lambda: _true(reader.stopped_reason is not None))
    await reader.stop()
    assert "invalid" in (reader.stopped_reason or "")
    assert len(await list_letters(mongo.db, limit=100)) <= 21


async def test_an_exclusion_makes_the_batch_under_way_compute_again(stack: Stack, mongo: Mongo) -> None:
    topic, group = await new_topic(stack.kafka_bootstrap, 2), uuid4().hex
    excluded = asyncio.Event()

    async def exclude_once() -> None:
        if excluded.is_set():
            return
        excluded.set()

        async def work(session: Session) -> None:
            await exclude(mongo.db, group, session)

        await mongo.transaction(work)

    ledger = Ledger(mongo, exclude_once)
    await produce(stack.kafka_bootstrap, topic, [counted(topic, "a", 1, 3)])
    reader = reader_of(stack, ledger, topic, group)
    await reader.start()
    await eventually(lambda: _is(ledger.total(), 3))
    await reader.stop()
    assert ledger.attempts == 2


async def test_a_batch_may_exclude_the_others_and_still_seal(stack: Stack, mongo: Mongo) -> None:
    topic, group, applied = await new_topic(stack.kafka_bootstrap, 2), uuid4().hex, []

    async def apply(batch: Batch) -> None:
        async def work(session: Session) -> None:
            await batch.exclude(session)
            await batch.seal(session)

        await mongo.transaction(work)
        applied.append(len(batch.records))

    ledger = Ledger(mongo)
    ledger.apply = apply  # type: ignore[method-assign]
    await produce(stack.kafka_bootstrap, topic, [counted(topic, "a", 1, 3)])
    reader = reader_of(stack, ledger, topic, group)
    await reader.start()
    await eventually(lambda: _true(bool(applied)))
    await reader.stop()
    docs = await mongo.db[PARTITIONS].find({"group": group}).to_list(None)
    assert {d["epoch"] for d in docs} == {2}
    assert max(d.get("offset", 0) for d in docs) == 1
    assert applied == [1]


async def test_markers_of_transactions_are_no_lag(stack: Stack, mongo: Mongo) -> None:
    topic, group, ledger = await new_topic(stack.kafka_bootstrap, 1), uuid4().hex, Ledger(mongo)
    producer = await start_producer(stack.kafka_bootstrap, uuid4().hex)
    for version in (1, 2):
        async with producer.transaction():
            body = counted(topic, "k", version, version)["body"]
            await producer.send_and_wait(topic.name, body, key=b"k")
    await producer.stop()
    reader = reader_of(stack, ledger, topic, group)
    await reader.start()
    await eventually(lambda: _is(ledger.total(), 2))
    await eventually(lambda: _is(reader.lag(), 0))
    assert reader.lag_age == 0
    await reader.stop()


async def _version_of(ledger: Ledger, key: str) -> int:
    return (await ledger.facts()).get(key, 0)


async def _count(ledger: Ledger) -> int:
    return len(await ledger.facts())


async def _owners(mongo: Mongo, group: str) -> int:
    return len(await mongo.db[PARTITIONS].distinct("owner", {"group": group}))


async def _is(value: object, expected: object) -> bool:
    return bool(await value == expected)  # type: ignore[misc]


async def _at_least(value: object, least: int) -> bool:
    return bool(await value >= least)  # type: ignore[misc]


async def _true(value: bool) -> bool:
    return value


async def _read_all(stack: Stack, topic: str) -> list[ConsumerRecord]:
    reader = make_plain_consumer(stack.kafka_bootstrap)
    await reader.start()
    place = TopicPartition(topic, 0)
    reader.assign([place])
    end = (await reader.end_offsets([place]))[place]
    await reader.seek_to_beginning(place)
    found: list[ConsumerRecord] = []
    while await reader.position(place) < end:
        for records in (await reader.getmany(timeout_ms=500)).values():
            found.extend(records)
    await reader.stop()
    return found
