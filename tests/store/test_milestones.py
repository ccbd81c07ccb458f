"""Milestones: each exactly once, whatever goes down and up again, comes twice, or is counted afresh."""

import asyncio

import pytest

from services.ranking.handlers import FactsHandler, milestones
from services.ranking.handlers.milestones import sweep
from services.ranking.recount.rebuild import rebuild
from services.ranking.store_mongo import INDEXES, MongoStore
from services.ranking.store_mongo.milestones import COLLECTION
from services.ranking.store_mongo.rebuilding import MongoRebuilding
from shared.events.milestones import TARGET_REACHED
from shared.messaging.consumer import Record
from shared.mongo import Mongo
from tests.fakes.batch import FakeBatch
from tests.fakes.ranking_taking import take
from tests.store.test_ranking_rebuild import log_of
from tests.unit.ranking.builders import frame, programme, submitted, target, unit, withdrawn

FOUR = [submitted(name, "xa-a") for name in "abcd"]


@pytest.fixture
async def store(mongo: Mongo) -> MongoStore:
    await mongo.ensure_indexes(INDEXES)
    store = MongoStore(mongo)
    await take(store, frame())
    return store


async def crossed(mongo: Mongo) -> set[tuple[str, str, int]]:
    """What is recorded; every one of them has exactly one event, or had it."""
    documents = await mongo.db[COLLECTION].find().to_list(None)
    for document in documents:
        assert len(document["outbox"]) == 1
        assert TARGET_REACHED.encode() in document["outbox"][0]["body"]
    return {(document["unit"], document["window"], document["threshold"]) for document in documents}


async def test_lines_are_crossed_once_and_never_taken_back(store: MongoStore, mongo: Mongo) -> None:
    await take(store, [target("ninh-kieu", total=4)])
    await take(store, FOUR[:1])
    assert await crossed(mongo) == set()
    await take(store, FOUR[1:2])
    assert await crossed(mongo) == {("ninh-kieu", "all", 50)}
    first = await mongo.db[COLLECTION].find_one({})
    await take(store, [withdrawn("b", "xa-a")])
    await take(store, [*FOUR[2:], *FOUR[:1]])
    assert await crossed(mongo) == {("ninh-kieu", "all", 50)}
    await take(store, [submitted("e", "xa-a")])
    assert await crossed(mongo) == {("ninh-kieu", "all", n) for n in (50, 80, 100)}
    assert await mongo.db[COLLECTION].find_one({"_id": first["_id"]}) == first  # type: ignore[index]


async def test_a_lower_target_and_a_unit_that_moves_in_cross_lines_too(store: MongoStore, mongo: Mongo) -> None:
    await take(store, [*FOUR, target("ninh-kieu", total=100), target("cai-rang", P2=5)])
    assert await crossed(mongo) == set()
    await take(store, [target("ninh-kieu", 2, total=8)])
    assert await crossed(mongo) == {("ninh-kieu", "all", 50)}
    await take(store, [unit("xa-a", "cai-rang", version=2)])
    told = {("cai-rang", "all", 50), ("cai-rang", "all", 80), ("cai-rang", "P2", 50), ("cai-rang", "P2", 80)}
    assert await crossed(mongo) == {("ninh-kieu", "all", 50), *told}


async def test_a_sweep_goes_through_all_targets_some_at_a_time(
    store: MongoStore, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milestones, "SWEPT_AT_ONCE", 2)
    places = ("can-tho", "ninh-kieu", "cai-rang", "xa-a", "xa-b")
    await take(store, [*(target(place, total=1) for place in places), submitted("b", "xa-b"), submitted("a", "xa-a")])
    before = await crossed(mongo)
    await mongo.db[COLLECTION].delete_many({})
    await sweep(store)
    assert await crossed(mongo) == before
    assert {place for place, _, _ in before} == set(places)


async def test_a_new_policy_and_a_rebuild_cross_nothing_again(store: MongoStore, mongo: Mongo) -> None:
    history: list[Record] = [*frame(), target("ninh-kieu", total=4), *FOUR[:3]]
    await take(store, history)
    before = await mongo.db[COLLECTION].find().sort("_id", 1).to_list(None)
    await take(store, [programme(2, policy={})])
    await rebuild(MongoRebuilding(mongo), log_of([*history, programme(2, policy={})]))
    await sweep(store)
    assert await mongo.db[COLLECTION].find().sort("_id", 1).to_list(None) == before
    await rebuild(MongoRebuilding(mongo), log_of([*history, programme(2, policy={}), FOUR[3]]))
    await sweep(store)
    assert await crossed(mongo) == {("ninh-kieu", "all", n) for n in (50, 80, 100)}


async def test_two_processes_that_cross_a_line_at_once_record_it_once(store: MongoStore, mongo: Mongo) -> None:
    await take(store, [target("can-tho", total=2), target("ninh-kieu", total=1), target("cai-rang", total=1)])
    other = MongoStore(mongo)
    batches = [[submitted(f"n{n}", ("xa-a", "xa-b")[n % 2])] for n in range(8)]
    appliers = (FactsHandler(store), FactsHandler(other))
    await asyncio.gather(*(appliers[n % 2].apply(FakeBatch(batch)) for n, batch in enumerate(batches)))
    units = ("can-tho", "ninh-kieu", "cai-rang")
    assert await crossed(mongo) == {(code, "all", n) for code in units for n in (50, 80, 100)}
