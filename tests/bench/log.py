"""A long log, written straight to the topics: what a federation's year leaves behind, in bytes made beforehand."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from shared.events import DECISIONS, PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.events.envelope import CloudEvent, EventData
from shared.events.topics import Topic
from shared.messaging.broker import start_producer
from shared.messaging.consumer import Record
from shared.units import Level
from tests.unit.ranking.builders import NOW, decided, named, programme, reward, submitted, target, unit

PROVINCES, UPPERS = 10, 200
DAYS: Final = 430
Written = tuple[str, bytes, bytes]
"""Topic, key, value."""


def frame(units: int) -> Iterator[Written]:
    """A tree of four levels, the programme, and a target for every unit above the grassroots."""
    yield _bytes(unit("tld", None, Level.NATIONAL))
    yield _bytes(programme(root_unit="tld"))
    for number in range(PROVINCES):
        yield _bytes(unit(f"tinh-{number}", "tld", Level.PROVINCIAL))
        yield _bytes(target(f"tinh-{number}", total=30_000, P2=20_000))
    for number in range(UPPERS):
        yield _bytes(unit(f"cap-tren-{number}", f"tinh-{number % PROVINCES}"))
        yield _bytes(target(f"cap-tren-{number}", total=1_500))
    for number in range(units - UPPERS - PROVINCES - 1):
        yield _bytes(unit(f"co-so-{number}", f"cap-tren-{number % UPPERS}", Level.GRASSROOTS))


def initiatives(count: int, units: int, seed: int = 1) -> Iterator[Written]:
    """Two and a half events an initiative: submitted, decided, every other one rewarded as well."""
    chance = random.Random(seed)
    plain, made = _template(submitted("mau", "co-so-0")), _template(decided("mau", benefit=25_000_000))
    rewarded = _template(decided("mau", version=2, benefit=25_000_000, rewards=(reward("giay-khen"),)))
    for number in range(count):
        key = str(named(f"initiative-{number}"))
        at = (NOW + timedelta(days=chance.randrange(DAYS))).isoformat()
        home = f"co-so-{chance.randrange(units - UPPERS - PROVINCES - 1)}"
        plain["subject"] = key
        plain["data"] |= {"unit": home, "registered_at": at, "summary": "Rút ngắn thời gian chờ. " * 20}
        plain["data"]["authors"] = [{"id": str(UUID(int=number % (count // 2))), "share": 100, "home_unit": home}]
        yield SUBMISSIONS.name, key.encode(), orjson.dumps(plain)
        made["subject"] = rewarded["subject"] = key
        yield DECISIONS.name, key.encode(), orjson.dumps(made)
        if number % 2:
            yield DECISIONS.name, key.encode(), orjson.dumps(rewarded)


async def write(bootstrap: str, written: Iterator[Written]) -> int:
    """Send all of it; how many events that was."""
    producer = await start_producer(bootstrap)
    count = 0
    try:
        for topic, key, value in written:
            await producer.send(topic, value, key=key)
            count += 1
        await producer.flush()
    finally:
        await producer.stop()
    return count


def _bytes(record: Record) -> Written:
    event = _event(record)
    return record.topic, record.key.encode(), _typed(record).dump_json(event)


def _typed(record: Record) -> TypeAdapter[CloudEvent[EventData]]:
    topics: dict[str, Topic] = {t.name: t for t in (UNITS, PROGRAMMES, TARGETS, SUBMISSIONS, DECISIONS)}
    return TypeAdapter(CloudEvent[topics[record.topic].data])  # type: ignore[misc,arg-type]


def _event(record: Record) -> CloudEvent[EventData]:
    assert isinstance(record.event, CloudEvent)
    return record.event


def _template(record: Record) -> dict[str, Any]:
    made: dict[str, Any] = orjson.loads(_bytes(record)[2])
    return made
