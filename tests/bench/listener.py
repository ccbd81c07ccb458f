"""Somebody who listens to a board's stream, and when each unit's approvals became visible to them."""

import asyncio
import json
import time
from collections import defaultdict, deque
from types import TracebackType
from typing import Any, Self

from deploy.local.ports import HOST
from tests.bench.client import request

LONGEST_LINE = 1 << 22


class Listener:
    """Reads one stream. Decisions of a unit are seen in the order they were due: a row shows how many there are."""

    def __init__(self, port: int, path: str) -> None:
        self.latencies: list[float] = []
        self.rows: dict[str, int] = {}
        self._port, self._path = port, path
        self._due: dict[str, deque[float]] = defaultdict(deque)
        self._listening: asyncio.Task[None] | None = None

    @property
    def unseen(self) -> int:
        """Decisions that no row has shown."""
        return sum(len(due) for due in self._due.values())

    def expect(self, unit: str, due: float) -> None:
        """One more approval of the unit, due at that moment of the monotonic clock."""
        self._due[unit].append(due)

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection(HOST, self._port, limit=LONGEST_LINE)
        try:
            writer.write(request("GET", self._path, headers={"Accept": "text/event-stream"}))
            while line := await reader.readline():
                if line.startswith(b"data:"):
                    self._show(json.loads(line[5:]), time.monotonic())
        finally:
            writer.close()

    def _show(self, event: dict[str, Any], now: float) -> None:
        for row in event.get("rows", ()):  # approvals are told of by events of their own
            unit, approved = row["unit"], row["approved"]
            for _ in range(approved - self.rows.get(unit, approved)):
                if self._due[unit]:
                    self.latencies.append(now - self._due[unit].popleft())
            self.rows[unit] = approved

    async def __aenter__(self) -> Self:
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
