"""A rebuild's writes and its swap on the real store: nothing lost, nothing counted twice, whoever comes late loses."""

import asyncio
import re
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import uuid4

import pytest

from services.ranking.domain.frame import Frame
from services.ranking.handlers import TOPICS, FactsHandler, FrameHandler
from services.ranking.recount import resting as resting_module
from services.ranking.recount.keeping import RebuildOvertaken, RebuildUnderWay
from services.ranking.recount.rebuild import rebuild
from services.ranking.store import GROUP
from services.ranking.store_mongo import INDEXES, MongoStore
from services.ranking.store_mongo.collections import CELLS, DAILIES, FACTS, FRAME, HEADS, SUBMITTERS
from services.ranking.store_mongo.rebuilding import MongoRebuilding
from shared.events.topics import Topic
from shared.messaging.consumer import Consumer, Paused, Record
from shared.messaging.log import Log
from shared.messaging.replay import ReplayPaused, apply_aside
from shared.mongo import Mongo
from tests.fakes.batch import FakeBatch
from tests.fakes.ranking_taking import take
from tests.model.oracle import recount
from tests.patience import slowness
from tests.store.test_ranking_store import LIFE, figures
from tests.unit.ranking.builders import (
    PROGRAMME,
    authors,
    decided,
    frame,
    programme,
    submitted,
    target,
    unit,
    withdrawn,
)

MONTH = re.compile(r"\d{4}-\d{2}")
T = TypeVar("T")

HISTORY = [
    *frame(),
    *LIFE,
    target("ninh-kieu", total=10),
    unit("xa-a", "cai-rang", version=2),
    withdrawn("b", "xa-a"),
    submitted("a", "xa-b", 2, content_version=2, authors=authors(("lan", "xa-a"), ("hoa", "xa-b"))),
    decided("a", "approved", 2, content_version=2, levels=("provincial",), benefit=120_000_000),
    submitted("e", "xa-b", authors=authors(("lan", "xa-a"))),
    programme(2, policy={"version": 4, "base": {"provincial": {"default": 33}}}),
]
RAN_OUT = [{"$set": {"paused_until": {"$subtract": ["$$NOW", 1]}}}]


class ReadLog:
    """The newest states of given records, as the log would tell them."""

    def __init__(self, records: list[Record]) -> None:
        self._records = records
        self.seen = len(records)
        self.invalid = 0

    async def open(self, topics: tuple[Topic, ...]) -> int:
        return len(topics) and len(self._records)

    async def newest(self, topic: Topic, partition: int, keep: Callable[[Any], T]) -> dict[str, T]:
        found: dict[str, Any] = {}
        for record in self._records:
            data = record.event.data  # type: ignore[union-attr]
            older = record.key not in found or found[record.key].version < data.version
            if record.topic == topic.name and self._partition(topic, record) == partition and older:
                found[record.key] = data
        return {key: keep(data) for key, data in found.items()}

    @staticmethod
    def _partition(topic: Topic, record: Record) -> int:
        return sum(record.key.encode()) % topic.partitions


@pytest.fixture
async def store(mongo: Mongo) -> MongoStore:
    await mongo.ensure_indexes(INDEXES)
    return MongoStore(mongo)


async def dailies(store: MongoStore) -> dict[str, dict[str, int]]:
    """The counts by day of every unit, `unit/month`, without zeros."""
    async with store.reading() as reading:
        units = [unit.code for unit in reading.frame.tree]
        spots = {spot for spot in await reading.totals(PROGRAMME, units) if MONTH.fullmatch(spot.window)}
        found = {unit: await reading.dailies(PROGRAMME, unit, {spot.window for spot in spots}) for unit in units}
    kept = {
        f"{unit}/{month}": {name: amount for name, amount in days.items() if amount}
        for unit, months in found.items()
        for month, days in months.items()
    }
    return {place: days for place, days in kept.items() if days}


def log_of(records: list[Record]) -> Log:
    return cast("Log", ReadLog(records))


async def test_what_is_rebuilt_is_what_was_counted_live(store: MongoStore, mongo: Mongo) -> None:
    for record in HISTORY:
        await take(store, [record])
    live, days = await figures(store), await dailies(store)
    assert live == recount(HISTORY)
    assert days
    counted = await rebuild(MongoRebuilding(mongo), log_of(HISTORY))
    assert await figures(store) == live
    assert await dailies(store) == days
    assert (await store.frame()).generation == counted.generation
    for name in (FACTS, SUBMITTERS, CELLS, DAILIES):
        assert await mongo.db[name].count_documents({"generation": {"$ne": counted.generation}}) == 0


async def test_after_a_rebuild_live_applying_goes_on_from_it(store: MongoStore, mongo: Mongo) -> None:
    await take(store, HISTORY)
    await rebuild(MongoRebuilding(mongo), log_of(HISTORY))
    more = [submitted("f", "xa-a"), withdrawn("e", "xa-b"), *LIFE]
    await take(store, more)
    await take(store, [unit("xa-b", "ninh-kieu", version=2)])
    assert await figures(store) == recount([*HISTORY, *more, unit("xa-b", "ninh-kieu", version=2)])


async def test_damage_in_the_store_is_mended_from_the_log(store: MongoStore, mongo: Mongo) -> None:
    await take(store, HISTORY)
    await mongo.db[CELLS].update_many({}, {"$inc": {"total.points": 1}})
    await mongo.db[FACTS].delete_many({})
    await rebuild(MongoRebuilding(mongo), log_of(HISTORY))
    assert await figures(store) == recount(HISTORY)


