"""Creates the topics as the events package declares them; the deployment does this, a client never (design §2)."""

import asyncio
import os
from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewTopic  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code  # type: ignore[import-untyped]

from shared.events import ALL_TOPICS, Topic

SAFE_FROM = 2
"""With two replicas, two in sync would stop writing when one is away."""


async def create_topics(bootstrap: str, topics: Sequence[Topic] = ALL_TOPICS, *, replicas: int = 1) -> list[str]:
    """Create what is missing and return the names of what was created.

    A topic that exists is left as it is: services compare it with what they declare and say so when it differs.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="deploy-topics")
    await admin.start()
    try:
        response = await admin.create_topics([_new(topic, replicas) for topic in topics])
    finally:
        await admin.close()
    return [name for name, code, *_ in response.topic_errors if _was_created(name, code)]


def _new(topic: Topic, replicas: int) -> NewTopic:
    return NewTopic(
        name=topic.name,
        num_partitions=topic.partitions,
        replication_factor=replicas,
        topic_configs=settings_of(topic, replicas=replicas),
    )


def settings_of(topic: Topic, *, replicas: int) -> dict[str, str]:
    """A topic's settings; where there are several brokers, two must have a record before it is acknowledged."""
    safe = {"min.insync.replicas": "2"} if replicas > SAFE_FROM else {}
    return {**topic.kept.settings, **safe}


def _was_created(name: str, code: int) -> bool:
    if code == 0:
        return True
    error: type[KafkaError] = for_code(code)
    if error is TopicAlreadyExistsError:
        return False
    raise error(f"topic {name}")


def main() -> None:
    """Create the topics of the broker that SANGKIEN_KAFKA_BOOTSTRAP names (`python -m deploy.topics`)."""
    bootstrap = os.environ.get("SANGKIEN_KAFKA_BOOTSTRAP", "127.0.0.1:9092")
    replicas = int(os.environ.get("SANGKIEN_KAFKA_REPLICAS", "1"))
    for name in asyncio.run(create_topics(bootstrap, replicas=replicas)):
        print(name)


if __name__ == "__main__":
    main()
