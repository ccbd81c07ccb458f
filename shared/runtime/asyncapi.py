"""The AsyncAPI 3.0 document of a service, made from the topics it declares."""

from collections.abc import Iterable, Sequence
from typing import Any

from shared.events.envelope import CONTENT_TYPE, CloudEvent
from shared.events.topics import Topic


def document(*, title: str, version: str, sends: Sequence[Topic], receives: Sequence[Topic]) -> dict[str, Any]:
    """What the service sends and receives, with the JSON Schema of each topic's events."""
    topics = list(dict.fromkeys([*sends, *receives]))
    return {
        "asyncapi": "3.0.0",
        "info": {"title": title, "version": version},
        "defaultContentType": CONTENT_TYPE,
        "channels": {_name(topic): _channel(topic) for topic in topics},
        "operations": dict([*_operations("send", sends), *_operations("receive", receives)]),
        "components": {"messages": {_name(topic): _message(topic) for topic in topics if topic.data}},
    }


def schema_of(topic: Topic) -> dict[str, Any]:
    """The JSON Schema of one event on the topic, envelope included."""
    return CloudEvent[topic.data].model_json_schema(mode="serialization")  # type: ignore[name-defined]


def _name(topic: Topic) -> str:
    return topic.name.removeprefix("sangkien.").removesuffix(".v1")


def _channel(topic: Topic) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "address": topic.name,
        "description": f"Kept {topic.kept.value}; {topic.partitions} partition(s); the key is the event's subject.",
        "bindings": {"kafka": {"partitions": topic.partitions, "topicConfiguration": _settings(topic)}},
    }
    if topic.data:
        channel["messages"] = {"event": {"$ref": f"#/components/messages/{_name(topic)}"}}
    return channel


def _settings(topic: Topic) -> dict[str, Any]:
    settings = topic.kept.settings
    known: dict[str, Any] = {"cleanup.policy": [settings["cleanup.policy"]]}
    return known | {key: int(settings[key]) for key in ("retention.ms", "delete.retention.ms") if key in settings}


def _message(topic: Topic) -> dict[str, Any]:
    return {
        "contentType": CONTENT_TYPE,
        "description": "One of: " + ", ".join(topic.types),
        "payload": schema_of(topic),
    }


def _operations(action: str, topics: Iterable[Topic]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{action}-{_name(topic)}", {"action": action, "channel": {"$ref": f"#/channels/{_name(topic)}"}})
        for topic in topics
    ]
