"""Readers and publishers of two ages: the log of the commit before is read now, and what is written now was then.

`records/` was written by `python -m tests.upgrade.record`: the log, the boards, and the schemas of that commit.
"""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.notify.handlers import Handler
from services.notify.settings import NotifySettings
from services.review import handlers as review
from services.submission.domain.forward import initiative_told
from services.submission.handlers import apply_decisions
from shared.events import AUTHORS, DECISIONS, EVENT_TOPICS, MILESTONES, PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.events.reading import ROLL_KEY, Tombstone, read
from shared.events.submissions import SubmissionData
from shared.events.topics import Topic
from shared.messaging.consumer import Record
from shared.runtime.asyncapi import schema_of
from shared.runtime.clock import Clock
from tests.contract.compatibility import breaks
from tests.contract.maximal import events_of, validated
from tests.fakes.batch import FakeBatch
from tests.fakes.notify_store import MemoryNotifyStore
from tests.fakes.ranking_store import MemoryStore
from tests.fakes.review_store import MemoryReviewStore
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.ranking.builders import applied
from tests.unit.ranking.test_boards import client
from tests.upgrade.before import BEFORE

RECORDS = Path(__file__).parent / "records"
PLAYED: dict[str, Any] = json.loads((RECORDS / "boards.json").read_text())
LINES: list[dict[str, Any]] = [json.loads(line) for line in (RECORDS / "log.jsonl").read_text().splitlines()]
OLD_TOPICS = (SUBMISSIONS, DECISIONS, AUTHORS, UNITS, PROGRAMMES, TARGETS, MILESTONES)


def old_schema(topic: Topic) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((RECORDS / "schemas" / f"{topic.name}.json").read_text())
    return schema


def record(line: dict[str, Any]) -> Record | None:
    value = None if line["value"] is None else json.dumps(line["value"]).encode()
    headers = {name: text.encode() for name, text in line["headers"].items()}
    event = read(line["topic"], line["key"].encode(), value, headers)
    if event is None:
        return None
    return Record(line["topic"], line["partition"], line["offset"], event.subject, event)


def of(*topics: Topic) -> list[Record]:
    """The log as a reader gets it: in the order of its topics, which is any order between them."""
    names = {topic.name for topic in topics}
    found = [record(line) for line in LINES if line["topic"] in names]
    return [each for each in found if each is not None]


def test_the_log_has_every_type_of_its_time_tombstones_and_rolls() -> None:
    assert len(BEFORE) == 40
    said = Counter((line["value"] or {"type": "nothing"})["type"] for line in LINES)
    types = {name for topic in OLD_TOPICS for name in old_types(topic)}
    assert types <= said.keys()
    assert sum(line["key"] == ROLL_KEY for line in LINES) >= AUTHORS.partitions
    assert [each for each in of(AUTHORS) if isinstance(each.event, Tombstone)]


def old_types(topic: Topic) -> list[str]:
    """Those a topic had then: all whose past tense the log of a play could say."""
    later = ("supplemented", "appealed", "asked", "answered")
    return [name for name in topic.types if name.split(".")[-2] not in later]


def test_every_record_of_before_is_read_and_fits_the_schema_of_then_and_of_now() -> None:
    for line in LINES:
        read_now = record(line)
        assert (read_now is None) == (line["key"] == ROLL_KEY)
        if line["value"] is not None:
            topic = next(topic for topic in EVENT_TOPICS if topic.name == line["topic"])
            for schema in (old_schema(topic), schema_of(topic)):
                validated(line["value"], schema)


async def test_ranking_shows_the_boards_that_the_code_of_before_showed() -> None:
    for order in (1, -1):
        topics = (UNITS, PROGRAMMES, TARGETS, SUBMISSIONS, DECISIONS)[::order]
        store: MemoryStore = await applied(*(of(topic) for topic in topics))
        async with client(store) as http:
            for unit, board in PLAYED["boards"].items():
                answer = await http.get(f"/boards/{PLAYED['programme']}", params={"unit": unit, "limit": "200"})
                said = answer.json()
                for then, now in zip([board["total"], *board["rows"]], [said["total"], *said["rows"]], strict=True):
                    assert {name: now[name] for name in then} == then


async def test_review_has_a_case_for_every_initiative_at_its_newest_content() -> None:
    store = MemoryReviewStore()
    await review.apply_batch(store, FakeBatch(of(SUBMISSIONS, UNITS, PROGRAMMES)))
    newest = newest_submissions()
    cases = await store.cases(set(newest))
    assert {id_: case.content_version for id_, case in cases.items()} == {
        id_: data.content_version for id_, data in newest.items()
    }


async def test_submission_takes_what_was_decided_then() -> None:
    store = FakeSubmissionStore()
    for id_, data in newest_submissions().items():
        told = initiative_told(None, id_, "submitted", data, datetime.now(UTC))
        store.initiatives.kept[id_] = replace(told, revision=1)
    await apply_decisions(FakeBatch(of(DECISIONS)), store, datetime.now(UTC))
    states = Counter(initiative.status for initiative in store.initiatives.kept.values())
    total = PLAYED["boards"][PLAYED["root"]]["total"]
    assert states == Counter({state: total[state] for state in states})


async def test_notify_knows_everybody_and_writes_what_is_to_be_written() -> None:
    store = MemoryNotifyStore()
    handler = Handler(store, NotifySettings(), Clock())
    await handler.apply(FakeBatch(of(SUBMISSIONS, DECISIONS, AUTHORS, UNITS, PROGRAMMES, MILESTONES)))
    erased = {UUID(each.key) for each in of(AUTHORS) if isinstance(each.event, Tombstone)}
    people = {UUID(each.key) for each in of(AUTHORS)}
    assert store.contacts.keys() >= people
    assert {id_ for id_, contact in store.contacts.items() if contact.erased} == erased
    assert {message.template.value for message in store.stored.values()} >= {"approved", "returned", "rewarded"}


def newest_submissions() -> dict[UUID, SubmissionData]:
    newest: dict[UUID, SubmissionData] = {}
    for each in of(SUBMISSIONS):
        data = each.event.data if not isinstance(each.event, Tombstone) else None
        assert isinstance(data, SubmissionData)
        newest[UUID(each.key)] = data
    return newest


@pytest.mark.parametrize("topic", OLD_TOPICS, ids=lambda topic: topic.name)
def test_nothing_that_a_reader_of_before_needs_has_changed(topic: Topic) -> None:
    assert breaks(old_schema(topic), schema_of(topic)) == []


@pytest.mark.parametrize("topic", OLD_TOPICS, ids=lambda topic: topic.name)
def test_an_event_with_every_field_of_now_is_one_that_was_readable_then(topic: Topic) -> None:
    for event in events_of(topic):
        assert read(topic.name, event["subject"].encode(), json.dumps(event).encode(), {})
        validated(event, schema_of(topic))
        validated(event, old_schema(topic))
        known = old_schema(topic)["$defs"]
        assert not [name for name in known if name not in schema_of(topic)["$defs"]]
