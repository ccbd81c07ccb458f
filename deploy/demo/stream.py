"""Following a live board: server-sent events, read with httpx and resumed when the connection breaks."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

import httpx
import orjson

from shared.web.trust import roots

AGAIN_SECONDS = 1.0
SILENT_SECONDS = 40.0
"""Longer than two heartbeats: whoever says nothing for so long is gone."""


class BoardEvent(NamedTuple):
    """`snapshot`: the whole board; `rows`: what changed."""

    name: str
    data: dict[str, Any]


async def follow(url: str, query: Mapping[str, str]) -> AsyncIterator[BoardEvent]:
    """The events of a board for ever; the service may come and go."""
    last_id = ""
    timeout = httpx.Timeout(10, read=SILENT_SECONDS)
    async with httpx.AsyncClient(timeout=timeout, verify=roots(), trust_env=False) as http:
        while True:
            headers = {"Last-Event-ID": last_id} if last_id else {}
            try:
                async with http.stream("GET", url, params=query, headers=headers) as answer:
                    answer.raise_for_status()
                    async for event_id, event in _events(answer):
                        last_id = event_id
                        yield event
            except httpx.HTTPError:
                await asyncio.sleep(AGAIN_SECONDS)


async def _events(answer: httpx.Response) -> AsyncIterator[tuple[str, BoardEvent]]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "data" in fields:
            yield fields.get("id", ""), BoardEvent(fields.get("event", ""), orjson.loads(fields["data"]))
            fields = {}
