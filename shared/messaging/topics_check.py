"""Whether the topics are as they are declared: a service compares at start and is not ready when they differ."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.events.topics import Topic
from shared.messaging.broker import Address, AIOKafkaAdminClient, ConfigResource, ConfigResourceType

_NOT_FOUND = 3


async def differences(bootstrap: str, topics: Sequence[Topic]) -> list[str]:
    """One sentence for each difference, none when all is as declared. KafkaError while no broker answers."""
    admin = AIOKafkaAdminClient(**Address.of(bootstrap).options)
    try:
        await admin.start()
        described = {each["topic"]: each for each in await admin.describe_topics([topic.name for topic in topics])}
        present = [topic for topic in topics if _is_there(described.get(topic.name))]
        settings = await _settings(admin, present)
    finally:
        await admin.close()
    missing = [f"{topic.name} does not exist" for topic in topics if topic not in present]
    return missing + [
        difference
        for topic in present
        for difference in compare(topic, len(described[topic.name]["partitions"]), settings.get(topic.name, {}))
    ]


def compare(topic: Topic, partitions: int, settings: Mapping[str, str]) -> list[str]:
    """What differs between a topic's declaration and what the broker says of it."""
    found = []
    if partitions != topic.partitions:
        found.append(f"{topic.name} has {partitions} partitions, not {topic.partitions}")
    for name, wanted in topic.kept.settings.items():
        if settings.get(name) != wanted:
            found.append(f"{topic.name} has {name}={settings.get(name)}, not {wanted}")
    return found


def _is_there(described: Mapping[str, Any] | None) -> bool:
    return described is not None and described["error_code"] != _NOT_FOUND


async def _settings(admin: Any, topics: Sequence[Topic]) -> dict[str, dict[str, str]]:
    if not topics:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    found: dict[str, dict[str, str]] = {}
    for response in await admin.describe_configs(asked):
        for _code, _message, _type, name, entries in response.resources:
            found[name] = {entry[0]: entry[1] for entry in entries}
    return found
