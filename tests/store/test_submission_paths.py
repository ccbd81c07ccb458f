"""What belongs to a unit is listed below whatever the unit hangs under, whoever wrote it, whatever was cut short."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.submission.card_store import CardQuery
from services.submission.domain import acts, authors
from services.submission.domain.authors import Details
from services.submission.domain.tree_plans import UnitChange
from services.submission.domain.units import UnitState, change
from services.submission.initiative_store import Query
from services.submission.store_mongo import INDEXES, MongoStore
from shared.mongo import Mongo
from shared.paths import GRACE, MARKS, WHOLE, forget
from shared.units import Level
from shared.web.idempotency import FirstAnswer
from tests.unit.submission.samples import BY_LAN, NOW, SETTING, content

NO_KEY = FirstAnswer(None, b"")
PLACES = {"tld": None, "can-tho": "tld", "o-mon": "can-tho", "ninh-kieu": "can-tho", "p-an-khanh": "ninh-kieu"}
LEVELS = (Level.NATIONAL, Level.PROVINCIAL, Level.UPPER, Level.UPPER, Level.GRASSROOTS)


@pytest.fixture
async def store(mongo: Mongo) -> MongoStore:
    await mongo.ensure_indexes(INDEXES)
    store = MongoStore(mongo)
    for (code, parent), level in zip(PLACES.items(), LEVELS, strict=True):
        await put(store, code, name=code, level=level, parent=parent)
    return store


async def put(store: MongoStore, code: str, **fields: Any) -> UnitState:
    tree = (await store.units.catalogue(fresh=True)).tree
    wanted = UnitChange(code, fields).wanted(tree.get(code))
    return await store.units.save_unit(change(await store.units.unit(code), wanted, tree, NOW), tree.version)


async def entered(store: MongoStore) -> UUID:
    """An initiative and a card of the grassroots union."""
    made = acts.submit(acts.enter(uuid4(), content(unit="p-an-khanh"), BY_LAN, SETTING), BY_LAN, SETTING)
    await store.initiatives.create(made, NO_KEY)
    details = Details("Trần Thị Lan", "p-an-khanh")
    await store.cards.create(authors.make(uuid4(), details, NOW, account=False), NO_KEY)
    return made.initiative.id


async def below(store: MongoStore, unit: str) -> tuple[int, int]:
    """How many initiatives and cards are listed below a unit."""
    return len(await store.initiatives.find(Query(units=(unit,)))), len(await store.cards.find(CardQuery((unit,))))


async def test_what_was_written_by_an_earlier_version_is_listed_before_and_after_it_has_a_path(
    store: MongoStore, mongo: Mongo
) -> None:
    await entered(store)
    for name in ("initiatives", "authors"):
        await mongo.db[name].update_many({}, {"$unset": {"path": ""}})
    assert await below(store, "can-tho") == (1, 1)
    assert await store.follow_tree() == 2
    assert await mongo.db[MARKS].find_one({"_id": WHOLE}) is not None
    assert await below(MongoStore(mongo), "can-tho") == (1, 1)
    assert await below(store, "o-mon") == (0, 0)


async def test_a_moved_unit_takes_its_initiatives_and_cards_along(store: MongoStore, mongo: Mongo) -> None:
    await store.follow_tree()
    await entered(store)
    await put(store, "p-an-khanh", parent="o-mon")
    assert await store.follow_tree() == 2
    assert (await below(store, "o-mon"), await below(store, "ninh-kieu")) == ((1, 1), (0, 0))
    await put(store, "o-mon", parent="tld", level=Level.PROVINCIAL)
    await store.follow_tree()
    assert (await below(store, "tld"), await below(store, "can-tho")) == ((1, 1), (0, 0))


async def test_a_merged_units_are_listed_below_its_heir(store: MongoStore) -> None:
    await store.follow_tree()
    await entered(store)
    await put(store, "ninh-kieu", merged_into="o-mon")
    await store.follow_tree()
    assert (await below(store, "o-mon"), await below(store, "ninh-kieu")) == ((1, 1), (0, 0))


async def test_a_late_writer_who_knew_the_tree_before_is_followed_once_more(store: MongoStore, mongo: Mongo) -> None:
    await store.follow_tree()
    id_ = await entered(store)
    await put(store, "p-an-khanh", parent="o-mon")
    await store.follow_tree()
    stale = {"$set": {"path": ["p-an-khanh", "ninh-kieu", "can-tho", "tld"]}}
    await mongo.db["initiatives"].update_one({"_id": id_}, stale)
    assert await store.follow_tree() == 0
    past = [{"$set": {"at": {"$subtract": ["$at", int(GRACE.total_seconds() * 1000) + 1]}}}]
    await mongo.db[MARKS].update_many({"_id": {"$ne": WHOLE}}, past)
    assert await store.follow_tree() == 1
    assert await below(store, "o-mon") == (1, 1)
    assert await mongo.db[MARKS].find_one({"_id": {"$ne": WHOLE}}) is None, "and the marks are gone"


async def test_a_process_that_ends_in_the_middle_leaves_the_rest_to_the_next(
    store: MongoStore, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.follow_tree()
    await entered(store)
    await put(store, "p-an-khanh", parent="o-mon")

    async def cut_short(*_: object) -> int:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(store.units.paths, "_place", cut_short)
        with pytest.raises(ConnectionError):
            await store.follow_tree()
    other = MongoStore(mongo)
    assert await other.follow_tree() == 2
    assert await below(other, "o-mon") == (1, 1)


async def test_after_a_restore_all_are_placed_anew(store: MongoStore, mongo: Mongo) -> None:
    await store.follow_tree()
    await entered(store)
    await mongo.db["initiatives"].update_many({}, {"$unset": {"path": ""}})
    await forget(mongo.db)
    assert await below(MongoStore(mongo), "can-tho") == (1, 1)
    assert await MongoStore(mongo).follow_tree() == 1
