"""One suite for both stores: what the handlers write through them, and what boards read."""

import asyncio
import itertools
from collections.abc import Mapping
from itertools import islice

import pytest

from services.ranking.domain.approvals import MOST
from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Spot
from services.ranking.handlers import FactsHandler, FrameHandler
from services.ranking.recount import recompute
from services.ranking.store import GROUP, RankingTransaction, Store, Writes
from services.ranking.store_mongo import INDEXES, MongoStore
from shared.messaging.consumer import Paused, Record
from shared.mongo import Mongo
from tests.fakes.batch import FakeBatch
from tests.fakes.ranking_store import MemoryStore
from tests.fakes.ranking_taking import take
from tests.model.oracle import recount
from tests.patience import patience
from tests.unit.ranking.builders import (
    PROGRAMME,
    authors,
    decided,
    frame,
    named,
    programme,
    reward,
    submitted,
    target,
    tree,
    unit,
)


@pytest.fixture(params=["memory", "mongo"])
def mongo_if_asked(request: pytest.FixtureRequest) -> Mongo | None:
    return request.getfixturevalue("mongo") if request.param == "mongo" else None


@pytest.fixture
async def store(mongo_if_asked: Mongo | None) -> Store:
    if mongo_if_asked is None:
        return MemoryStore()
    await mongo_if_asked.ensure_indexes(INDEXES)
    return MongoStore(mongo_if_asked)


async def apply(store: Store, *records: Record) -> None:
    await take(store, records)


async def figures(store: Store) -> dict[tuple[str, str, str, str], int]:
    codes = ["tld", "can-tho", "ninh-kieu", "cai-rang", "xa-a", "xa-b"]
    async with store.reading() as reading:
        cells = await reading.windows(PROGRAMME, codes)
    return {
        (spot.unit, spot.window, part, name): amount
        for spot, cell in cells.items()
        for part, kept in (("direct", cell.direct), ("total", cell.total))
        for name, amount in kept.items()
        if amount
    }


async def epochs(mongo: Mongo) -> int:
    """How often batches of facts were excluded."""
    found = await mongo.db["partitions"].find_one({"_id": GROUP})
    return found["exclusions"] if found else 0


async def revision(store: Store) -> int:
    return (await store.revision(PROGRAMME)).number


LIFE = [
    submitted("a", "xa-a", authors=authors(("lan", "xa-a"), ("minh", "xa-b"))),
    submitted("b", "xa-a"),
    submitted("c", "can-tho"),
    decided("a", levels=("grassroots", "upper"), rewards=(reward("giay-khen"),), benefit=12_000_000),
    decided("c", "rejected"),
]


async def test_cells_are_what_a_recount_gives(store: Store) -> None:
    await apply(store, *frame())
    await apply(store, *LIFE)
    assert await figures(store) == recount([*frame(), *LIFE])


async def test_the_same_batch_again_changes_nothing(store: Store) -> None:
    await apply(store, *frame(), *LIFE)
    before, number = await figures(store), await revision(store)
    await apply(store, *frame(), *LIFE)
    assert (await figures(store), await revision(store)) == (before, number)


async def test_a_unit_that_moves_takes_its_totals_along(store: Store) -> None:
    await apply(store, *frame(), *LIFE)
    moved = unit("xa-a", "cai-rang", version=2)
    await apply(store, moved)
    assert await figures(store) == recount([*frame(), *LIFE, moved])


async def test_initiatives_wait_for_their_programme_and_a_new_policy_counts_them_again(store: Store) -> None:
    await apply(store, *tree(), *LIFE)
    assert await figures(store) == {}
    await apply(store, programme())
    assert await figures(store) == recount([*frame(), *LIFE])
    without = programme(2, policy={}, phases=())
    await apply(store, without)
    assert await figures(store) == recount([*frame(), without, *LIFE])


async def test_a_frame_is_read_back_as_it_was_learnt(store: Store) -> None:
    await apply(store, *frame())
    found = await store.frame()
    assert found.tree.path("xa-a") == ("xa-a", "ninh-kieu", "can-tho", "tld")
    assert found.programmes[PROGRAMME].scores_as(found.programmes[PROGRAMME])
    assert found.programmes[PROGRAMME].policy.version == 3
    async with store.reading() as reading:
        assert reading.frame.version == found.version == 1


async def test_an_older_target_does_not_replace_a_newer_one(store: Store) -> None:
    await apply(store, *frame(), target("ninh-kieu", 2, total=300))
    number = await revision(store)
    await apply(store, target("ninh-kieu", 1, total=100))
    async with store.reading() as reading:
        assert (await reading.targets(PROGRAMME, ["ninh-kieu"]))["ninh-kieu"].assigned == {"total": 300}
    assert await revision(store) == number


async def test_facts_are_kept_whole(store: Store) -> None:
    await apply(store, *frame(), *LIFE)
    async with store.reading() as reading:
        facts = await reading.facts(str(named("a")))
    assert facts is not None
    assert facts.submission is not None
    assert facts.judgement is not None
    assert len(facts.submission.authors) == 2
    assert facts.judgement.rewards == (("giay-khen", "upper"),)


async def test_a_batch_that_fails_leaves_nothing_behind(store: Store) -> None:
    await apply(store, *frame())

    async def half_done(work: RankingTransaction) -> None:
        await work.write(await store.frame(), Writes(programmes={PROGRAMME}))
        raise RuntimeError

    number = await revision(store)
    with pytest.raises(RuntimeError):
        await store.change(half_done, FakeBatch([]))
    assert await revision(store) == number


