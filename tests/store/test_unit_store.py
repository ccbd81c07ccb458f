"""The units of a service and their tree: read on from what is known, whole only where that is not enough."""

from dataclasses import replace

import pytest

from services.ranking.handlers import FrameHandler
from services.ranking.store_mongo import INDEXES, MongoStore
from shared.mongo import Document, Mongo, Session
from shared.unit_store import UnitStore, raised, unit_document, unit_of
from shared.units import Level, Unit
from tests.fakes.batch import FakeBatch
from tests.unit.ranking.builders import frame, unit

A, B, C = (Unit(code, f"CĐ {code}", Level.UPPER, members=3, version=1) for code in "abc")


async def put(mongo: Mongo, *units: Unit) -> int:
    """Write units as a service does; the tree's version after it."""

    async def work(session: Session) -> int:
        version = await raised(mongo.db["heads"], "tree", session)
        await UnitStore(mongo.db).put(units, version, session)
        return version

    return await mongo.transaction(work)


async def test_only_what_changed_since_is_read(mongo: Mongo) -> None:
    reading: list[str] = []

    def noted(document: Document) -> Unit:
        reading.append(document["_id"])
        return unit_of(document)

    store = UnitStore(mongo.db, read=noted)
    first = await put(mongo, A, B)
    assert {one.code for one in await store.tree_at(first)} == {"a", "b"}
    reading.clear()
    second = await put(mongo, replace(B, parent="a", version=2), C)
    tree = await store.tree_at(second)
    assert sorted(reading) == ["b", "c"]
    assert (tree.version, tree.path("b"), len(tree)) == (second, ("b", "a"), 3)
    assert await store.tree_at(second) is tree


async def test_where_units_may_have_gone_all_are_read(mongo: Mongo) -> None:
    store = UnitStore(mongo.db)
    await store.tree_at(await put(mongo, replace(A, version=5), B))
    await mongo.db["units"].delete_many({})
    version = await put(mongo, replace(A, version=2))
    tree = await store.tree_at(version, afresh=True)
    assert [(one.code, one.version) for one in tree] == [("a", 2)]


@pytest.mark.parametrize("code_inside", [True, False])
def test_a_unit_is_read_as_any_earlier_version_wrote_it(code_inside: bool) -> None:
    document = unit_document(A, 7)
    del document["tree_version"]
    assert unit_of({**document, "code": "a"} if code_inside else document) == A


async def test_one_process_sees_what_another_changed_of_the_tree_and_its_members(mongo: Mongo) -> None:
    await mongo.ensure_indexes(INDEXES)
    one, other = MongoStore(mongo), MongoStore(mongo)
    await FrameHandler(one).apply(FakeBatch([*frame(), unit("moi", "xa-a", Level.SUBDIVISION, members=10)]))
    assert (await other.frame()).members.of("can-tho") == 10
    await FrameHandler(one).apply(FakeBatch([unit("moi", "xa-b", Level.SUBDIVISION, version=2, members=12)]))
    seen = await other.frame()
    assert [seen.members.of(code) for code in ("can-tho", "ninh-kieu", "cai-rang")] == [12, None, 12]
