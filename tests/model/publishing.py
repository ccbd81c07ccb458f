"""Records as the bytes their publishers would write to the topics."""

from collections.abc import Iterable

from pydantic import TypeAdapter

from shared.events import EVENT_TOPICS
from shared.events.envelope import CONTENT_TYPE, CloudEvent, EventData
from shared.messaging.broker import AIOKafkaProducer
from shared.messaging.consumer import Record

_TYPED: dict[str, TypeAdapter[CloudEvent[EventData]]] = {
    topic.name: TypeAdapter(CloudEvent[topic.data])  # type: ignore[name-defined]
    for topic in EVENT_TOPICS
}


async def publish(producer: AIOKafkaProducer, records: Iterable[Record]) -> None:
    """Write them in their order; done when the broker has all of them."""
    for record in records:
        value = _TYPED[record.topic].dump_json(record.event)  # type: ignore[arg-type]
        headers = [("content-type", CONTENT_TYPE.encode())]
        await producer.send(record.topic, value, key=record.key.encode(), headers=headers)
    await producer.flush()
