"""The AsyncAPI 3.1 document of a service, made from the topics it declares."""

from collections.abc import Iterable, Sequence
from typing import Any

from shared.events.envelope import CONTENT_TYPE, CloudEvent
from shared.events.topics import Topic


def document(*, title: str, version: str, sends: Sequence[Topic], receives: Sequence[Topic]) -> dict[str, Any]:
    """What the service sends and receives, with the JSON Schema of each topic's events."""
    topics = list(dict.fromkeys([*sends, *receives]))
    schemas: dict[str, Any] = {}
    for topic in topics:
        if topic.data:
            schemas |= _schemas(topic)
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": f"Sáng kiến: {title}",
            "version": version,
            "description": f"The events that {title} publishes and reads.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {_name(topic): _channel(topic) for topic in topics},
        "operations": dict([*_operations("send", sends), *_operations("receive", receives)]),
        "components": {
            "messages": {_name(topic): _message(topic) for topic in topics if topic.data},
            "schemas": schemas,
        },
    }


def schema_of(topic: Topic) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one event on the topic, envelope included; it stands by itself."""
    named = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:vn-sangkien:event:{topic.name}"}
    return named | _event_schema(topic, "#/$defs/{model}")


def _event_schema(topic: Topic, ref_template: str) -> dict[str, Any]:
    event = CloudEvent[topic.data]  # type: ignore[name-defined]
    schema: dict[str, Any] = event.model_json_schema(mode="serialization", ref_template=ref_template)
    return schema | {"title": f"{_name(topic).capitalize()} event"}


def _schemas(topic: Topic) -> dict[str, Any]:
    """The event's schema and all it refers to, each under its own name, as AsyncAPI resolves references."""
    event = _event_schema(topic, "#/components/schemas/{model}")
    parts: dict[str, Any] = event.pop("$defs", {})
    return parts | {f"{_name(topic)}-event": event}


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
        "payload": {"$ref": f"#/components/schemas/{_name(topic)}-event"},
    }


def _operations(action: str, topics: Iterable[Topic]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{action}-{_name(topic)}", {"action": action, "channel": {"$ref": f"#/channels/{_name(topic)}"}})
        for topic in topics
    ]
