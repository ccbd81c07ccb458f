"""The published schemas are the contract: what is committed under docs/events must stay readable."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from shared.events import EVENT_TOPICS
from shared.events.topics import Topic
from shared.runtime.asyncapi import schema_of
from tests.contract.compatibility import breaks

EVENTS = Path(__file__).parents[2] / "docs" / "events"


def committed(topic: Topic) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((EVENTS / f"{topic.name}.json").read_text())
    return schema


@pytest.mark.parametrize("topic", EVENT_TOPICS, ids=lambda t: t.name)
def test_a_reader_of_the_committed_schema_reads_what_is_published_now(topic: Topic) -> None:
    assert breaks(committed(topic), schema_of(topic)) == []


@pytest.mark.parametrize("topic", EVENT_TOPICS, ids=lambda t: t.name)
def test_the_committed_schema_is_the_current_one(topic: Topic) -> None:
    assert committed(topic) == schema_of(topic), "run `make docs`"


def data_of(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["$defs"]["SubmissionData"]
    return found


def changed(change: str) -> dict[str, Any]:
    schema = copy.deepcopy(schema_of(EVENT_TOPICS[0]))
    data = data_of(schema)
    match change:
        case "removed":
            del data["properties"]["title"]
        case "retyped":
            data["properties"]["unit"]["type"] = "integer"
        case "optional":
            data["required"].remove("unit")
        case "new required":
            data["properties"]["colour"] = {"type": "string"}
            data["required"].append("colour")
        case "new state":
            schema["$defs"]["SubmissionState"]["enum"].append("frozen")
        case "new optional":
            data["properties"]["colour"] = {"type": "string"}
    return schema


@pytest.mark.parametrize("change", ["removed", "retyped", "optional", "new required", "new state"])
def test_an_incompatible_change_is_seen(change: str) -> None:
    assert breaks(schema_of(EVENT_TOPICS[0]), changed(change))


def test_a_new_optional_field_is_compatible() -> None:
    assert breaks(schema_of(EVENT_TOPICS[0]), changed("new optional")) == []
