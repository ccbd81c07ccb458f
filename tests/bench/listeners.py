"""1,000 listeners of one board on one process: its memory, and how much slower the worker beside it counts."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from deploy.local.ports import HOST, Ports
from deploy.local.stack import Stack
from shared.messaging.broker import AIOKafkaProducer, start_producer
from shared.messaging.consumer import Record
from shared.mongo import Mongo
from tests.bench.client import request
from tests.bench.events import Traffic, frame
from tests.bench.failure import BenchFailed
from tests.bench.report import Figure
from tests.model.publishing import publish
from tests.unit.ranking.builders import PROGRAMME

LISTENERS = 1_000
MEMORY_GOAL_MB, SLOWER_GOAL = 300, 0.9
BATCHES = 8
PATIENCE_SECONDS = 120.0
BOARD = request("GET", f"/boards/{PROGRAMME}/stream?unit=can-tho&limit=50", headers={"Accept": "text/event-stream"})


class Ear(asyncio.Protocol):
    """Takes what arrives and looks at none of it: what is measured is the sender."""

    def __init__(self, asked: bytes) -> None:
        self.heard = 0
        self._asked = asked

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._asked)

    def data_received(self, data: bytes) -> None:
        self.heard += len(data)


@asynccontextmanager
async def listening(port: int, asked: bytes, count: int) -> AsyncIterator[list[Ear]]:
    """So many listeners of the stream that `asked` asks for."""
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(lambda: Ear(asked), HOST, port) for _ in range(count)]
    try:
        yield [ear for _, ear in opened]
    finally:
        for transport, _ in opened:
            transport.close()


async def listeners(state: Path, pairs: int) -> list[Figure]:
    """The worker's events a second with and without them, taking turns; the api process' memory with them."""
    with Stack(ports=Ports.free(), state=state) as stack:
        worker, api = stack.another("ranking", run="worker"), stack.another("ranking", run="api")
        worker.start()
        api.start()
        port = int(api.url.rpartition(":")[2])
        mongo = Mongo(stack.mongo_url, "sangkien-ranking", app_name="bench")
        producer = await start_producer(stack.kafka_bootstrap)
        traffic = Traffic()
        try:
            await publish(producer, frame())
            await publish(producer, traffic.batch())
            await _counted(mongo, _initiatives(traffic))
            taken = []
            resident = []
            for _ in range(pairs):
                alone = await _rate(mongo, producer, traffic)
                async with listening(port, BOARD, LISTENERS) as ears:
                    await all_have_heard(ears)
                    with_them = await _rate(mongo, producer, traffic)
                    resident.append(psutil.Process(api.pid).memory_info().rss / 1e6)
                taken.append((with_them, alone))
        finally:
            await producer.stop()
            mongo.close()
    notes = {"listeners": LISTENERS, "events a round": BATCHES * 1000}
    return [
        Figure("1,000 listeners, resident", max(resident), MEMORY_GOAL_MB, "MB"),
        Figure.of_pairs("worker beside 1,000 listeners", taken, goal=SLOWER_GOAL, unit="events/s", notes=notes),
    ]


async def _rate(mongo: Mongo, producer: AIOKafkaProducer, traffic: Traffic) -> float:
    batches: Sequence[list[Record]] = [traffic.batch() for _ in range(BATCHES)]
    began = time.perf_counter()
    for batch in batches:
        await publish(producer, batch)
    await _counted(mongo, _initiatives(traffic))
    return BATCHES * 1000 / (time.perf_counter() - began)


def _initiatives(traffic: Traffic) -> int:
    return traffic.made


async def _counted(mongo: Mongo, wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while await mongo.db["facts"].count_documents({"submission": {"$ne": None}}) < wanted:
        if time.monotonic() > deadline:
            raise BenchFailed("the worker does not count")
        await asyncio.sleep(0.05)


async def all_have_heard(ears: Sequence[Ear]) -> None:
    """Wait until each was told something."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not all(ear.heard for ear in ears):
        if time.monotonic() > deadline:
            raise BenchFailed(f"{sum(not ear.heard for ear in ears)} listeners have heard nothing")
        await asyncio.sleep(0.1)
