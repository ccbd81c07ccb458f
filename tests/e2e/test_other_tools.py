"""What other people's tools make of it: librdkafka, CloudEvents' own SDK and JSON Schema of the log, generated clients
of the four services."""

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event
from confluent_kafka import Consumer, Message, TopicPartition
from jsonschema import Draft202012Validator

from deploy.local.processes import ROOT
from deploy.local.stack import Stack
from shared.events import EVENT_TOPICS
from tests.e2e.oracle import Told
from tests.e2e.waiting import until
from tests.e2e.world import World, paper

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


CLIENTS = ("submission", "review", "ranking")


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder on the path with the package `<service>_client` that openapi-python-client makes of each document."""
    folder = tmp_path_factory.mktemp("clients")
    programs = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    for service in CLIENTS:
        document = ROOT / "docs" / "openapi" / f"{service}.json"
        words: list[str | Path] = [programs / "openapi-python-client", "generate", "--path", document, "--meta", "none"]
        words += ["--output-path", folder / f"{service}_client"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        complaints = re.findall(r"^WARNING .*\n\n(.*)", done.stdout, re.MULTILINE)
        assert set(complaints) <= {"Unsupported content type text/csv"}, done.stdout
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


async def called(system: Stack, operation: str, token: str, **request: Any) -> Any:
    """What `service.tag.operation` of its generated client answers, as the client parsed it; it has to succeed."""
    service, tag, name = operation.split(".")
    package = importlib.import_module(f"{service}_client")
    module = importlib.import_module(f"{service}_client.api.{tag}.{name}")
    client = package.AuthenticatedClient(base_url=system.url(service), token=token, raise_on_unexpected_status=True)
    answer = await module.asyncio_detailed(client=client, **request)
    assert 200 <= answer.status_code < 300, answer.content
    return answer.parsed


def model(name: str, **fields: Any) -> Any:
    """A body: `service.Model` of its generated client."""
    service, _, cls = name.partition(".")
    return getattr(importlib.import_module(f"{service}_client.models"), cls).from_dict(fields)


async def test_generated_clients_post_approve_and_see_the_board_move(system: Stack, clients: Path) -> None:
    async with World(system) as world:
        unit = world.bases[0]
        body = model("submission.InitiativeIn", **world.initiative_body(unit), submit=True)
        posted = await called(system, "submission.initiatives.create_initiative", world.token("author"), body=body)
        one = world.note(Told(str(posted.id), unit, str(posted.authors[0].id), unit, "author", "technical"))
        await world.case(one)
        reviewer = world.token("reviewer", ("reviewer", unit))
        case = await called(system, "review.review.get_case", reviewer, initiative_id=posted.id)
        seen = {"content_version": case.content_version, "submission_version": case.submission_version}
        decision = model("review.DecisionIn", act="approve", **seen, **paper())
        etag = f'"{case.revision}"'
        await called(
            system, "review.review.decide_case", reviewer, initiative_id=posted.id, body=decision, if_match=etag
        )

        async def approved() -> int:
            board = await called(system, "ranking.boards.get_board", reviewer, programme=world.programme)
            return int(board.total.approved)

        assert await until("the board moved", approved, lambda count: count == 1)
