"""Random histories at once on the real broker and store, counted by two ranking processes that come and go."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from deploy.local.stack import Stack
from services.ranking.domain.order import METRICS
from shared.messaging.broker import AIOKafkaProducer, start_producer
from shared.messaging.consumer import Record
from shared.mongo import Mongo
from tests.e2e.test_rebuild import rebuilt
from tests.e2e.waiting import kill, start, stop, until
from tests.model.acts import KINDS, Acts
from tests.model.oracle import board, recount
from tests.model.publishing import publish
from tests.patience import patience
from tests.seeds import seed

pytestmark = pytest.mark.stops_parts

HISTORIES = int(os.environ.get("STACK_HISTORIES", "12"))
"""A fresh seed each run; `make histories` takes fifty."""
ROUNDS = 10
ACTS_A_ROUND = 5
WINDOWS = ("all", "P1", "P2", "2022-Q3", "2022-07")


@pytest.fixture
async def producer(system: Stack) -> AsyncIterator[AIOKafkaProducer]:
    """Writes to every topic."""
    made = await start_producer(system.kafka_bootstrap)
    yield made
    await made.stop()


class History:
    """One programme, its acts so far, and all that was published of it."""

    def __init__(self, number: int) -> None:
        self.acts = Acts(f"h{number}-")
        self.chance = random.Random(seed() + number)
        self.published: list[Record] = []

    def round(self) -> list[Record]:
        """A few acts more, some old records again, topics in any order."""
        for _ in range(ACTS_A_ROUND):
            kinds = [kind for kind in KINDS if self.acts.can(kind)]
            self.acts.do(self.chance.choice(kinds + ["submit"] * self.acts.can("submit")), self.chance.choice)
        new = self.acts.taken()
        again = self.chance.sample(self.published, min(2, len(self.published)))
        self.published += new
        topics = sorted({record.topic for record in new}, key=lambda _: self.chance.random())
        return [*again, *(record for topic in topics for record in new if record.topic == topic)]

    def again(self) -> list[Record]:
        """Old records that change nothing, so that there is something to read."""
        return self.chance.sample(self.published, min(ACTS_A_ROUND, len(self.published)))

    def asked(self) -> Iterator[tuple[str, str, str]]:
        """Boards to look at: every unit's, the windows and metrics taking turns."""
        for number, unit in enumerate(self.acts.live()):
            yield unit, WINDOWS[number % len(WINDOWS)], list(METRICS)[number % len(METRICS)]


async def shown(http: httpx.AsyncClient, history: History) -> list[list[dict[str, Any]]]:
    """The rows of the boards asked for, as people get them."""
    found = []
    for unit, window, by in history.asked():
        query = {"unit": unit, "window": window, "by": by, "limit": "200"}
        answer = await http.get(f"/boards/{history.acts.programme_id}", params=query)
        found.append(answer.json().get("rows", []))
    return found


def expected(history: History) -> list[list[dict[str, Any]]]:
    """The same as the oracle counts them."""
    figures = recount(history.published)
    return [board(history.published, figures, *asked) for asked in history.asked()]


async def agree(system: Stack, histories: list[History]) -> None:
    """Every board of every history shows what the oracle counts."""
    async with httpx.AsyncClient(base_url=system.url("ranking"), timeout=patience(20), trust_env=False) as http:
        for history in histories:
            wanted = expected(history)

            async def seen(history: History = history, wanted: list[list[dict[str, Any]]] = wanted) -> Any:
                boards = await shown(http, history)
                cut = [
                    [{name: row[name] for name in (rows[0] if rows else ())} for row in got]
                    for got, rows in zip(boards, wanted, strict=True)
                ]
                return [(got, rows) for got, rows in zip(cut, wanted, strict=True) if got != rows]

            await until(f"boards of {history.acts.programme_id}", seen, lambda differing: not differing, patience(60))


async def test_boards_of_random_histories_are_right_through_rebalances(
    system: Stack, producer: AIOKafkaProducer
) -> None:
    store = Mongo(system.mongo_url, "sangkien-ranking", app_name="e2e")

    async def owners() -> set[str]:
        """Who last claimed a partition. A reader claims with the first records it is given: there are always some.

        Otherwise a first process that had read all before the second joined would leave it nothing to claim with.
        """
        for history in histories:
            await publish(producer, history.again())
        docs = await store.db["partitions"].find({"_id": {"$regex": "^ranking/.*submissions"}}).to_list(None)
        return {str(doc["owner"]) for doc in docs}

    histories = [History(number) for number in range(HISTORIES)]
    second = system.another("ranking")
    first = system.services["ranking"]
    try:
        for number in range(ROUNDS):
            if number == 3:
                await start(second)
            for history in histories:
                await publish(producer, history.round())
            if number == 5:
                await until("two processes share the partitions", owners, lambda seen: len(seen) == 2)
                await stop(second)
            if number == 7:
                await kill(first)
                await start(second)
                await start(first)
        await agree(system, histories)
        assert "đã dựng lại" in (await rebuilt(system)).lower()
        await agree(system, histories)
    finally:
        await asyncio.to_thread(second.stop)
        store.close()
    happened = sum(sum(history.acts.counts.values()) for history in histories)
    assert happened == HISTORIES * ROUNDS * ACTS_A_ROUND
