"""Server-sent events, read from a service."""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx
import orjson


class Event(NamedTuple):
    """One event of a stream, its data read."""

    id: str
    name: str
    data: dict[str, Any]


async def events_of(answer: httpx.Response) -> AsyncIterator[Event]:
    """The events of an open answer, until it ends; comments are passed over."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "data" in fields:
            yield Event(fields.get("id", ""), fields.get("event", ""), orjson.loads(fields["data"]))
            fields = {}
