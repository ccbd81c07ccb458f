"""A board's page from a ranking process against a FastAPI route that returns the same bytes from memory."""

import asyncio
import sys
import time
from pathlib import Path

from deploy.local.ports import Ports, answers, free_ports
from deploy.local.processes import Child
from deploy.local.stack import Stack
from services.ranking.store_mongo import INDEXES, MongoStore
from shared.mongo import Mongo
from tests.bench.client import Answer, Connection, Connections, request
from tests.bench.events import Traffic, frame
from tests.bench.failure import BenchFailed
from tests.bench.report import Figure
from tests.fakes.ranking_taking import take
from tests.unit.ranking.builders import PROGRAMME

GOAL = 0.8
AT_ONCE = 32
BATCHES = 3
OK = 200
BOARD = request("GET", f"/boards/{PROGRAMME}?unit=can-tho&limit=50")


async def page(state: Path, pairs: int, seconds: float) -> Figure:
    """Pages a second, in `pairs` alternating rounds of `seconds` each."""
    with Stack(ports=Ports.free(), state=state) as stack:
        await _count(stack)
        ours = stack.another("ranking", run="api")
        ours.start()
        port = int(ours.url.rpartition(":")[2])
        with Connections(port, 1) as connections:
            body = _must_be_ok(await connections.each[0].send(BOARD)).body
        file = state / "page.json"
        file.write_bytes(body)
        (bare_port,) = free_ports(1)
        argv = [sys.executable, "-m", "tests.bench.bare_board", str(bare_port), str(file)]
        bare = Child("bare", argv, room=stack.room, port=bare_port, ready=lambda: answers(bare_port))
        bare.start()
        try:
            taken = [(await _load(port, seconds), await _load(bare_port, seconds)) for _ in range(pairs + 1)]
        finally:
            bare.stop()
    return Figure.of_pairs("board page", taken[1:], goal=GOAL, unit="pages/s", notes={"bytes": len(body)})


async def _count(stack: Stack) -> None:
    mongo = Mongo(stack.mongo_url, "sangkien-ranking", app_name="bench")
    await mongo.ensure_indexes(INDEXES)
    store, traffic = MongoStore(mongo), Traffic()
    await take(store, frame())
    for _ in range(BATCHES):
        await take(store, traffic.batch())
    mongo.close()


async def _load(port: int, seconds: float) -> float:
    deadline = time.perf_counter() + seconds
    done = 0

    async def one_after_another(connection: Connection) -> None:
        nonlocal done
        while time.perf_counter() < deadline:
            _must_be_ok(await connection.send(BOARD))
            done += 1

    began = time.perf_counter()
    with Connections(port, AT_ONCE) as connections:
        await asyncio.gather(*(one_after_another(connection) for connection in connections.each))
    return done / (time.perf_counter() - began)


def _must_be_ok(answer: Answer) -> Answer:
    if answer.status != OK:
        raise BenchFailed(f"GET /boards → {answer.status} {answer.body[:300].decode()}")
    return answer
