"""Units merged away are gone: whatever sums, counts or compares sees their heir alone, with their figures."""

import asyncio
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.ranking.api.asking import BoardQuery
from services.ranking.api.making import make_board
from services.ranking.domain.boards import AMONG
from services.ranking.handlers.days import store_day
from services.ranking.snapshots.difference import differences
from services.ranking.snapshots.making import chunks_at, rows_at
from services.ranking.snapshots.sealing import Json
from shared.calendar import span_named
from shared.units import Level
from tests.fakes.ranking_store import MemoryStore
from tests.fakes.ranking_taking import take
from tests.model.acts import Acts
from tests.model.oracle import recount
from tests.model.quarter import recognised
from tests.unit.ranking.builders import (
    PROGRAMME,
    applied,
    authors,
    decided,
    programme,
    submitted,
    target,
    unit,
)

FIGURES = ("points", "submitted", "registered", "approved", "submitters", "benefit_vnd")
KINDS = (
    "submit",
    "submit",
    "approve",
    "merge",
    "merge",
    "merge",
    "new_unit",
    "move",
    "dissolve",
    "target",
    "target",
    "rename",
    "calendar",
)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_rows_and_direct_come_to_the_total_on_every_board_and_quarters_recognise_who_a_recount_does(
    data: st.DataObject,
) -> None:
    acts = Acts()
    for _ in range(30):
        kind = data.draw(st.sampled_from([kind for kind in KINDS if acts.can(kind)]))
        acts.do(kind, lambda options: data.draw(st.sampled_from(options)))

    async def check() -> None:
        store, records = MemoryStore(), acts.taken()
        await take(store, records)
        for code in acts.units:
            board = await make_board(store, BoardQuery(acts.programme_id, code, "children", "points", "all"), None)
            for name in FIGURES:
                assert board.head["total"][name] == board.head["direct"][name] + sum(row[name] for row in board.rows)
        await _check_snapshot(store, acts.programme_id)
        for quarter in ("2022-Q2", "2022-Q3"):
            rows = await _rows(store, acts.programme_id, quarter)
            honoured = {code for code, row in rows.items() if row["recognised"]}
            assert honoured == recognised(records, recount(records), quarter)

    asyncio.run(check())


async def _rows(store: MemoryStore, programme_id: str, window: str) -> dict[str, dict[str, Any]]:
    async with store.reading() as reading:
        standing = reading.frame.programmes[programme_id]
        span = standing.calendar.span(window)
        assert span is not None
        return {row["unit"]: row for row in await rows_at(reading, standing, span)}


async def _check_snapshot(store: MemoryStore, programme_id: str) -> None:
    tree, rows = await store.tree(), await _rows(store, programme_id, "all")
    assert set(rows) == {unit.code for unit in tree if unit.merged_into is None}
    for code, row in rows.items():
        for name in FIGURES:
            below = sum(int(rows[child.code][name]) for child in tree.children(code))
            assert int(row[name]) == int(row["direct"][name]) + below


async def quarter_of_two(*, merged: bool) -> dict[str, dict[str, Any]]:
    """Rows of a cluster's quarter: b had 5 of 5 and may be merged into a unit elsewhere, c has 4 of 4."""
    store = await applied(
        [unit("can-tho", None, Level.PROVINCIAL), programme()],
        [unit(code, "can-tho", cluster="quan") for code in ("b", "c")],
        [unit("khac", "can-tho", cluster="nganh")],
        [target("b", 1, None, **{"2022-Q3": 5}), target("c", 1, None, **{"2022-Q3": 4})],
        [submitted(f"b{n}", "b") for n in range(5)],
        [submitted(f"c{n}", "c") for n in range(4)],
        [unit("b", "can-tho", version=2, cluster="quan", merged_into="khac")] if merged else [],
    )
    span = span_named("2022-Q3")
    assert span is not None
    async with store.reading() as reading:
        chunks = await chunks_at(reading, reading.frame.programmes[PROGRAMME], span)
    rows = {row["unit"]: row for chunk in chunks if chunk["kind"] == "rows" for row in chunk["items"]}
    tree = {one["code"]: one for chunk in chunks if chunk["kind"] == "units" for one in chunk["items"]}
    assert tree["b"]["merged_into"] == ("khac" if merged else None)
    return rows


async def test_a_merged_unit_neither_is_recognised_nor_takes_recognition_away() -> None:
    before = await quarter_of_two(merged=False)
    assert [code for code, row in before.items() if row["recognised"]] == ["b"]
    after = await quarter_of_two(merged=True)
    assert "b" not in after
    assert [code for code, row in after.items() if row["recognised"]] == ["c", "khac"], "the heir has what b had"
    assert (after["khac"]["registered"], after["khac"]["target"]) == (5, 5)


async def test_a_merged_unit_is_on_no_board_and_its_own_figures_are_its_heirs_direct_ones() -> None:
    store = await applied(
        [unit("can-tho", None, Level.PROVINCIAL), unit("a", "can-tho", members=10), unit("b", "can-tho", members=5)],
        [unit("xa", "b", Level.GRASSROOTS), programme()],
        [submitted("1", "b", authors=authors(("lan", "b"))), submitted("2", "xa", authors=authors(("lan", "xa")))],
        [decided("1", benefit=12_000_000)],
        [unit("b", "can-tho", version=2, members=5, merged_into="a")],
    )
    for among in AMONG:
        board = await make_board(store, BoardQuery(PROGRAMME, "can-tho", among, "points", "all"), None)
        assert "b" not in [row["unit"] for row in board.rows]
    heir = await make_board(store, BoardQuery(PROGRAMME, "b", "children", "points", "all"), None)
    assert (heir.head["unit"], heir.head["total"]["submitted"], heir.head["total"]["members"]) == ("a", 2, 10)
    assert (heir.head["direct"]["submitted"], heir.head["direct"]["benefit_vnd"]) == (1, 12_000_000)
    assert [row["unit"] for row in heir.rows] == ["xa"]


async def test_a_day_is_stored_without_units_merged_away() -> None:
    store = await applied(
        [unit("can-tho", None, Level.PROVINCIAL), unit("a", "can-tho"), unit("b", "can-tho"), programme()],
        [unit("b", "can-tho", version=2, merged_into="a")],
    )
    await store_day(store, date(2022, 7, 4))
    stored = store.state.stored_days[PROGRAMME, date(2022, 7, 4)]
    assert {one.unit for one in stored} == {"can-tho", "a"}


def frozen_row(unit: str, registered: int) -> dict[str, Any]:
    return {"unit": unit, **dict.fromkeys(FIGURES, 0), "registered": registered, "benefit_vnd": str(registered)}


def test_what_a_unit_had_before_it_was_merged_is_its_heirs_in_the_difference() -> None:
    units: list[Json] = [{"code": "a", "merged_into": None}, {"code": "b", "merged_into": None}]
    chunks: list[Json] = [
        {"kind": "rows", "items": [frozen_row("a", 1), frozen_row("b", 5)]},
        {"kind": "units", "items": units},
    ]
    found = {one["unit"]: one["registered"] for one in differences(chunks, [frozen_row("a", 6)])}
    assert found == {"a": 5, "b": -5}


def test_rows_of_merged_units_in_the_first_format_are_no_difference() -> None:
    units: list[Json] = [{"code": "a", "merged_into": None}, {"code": "b", "merged_into": "a"}]
    chunks: list[Json] = [
        {"kind": "rows", "items": [frozen_row("a", 5), frozen_row("b", 5)]},
        {"kind": "units", "items": units},
    ]
    assert differences(chunks, [frozen_row("a", 5)]) == []
