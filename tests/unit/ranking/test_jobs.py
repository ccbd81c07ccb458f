"""What ranking does by the clock: the error of one programme is no other's."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.ranking.domain.changes import Figures, Spot
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame
from services.ranking.domain.targets import Target
from services.ranking.handlers import FactsHandler, FrameHandler
from services.ranking.handlers.days import store_day
from services.ranking.handlers.milestones import sweep
from services.ranking.recount import recompute
from shared.messaging.consumer import Paused
from shared.runtime.jobs import SomeFailed
from tests.fakes.batch import FakeBatch
from tests.fakes.ranking_store import MemoryStore, MemoryWork
from tests.fakes.ranking_taking import take
from tests.unit.ranking.builders import POLICY, PROGRAMME, applied, decided, frame, programme, submitted, target, total

DAY = date(2022, 7, 4)
BROKEN = "a-broken"


@pytest.fixture
async def store() -> MemoryStore:
    """Two programmes; the one whose name comes first is the one that fails."""
    return await applied([*frame(), programme(id=BROKEN)], [submitted("a"), submitted("b", programme=BROKEN)])


async def test_a_day_is_stored_for_every_programme_that_can_be(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_day = store.put_day

    async def failing(programme: str, day: date, kept: Any) -> None:
        if programme == BROKEN:
            raise RuntimeError
        await put_day(programme, day, kept)

    monkeypatch.setattr(store, "put_day", failing)
    with pytest.raises(SomeFailed, match=BROKEN):
        await store_day(store, DAY)
    assert set(store.state.stored_days) == {(PROGRAMME, DAY)}


async def test_milestones_are_swept_for_every_programme_that_can_be(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Target(PROGRAMME, "ninh-kieu", 1, {"total": 1})
    store.state.targets[PROGRAMME, "ninh-kieu"] = known
    store.state.targets[BROKEN, "ninh-kieu"] = replace(known, programme=BROKEN)
    totals_at = MemoryWork.totals_at

    async def failing(work: MemoryWork, frame: Frame, spots: Collection[Spot]) -> dict[Spot, Figures]:
        if BROKEN in {spot.programme for spot in spots}:
            raise RuntimeError
        return await totals_at(work, frame, spots)

    monkeypatch.setattr(MemoryWork, "totals_at", failing)
    with pytest.raises(SomeFailed, match=BROKEN):
        await sweep(store)
    assert {one.threshold for one in store.state.milestones if one.window == "all"} == {50, 80, 100}


async def test_a_programme_that_cannot_be_counted_keeps_no_other_from_its_new_policy(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts_of = store.facts_of

    async def failing(generation: int, programme: str) -> AsyncIterator[list[Facts]]:
        if programme == BROKEN:
            raise OverflowError
        async for some in facts_of(generation, programme):
            yield some

    monkeypatch.setattr(store, "facts_of", failing)
    other = {**POLICY, "sector": {"health": 50}}
    with pytest.raises(SomeFailed, match=BROKEN):
        await take(store, [programme(2, id=BROKEN, policy=other), programme(2, policy=other)])
    assert set(store.state.frame.waiting) == {BROKEN}
    assert store.state.frame.programmes[PROGRAMME].version == 2
    monkeypatch.undo()
    await recompute(store)
    assert not store.state.frame.waiting


async def test_a_target_of_a_window_reached_already_is_a_milestone(store: MemoryStore) -> None:
    await take(store, [target("ninh-kieu", P2=1)])
    assert ("P2", 100) in {(one.window, one.threshold) for one in store.state.milestones}


async def test_while_one_programme_is_counted_anew_what_others_are_told_goes_on(store: MemoryStore) -> None:
    newer = programme(2, id=BROKEN, policy={**POLICY, "sector": {"health": 50}})
    await FrameHandler(store).apply(FakeBatch([newer]))
    assert set(store.state.frame.waiting) == {BROKEN}
    await FactsHandler(store).apply(FakeBatch([submitted("c"), submitted("b", programme=BROKEN)]))
    assert total(store, "ninh-kieu", "pending") == 2, "what is a repeat for the other one holds up nothing"
    before = dict(store.state.facts)
    with pytest.raises(Paused):
        await FactsHandler(store).apply(FakeBatch([submitted("d"), decided("b")]))
    assert store.state.facts == before, "all effects of a batch or none"
    await recompute(store)
    await FactsHandler(store).apply(FakeBatch([submitted("d"), decided("b")]))
    assert total(store, "ninh-kieu", "pending") == 3
