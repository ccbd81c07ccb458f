"""What the bench writes down, and when."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.bench.__main__ import Part, Size, measure
from tests.bench.report import Figure, Results

SIZE = Size(pairs=1, seconds=1, initiatives=1)


def written(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    return content


async def test_a_reset_connection_costs_its_own_part_alone_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    seen: list[set[str]] = []

    async def first(_state: Path, _size: Size) -> list[Figure]:
        return [Figure("first", ours=1, goal=2, unit="MB")]

    async def reset(_state: Path, _size: Size) -> list[Figure]:
        seen.append(set(written(path)))
        raise ConnectionResetError("by peer")

    async def last(_state: Path, _size: Size) -> list[Figure]:
        return [Figure("last", ours=3, goal=2, unit="MB")]

    parts: Mapping[str, tuple[str, Part]] = {"a": ("a", first), "b": ("b", reset), "c": ("c", last)}
    results = Results(path)
    await measure(parts, SIZE, tmp_path, Console(quiet=True), results)
    assert seen == [{"first"}], "a figure is in the file as soon as it is there"
    assert [figure.name for figure in results.figures] == ["first", "last"]
    assert list(results.failed) == ["b"]
    assert written(path)["failed"]["b"] == "ConnectionResetError('by peer')"


@pytest.mark.parametrize(
    ("unit", "at_least", "ours", "met"),
    [("ms", False, 190, True), ("ms", False, 210, False), ("s", False, 190, True), ("events/s", True, 60, True),
     ("events/s", True, 40, False), ("MB", False, 190, False), ("×", True, 60, False)],
)  # fmt: skip
def test_times_and_rates_are_judged_by_this_machines_bare_route(
    tmp_path: Path, unit: str, at_least: bool, ours: float, met: bool
) -> None:
    results = Results(tmp_path / "bench.json")
    results.judge_by(1.0, 0.5)
    results.add([Figure("a figure", ours=ours, goal=100, unit=unit, at_least=at_least)])
    (figure,) = results.figures
    assert figure.met is met
    assert written(tmp_path / "bench.json")["a figure"]["goal"] == 100


def test_what_is_a_ratio_to_something_bare_is_not_moved(tmp_path: Path) -> None:
    results = Results(tmp_path / "bench.json")
    results.judge_by(1.0, 0.5)
    results.add([Figure.of_pairs("submit", [(70, 100)], goal=0.6, unit="posts/s", notes={})])
    assert results.figures[0].goal_here == 0.6
