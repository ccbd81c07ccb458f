from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from deploy.demo.boards import GLOW_SECONDS, LiveBoard
from deploy.demo.show import board_table, figure
from deploy.demo.stream import BoardEvent


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def row(unit: str, rank: int | None, registered: int, target: int | None = None) -> dict[str, Any]:
    figures = dict.fromkeys(("approved", "points", "benefit_vnd", "submitters"), 0)
    percent = round(100 * registered / target, 2) if target else None
    shown = {"unit": unit, "name": unit, "rank": rank, "registered": registered, "target": target, "percent": percent}
    return {**shown, **figures}


def snapshot(*rows: dict[str, Any]) -> BoardEvent:
    return BoardEvent("snapshot", {"rows": list(rows), "target_basis": "registered"})


def board(clock: Clock | None = None) -> LiveBoard:
    made = LiveBoard("Bảng", 10, clock or Clock())
    made.take(snapshot(row("a", 1, 3), row("b", 2, 2), row("c", 3, 0)))
    return made


def test_nothing_glows_when_the_board_is_first_shown() -> None:
    assert not any(style.style for style in board().table(120).rows)


def test_changed_rows_take_their_new_place_and_glow_for_a_while() -> None:
    clock = Clock()
    shown = board(clock)
    changed = shown.take(BoardEvent("rows", {"rows": [row("b", 1, 4), row("a", 2, 3)], "removed": []}))
    assert [r["unit"] for r in changed] == ["b"]
    assert [r["unit"] for r in shown.ordered()] == ["b", "a", "c"]
    assert [bool(r.style) for r in shown.table(120).rows] == [True, False, False]
    clock.now += GLOW_SECONDS + 0.1
    assert not any(r.style for r in shown.table(120).rows)


def test_a_removed_row_leaves_and_a_new_snapshot_replaces_all() -> None:
    shown = board()
    shown.take(BoardEvent("rows", {"rows": [], "removed": ["c"]}))
    assert [r["unit"] for r in shown.ordered()] == ["a", "b"]
    shown.take(snapshot(row("d", 1, 1)))
    assert [r["unit"] for r in shown.ordered()] == ["d"]


def test_of_equal_rank_the_nearer_to_its_target_stands_first_and_unranked_last() -> None:
    shown = LiveBoard("Bảng", 10)
    rows = [row("x", None, 0), row("y", 1, 1), row("w", 1, 1, 20_001), row("z", 1, 1, 20_000)]
    shown.take(snapshot(*rows))
    assert [r["unit"] for r in shown.ordered()] == ["z", "w", "y", "x"]


def test_figures_are_written_as_people_here_write_them() -> None:
    assert figure("percent", 40.81) == "40,81 %"
    assert figure("percent", 0.05) == "0,05 %"
    assert figure("benefit_vnd", 1_200_000) == "1.200.000"
    assert figure("rank", None) == "–"


def test_a_board_fits_its_terminal_without_cutting_a_figure() -> None:
    name = "Công đoàn ngành Nông nghiệp và Phát triển nông thôn thành phố Cần Thơ"
    great = {**row("a", 1, 1234, 1000), "name": name, "points": 98_765, "benefit_vnd": 11_038_400_000}
    for width in (80, 104, 105, 120, 200):
        console = Console(width=width, file=StringIO(), record=True)
        console.print(board_table("Bảng", [great], width))
        text = console.export_text()
        assert max(map(len, text.splitlines())) <= width
        assert all(shown in text for shown in ("1.234", "98.765", "123,40 %"))
        assert ("11.038.400.000" in text) is (width >= 105)


@pytest.mark.parametrize("name", ["approved", "an-event-of-later"])
def test_what_a_stream_tells_beside_its_rows_changes_no_board(name: str) -> None:
    shown = board()
    before = shown.ordered()
    assert shown.take(BoardEvent(name, {"items": []})) == []
    assert shown.ordered() == before
