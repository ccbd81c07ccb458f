"""Random histories on the real store, two processes taking turns, then everything counted again from the log."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from services.ranking.recount.rebuild import rebuild
from services.ranking.store_mongo import INDEXES, MongoStore
from services.ranking.store_mongo.collections import CELLS
from services.ranking.store_mongo.rebuilding import MongoRebuilding
from shared.messaging.consumer import Record
from shared.mongo import Mongo
from tests.fakes.ranking_taking import take
from tests.model.oracle import Key, recount
from tests.store.of_a_test import OF_A_TEST
from tests.store.test_ranking_rebuild import log_of
from tests.unit.ranking.test_any_order import batched


async def figures(store: MongoStore, mongo: Mongo) -> dict[Key, int]:
    """Every figure that boards can show, and that is not 0."""
    frame = await store.frame()
    found: dict[Key, int] = {}
    for document in await mongo.db[CELLS].find(comment=OF_A_TEST).to_list(None):
        if document["generation"] == frame.generation_of(document["programme"]):
            parts: dict[str, dict[str, Any]] = {name: document.get(name, {}) for name in ("direct", "total")}
            for part, kept in parts.items():
                found |= {(document["unit"], document["window"], part, n): a for n, a in kept.items() if a}
    return found


@given(batched())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_live_by_two_processes_and_rebuilt_are_what_a_recount_gives(
    mongo: Mongo, case: tuple[list[Record], list[list[Record]]]
) -> None:
    history, batches = case
    for name in await mongo.db.list_collection_names():
        await mongo.db[name].delete_many({}, comment=OF_A_TEST)
    await mongo.ensure_indexes(INDEXES)
    stores = MongoStore(mongo), MongoStore(mongo)
    for number, batch in enumerate(batches):
        await take(stores[number % 2], batch)
    expected = recount(history)
    assert await figures(stores[0], mongo) == expected
    await rebuild(MongoRebuilding(mongo), log_of(history))
    assert await figures(stores[1], mongo) == expected
