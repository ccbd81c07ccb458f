"""How long the barest route takes on this machine now: what milliseconds of the bench are judged by."""

import statistics
import sys
import time
from pathlib import Path
from typing import Final

from deploy.local.ports import answers, free_ports
from deploy.local.processes import Child, Room
from tests.bench.client import Connections, request
from tests.bench.failure import BenchFailed

REFERENCE_MS: Final = 0.4
"""A page of 2 kB over one connection, one request after another, on the machine the goals were set on."""
REQUESTS: Final = 2_000
WARMING: Final = 200
PAGE: Final = b"[" + b"0," * 1_000 + b"0]"
OK: Final = 200


async def bare_route_ms(state: Path) -> float:
    """The median of requests to a FastAPI route that returns bytes from memory."""
    bare, port = _bare(state)
    bare.start()
    try:
        took = await _took(port)
    finally:
        bare.stop()
    return statistics.median(took[WARMING:])


def _bare(state: Path) -> tuple[Child, int]:
    room = Room(state, state)
    room.pid_file("bare").parent.mkdir(parents=True, exist_ok=True)
    file = state / "page.json"
    file.write_bytes(PAGE)
    (port,) = free_ports(1)
    argv = [sys.executable, "-m", "tests.bench.bare_board", str(port), str(file)]
    return Child("bare", argv, room=room, port=port, ready=lambda: answers(port)), port


async def _took(port: int) -> list[float]:
    took = []
    asked = request("GET", "/boards/bare?unit=bare")
    with Connections(port, 1) as connections:
        for _ in range(WARMING + REQUESTS):
            began = time.perf_counter()
            answer = await connections.each[0].send(asked)
            took.append(1000 * (time.perf_counter() - began))
            if answer.status != OK:
                raise BenchFailed(f"the bare route → {answer.status}")
    return took
