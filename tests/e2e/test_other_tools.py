"""What other people's tools make of the log: librdkafka reads it, CloudEvents' own SDK parses it, schemas hold."""

import json
from typing import Any

from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event
from confluent_kafka import Consumer, Message, TopicPartition
from jsonschema import Draft202012Validator

from deploy.local.processes import ROOT
from deploy.local.stack import Stack
from shared.events import EVENT_TOPICS
from tests.e2e.world import World

SECONDS = 60.0
"""Ends a read that hangs."""


def records(bootstrap: str, topic: str) -> list[Message]:
    """Every committed record of a topic, from its beginning to its present end."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "other-tools",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    try:
        partitions = consumer.list_topics(topic, timeout=SECONDS).topics[topic].partitions
        consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
        found, unfinished = [], set(partitions)
        while unfinished:
            message = consumer.poll(SECONDS)
            assert message is not None, f"{topic}: nothing came for {SECONDS} s"
            if message.error():
                unfinished.discard(message.partition())
            else:
                found.append(message)
    finally:
        consumer.close()
    return found


async def test_every_record_is_a_cloud_event_and_as_its_schema_says(system: Stack) -> None:
    async with World(system) as world:
        one = await world.submit(world.bases[0])
        await world.approve(one)
        await world.boards_agree()
    read = 0
    for topic in EVENT_TOPICS:
        schema: dict[str, Any] = json.loads((ROOT / "docs" / "events" / f"{topic.name}.json").read_text())
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        for record in records(system.kafka_bootstrap, topic.name):
            key, value = record.key(), record.value()
            if key is None or value is None:
                continue  # an erasure, or the record that keeps an idle partition being compacted
            headers: dict[str, Any] = dict(record.headers() or ())
            event = from_structured_event(KafkaMessage(headers, key, value))
            assert event.get_subject() == key.decode()
            assert event.get_type() in topic.types
            validator.validate(json.loads(value))
            read += 1
    assert read >= 8