async def test_a_change_of_the_tree_excludes_other_batches_and_plain_facts_do_not(
    store: Store, mongo_if_asked: Mongo | None
) -> None:
    if mongo_if_asked is None:
        return  # nothing runs beside a transaction of the memory store
    held = await epochs(mongo_if_asked)
    first, second = FakeBatch(frame()), FakeBatch(LIFE)
    await FrameHandler(store).apply(first)
    risen = await epochs(mongo_if_asked)
    assert risen > held
    await FactsHandler(store).apply(second)
    assert await epochs(mongo_if_asked) == risen
    assert min(first.sealed, second.sealed) > 0


async def test_changes_name_the_programme_whose_revision_rose(store: Store) -> None:
    await apply(store, *frame())
    changes = store.changes()
    waiting = asyncio.ensure_future(anext(aiter(changes)))
    async with asyncio.timeout(patience(10)):
        for number in itertools.count():  # nothing says when it has begun to listen
            if waiting.done():
                break
            await apply(store, submitted(f"change-{number}", "xa-a"))
            await asyncio.sleep(0.1)
    assert await waiting == PROGRAMME


async def test_two_processes_at_once_count_everything_once(store: Store, mongo_if_asked: Mongo | None) -> None:
    other: Store = MongoStore(mongo_if_asked) if mongo_if_asked else store
    await apply(store, *frame())
    records = [submitted(f"i{n}", ("xa-a", "xa-b")[n % 2]) for n in range(40)]
    appliers = [FactsHandler(store), FactsHandler(other)]
    await asyncio.gather(
        *(appliers[n % 2].apply(FakeBatch(records[n * 10 : n * 10 + 10])) for n in range(4)),
    )
    assert await figures(store) == recount([*frame(), *records])
    async with store.reading() as reading:
        cells = await reading.windows(PROGRAMME, ["tld"])
    assert cells[Spot(PROGRAMME, "tld", "all")].total["pending"] == 40


async def test_facts_rest_while_a_programme_is_counted_anew_and_boards_show_the_old_one(store: Store) -> None:
    await apply(store, *frame(), *LIFE)
    before = await figures(store)
    newer = programme(2, policy={"version": 4, "base": {"upper": {"default": 99}}})
    await FrameHandler(store).apply(FakeBatch([newer]))
    late = submitted("d", "xa-b")
    with pytest.raises(Paused):
        await FactsHandler(store).apply(FakeBatch([late]))
    assert await figures(store) == before
    assert (await store.frame()).programmes[PROGRAMME].policy.version == 3
    number = await revision(store)
    await recompute(store)
    assert await figures(store) == recount([*frame(), newer, *LIFE])
    assert (await store.frame()).programmes[PROGRAMME].policy.version == 4
    assert (await store.revision(PROGRAMME)).generation > 1
    assert number > 0
    await apply(store, late)
    assert await figures(store) == recount([*frame(), newer, *LIFE, late])


async def test_a_unit_that_moves_and_a_newer_policy_during_a_recomputation_are_both_heard(store: Store) -> None:
    await apply(store, *frame(), *LIFE)
    second = programme(2, policy={"version": 4, "base": {"upper": {"default": 99}}})
    third = programme(3, policy={"version": 5, "base": {"upper": {"default": 7}}})
    moves = unit("xa-a", "cai-rang", version=2)
    await FrameHandler(store).apply(FakeBatch([second]))
    news = iter(([moves], [third]))
    put_cells = store.put_cells

    async def disturbed(generation: int, cells: Mapping[Spot, Cell]) -> None:
        await put_cells(generation, cells)
        for records in islice(news, 1):
            await FrameHandler(store).apply(FakeBatch(records))

    store.put_cells = disturbed  # type: ignore[method-assign]
    await recompute(store)
    assert await figures(store) == recount([*frame(), third, moves, *LIFE])


async def test_a_policy_taken_back_before_it_was_counted_lets_facts_go_on(store: Store) -> None:
    await apply(store, *frame(), *LIFE)
    await FrameHandler(store).apply(FakeBatch([programme(2, policy={})]))
    await FrameHandler(store).apply(FakeBatch([programme(3)]))
    late = submitted("d", "xa-b")
    await FactsHandler(store).apply(FakeBatch([late]))
    assert await figures(store) == recount([*frame(), *LIFE, late])


async def test_units_that_move_after_a_recomputation_move_the_cells_that_are_shown(store: Store) -> None:
    await apply(store, *frame(), *LIFE, programme(2, policy={}))
    moved = unit("xa-a", "cai-rang", version=2)
    await apply(store, moved)
    assert await figures(store) == recount([*frame(), programme(2, policy={}), *LIFE, moved])


async def test_the_newest_approvals_are_kept_in_order_and_no_more_than_so_many(store: Store) -> None:
    for n in range(3):
        some = [record for m in range(25) for record in (submitted(f"f-{n}-{m}"), decided(f"f-{n}-{m}"))]
        await apply(store, *(some if n else [*frame(), *some]))
    fresh = await store.fresh_approvals(PROGRAMME)
    assert (fresh.count, len(fresh.newest), fresh.forgotten) == (75, MOST, 75 - MOST)
    assert [one.number for one in fresh.newest] == list(range(75 - MOST + 1, 76))
    assert fresh.newest[-1].title == "Sáng kiến f-2-24"
    assert fresh.newest[-1].at.tzinfo is not None
    assert (await store.fresh_approvals("another")).count == 0