async def test_applying_rests_while_the_log_is_read(store: MongoStore, mongo: Mongo) -> None:
    await take(store, HISTORY)
    keeping, token = MongoRebuilding(mongo), str(uuid4())
    await keeping.rest(token)
    with pytest.raises(Paused):
        await FactsHandler(store).apply(FakeBatch([submitted("late", "xa-a")]))
    with pytest.raises(Paused):
        await FrameHandler(store).apply(FakeBatch([target("xa-a", total=3)]))
    with pytest.raises(RebuildUnderWay):
        await keeping.rest(str(uuid4()))
    await keeping.go_on(token)
    await FactsHandler(store).apply(FakeBatch([submitted("late", "xa-a")]))


async def test_a_rebuild_that_was_held_up_too_long_cannot_swap(store: MongoStore, mongo: Mongo) -> None:
    await take(store, HISTORY)
    before = await figures(store)
    keeping, token = MongoRebuilding(mongo), str(uuid4())
    await keeping.rest(token)
    await mongo.db[HEADS].update_one({"_id": FRAME}, RAN_OUT)
    late = submitted("late", "xa-a")
    await FactsHandler(store).apply(FakeBatch([late]))
    with pytest.raises(RebuildOvertaken):
        await keeping.rest_on(token)
    with pytest.raises(RebuildOvertaken):
        await keeping.adopt(Frame(generation=9), [], token)
    assert await figures(store) == recount([*HISTORY, late]) != before
    async with store.reading() as reading:
        assert (await reading.targets(PROGRAMME, ["ninh-kieu"]))["ninh-kieu"].assigned == {"total": 10}


async def test_a_waiting_policy_is_taken_up_by_the_rebuild(store: MongoStore, mongo: Mongo) -> None:
    await take(store, [*frame(), *LIFE])
    newer = programme(2, policy={"version": 4, "base": {"upper": {"default": 9}}})
    await FrameHandler(store).apply(FakeBatch([newer]))
    await rebuild(MongoRebuilding(mongo), log_of([*frame(), *LIFE, newer]))
    assert not (await store.frame()).waiting
    assert await figures(store) == recount([*frame(), *LIFE, newer])


async def test_what_a_lost_primary_took_with_it_is_missed_before_the_swap(store: MongoStore, mongo: Mongo) -> None:
    await take(store, HISTORY)
    before = await figures(store)

    class Forgetful(MongoRebuilding):
        async def adopt(self, frame: Frame, targets: Any, token: str) -> None:
            await mongo.db[CELLS].delete_one({"generation": frame.generation})
            await super().adopt(frame, targets, token)

    with pytest.raises(RebuildOvertaken):
        await rebuild(Forgetful(mongo), log_of(HISTORY))
    assert await figures(store) == before


async def test_a_pause_that_ran_out_goes_on_until_somebody_has_written(store: MongoStore, mongo: Mongo) -> None:
    await take(store, HISTORY)
    keeping, token = MongoRebuilding(mongo), str(uuid4())
    await keeping.rest(token)
    await mongo.db[HEADS].update_one({"_id": FRAME}, RAN_OUT)
    await keeping.rest_on(token)
    with pytest.raises(Paused):
        await FactsHandler(store).apply(FakeBatch([submitted("late", "xa-a")]))
    await mongo.db[HEADS].update_one({"_id": FRAME}, RAN_OUT)
    await FrameHandler(store).apply(FakeBatch([target("xa-a", total=3)]))
    with pytest.raises(RebuildOvertaken):
        await keeping.rest_on(token)


async def test_a_rebuild_that_computes_for_longer_than_its_pause_comes_through(
    store: MongoStore, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop stands still for longer than the pause lasts, and somebody tries to write all the while."""
    monkeypatch.setattr(resting_module, "RENEW_SECONDS", 0.1)
    await take(store, HISTORY)
    tried: list[str] = []

    def write_meanwhile() -> None:
        async def apply() -> None:
            other = mongo.another()
            deadline = time.monotonic() + 1.5 * slowness()
            while time.monotonic() < deadline:
                try:
                    await FactsHandler(MongoStore(other)).apply(FakeBatch([submitted("late", "xa-a")]))
                except Paused:
                    tried.append("paused")
                else:
                    tried.append("written")
            other.close()

        asyncio.run(apply())

    def compute(_seen: int, _whole: int) -> None:
        if not tried:
            thread = threading.Thread(target=write_meanwhile)
            thread.start()
            thread.join()

    await rebuild(MongoRebuilding(mongo, rest_seconds=round(slowness())), log_of(HISTORY), compute)
    assert set(tried) == {"paused"}
    assert await figures(store) == recount(HISTORY)


async def test_a_dead_letter_replayed_while_the_log_is_read_anew_is_told_to_come_again(
    store: MongoStore, mongo: Mongo
) -> None:
    await take(store, HISTORY)
    await MongoRebuilding(mongo).rest(str(uuid4()))
    consumer = Consumer(GROUP, TOPICS, FactsHandler(store).apply)
    with pytest.raises(ReplayPaused) as refused:
        await apply_aside(mongo, consumer, submitted("late", "xa-a"))
    assert refused.value.status == 503
