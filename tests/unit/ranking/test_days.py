"""A unit's initiatives day by day: nothing is missing between its days, and they add up to the window's figures."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.ranking.domain.changes import Spot
from services.ranking.domain.dailies import MOST_DAYS, days_between
from tests.fakes.ranking_store import MemoryStore
from tests.unit.ranking.builders import PROGRAMME, applied, decided, frame, programme, submitted, unit, withdrawn
from tests.unit.ranking.test_boards import client


def on(day: int, name: str, of: str = "xa-a", month: int = 7) -> Any:
    return submitted(name, of, registered_at=datetime(2022, month, day, 3, tzinfo=UTC))


@pytest.fixture
async def store() -> MemoryStore:
    return await applied(
        frame(),
        [on(1, "a"), on(1, "b"), on(4, "c"), on(4, "d", "cai-rang"), on(2, "e", month=8)],
        [decided("a")],
    )


async def days(store: MemoryStore, of: str = "can-tho", **query: str) -> dict[str, dict[str, int]]:
    async with client(store) as http:
        answer = await http.get(f"/standings/{PROGRAMME}/{of}/days", params=query)
    assert answer.status_code == 200, answer.text
    return {day.pop("day"): day for day in answer.json()["days"]}


async def test_every_day_of_the_window_is_there_and_the_quiet_ones_are_zero(store: MemoryStore) -> None:
    found = await days(store, window="2022-07")
    assert list(found) == [f"2022-07-{day:02}" for day in range(1, 32)]
    assert {day for day, counts in found.items() if counts["submitted"]} == {"2022-07-01", "2022-07-04"}
    first = found["2022-07-01"]
    assert (first["registered"], first["approved"], first["pending"]) == (2, 1, 1)


async def test_a_week_across_two_months_and_a_unit_below(store: MemoryStore) -> None:
    found = await days(store, "ninh-kieu", window="2022-W31")
    assert list(found) == [f"2022-08-{day:02}" for day in range(1, 8)]
    assert found["2022-08-02"]["submitted"] == 1
    assert sum(day["submitted"] for day in (await days(store, "cai-rang")).values()) == 1


async def test_days_follow_what_becomes_of_an_initiative(store: MemoryStore) -> None:
    await applied([withdrawn("b", "xa-a", registered_at=datetime(2022, 7, 1, 3, tzinfo=UTC))], store=store)
    first = (await days(store, window="2022-07"))["2022-07-01"]
    assert (first["submitted"], first["registered"], first["withdrawn"]) == (2, 1, 1)


async def test_days_move_with_their_unit(store: MemoryStore) -> None:
    await applied([unit("xa-a", "cai-rang", version=2)], store=store)
    moved, left = await days(store, "cai-rang", window="2022-07"), await days(store, "ninh-kieu", window="2022-07")
    assert moved["2022-07-01"]["submitted"] == 2
    assert sum(day["submitted"] for day in left.values()) == 0


async def test_days_are_counted_anew_with_another_policy(store: MemoryStore) -> None:
    before = await days(store)
    await applied([programme(2, policy={})], store=store)
    assert await days(store) == before


async def test_days_that_were_not_counted_from_the_beginning_are_not_told(store: MemoryStore) -> None:
    july = (store.state.frame.generation_of(PROGRAMME), Spot(PROGRAMME, "can-tho", "2022-07"))
    del store.state.dailies[july]
    async with client(store) as http:
        answer = await http.get(f"/standings/{PROGRAMME}/can-tho/days")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:sangkien:problem:days-not-counted")
    assert answer.headers["retry-after"]


async def test_a_window_there_is_not_and_a_programme_that_is_not_public_are_refused(store: MemoryStore) -> None:
    async with client(store) as http:
        assert (await http.get(f"/standings/{PROGRAMME}/can-tho/days?window=2031-07")).status_code == 422
        assert (await http.get(f"/standings/{PROGRAMME}/nowhere/days")).status_code == 404
        await applied([programme(2, public=False)], store=store)
        assert (await http.get(f"/standings/{PROGRAMME}/can-tho/days")).status_code == 401


def test_of_a_stretch_that_is_too_long_the_last_days_are_told() -> None:
    found = days_between(date(1990, 1, 1), date(2100, 1, 1))
    assert (len(found), found[-1]) == (MOST_DAYS, date(2100, 1, 1))
    assert days_between(date(2022, 7, 2), date(2022, 7, 1)) == []
