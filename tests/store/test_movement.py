"""Movement since stored days, on both stores."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.ranking.api.asking import BoardQuery
from services.ranking.api.making import make_board
from services.ranking.handlers.days import store_day
from services.ranking.store import Store
from services.ranking.store_mongo import INDEXES, MongoStore
from shared.mongo import Mongo
from tests.fakes.ranking_store import MemoryStore
from tests.fakes.ranking_taking import take
from tests.unit.ranking.builders import PROGRAMME, decided, frame, submitted, target, unit

TODAY = date(2022, 7, 20)


@pytest.fixture
async def on_mongo(mongo: Mongo) -> Store:
    await mongo.ensure_indexes(INDEXES)
    return MongoStore(mongo)


@pytest.fixture(params=["memory", "mongo"])
def store(request: pytest.FixtureRequest) -> Store:
    found: Store = MemoryStore() if request.param == "memory" else request.getfixturevalue("on_mongo")
    return found


async def moved(store: Store, by: str = "points", window: str = "all") -> dict[str, Any]:
    query = BoardQuery(PROGRAMME, None, "children", by, window, movement=True)
    made = await make_board(store, query, TODAY)
    return {row["unit"]: (row["rank"], *row["moved"].values()) for row in made.rows}


async def test_boards_tell_how_units_moved_since_yesterday_and_last_week(store: Store) -> None:
    await take(store, [*frame(), target("cai-rang", total=2)])
    await take(store, [submitted("a", "ninh-kieu"), decided("a")])
    assert await store_day(store, TODAY - timedelta(days=7)) == 1
    await take(store, [submitted("b", "cai-rang"), decided("b"), submitted("c", "cai-rang"), decided("c")])
    assert await store_day(store, TODAY - timedelta(days=1)) == 1
    assert await store_day(store, TODAY - timedelta(days=1)) == 0, "a day is stored once"
    await take(store, [submitted("d", "ninh-kieu"), decided("d"), submitted("e", "ninh-kieu"), decided("e")])
    await take(store, [unit("o-mon", "can-tho")])
    assert await moved(store) == {
        "ninh-kieu": (1, 1, 0),
        "cai-rang": (2, -1, 0),
        "o-mon": (3, None, None),
    }
    assert (await moved(store, by="percent"))["cai-rang"] == (1, 0, 0)
    assert await moved(store, window="2022-07") == {
        "ninh-kieu": (1, None, None),
        "cai-rang": (2, None, None),
        "o-mon": (3, None, None),
    }, "only the programme's own windows are stored"


async def test_without_stored_days_movement_is_not_known(store: Store) -> None:
    await take(store, frame())
    assert set((await moved(store)).values()) == {(1, None, None)}
    plain = await make_board(store, BoardQuery(PROGRAMME, None, "children", "points", "all"))
    assert "moved" not in plain.rows[0]
