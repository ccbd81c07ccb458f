"""A time-out in tests ends what hangs; how long that is, is measured for the machine (`tests.patience`)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from deploy.local.processes import ROOT

WAITS = {"timeout", "wait_for", "timeout_at"}
CLOCKS = {"perf_counter", "monotonic", "process_time"}
JUDGES = ROOT / "tests" / "bench"
"""The bench alone says how fast something is."""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if JUDGES not in path.parents:
            yield path.relative_to(ROOT), ast.parse(path.read_text())


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_number(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def own_limits(tree: ast.Module) -> Iterator[int]:
    """Lines with a time-out that is written as a number; `stop(timeout=1)` tells a part under test, and is none."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node)
        by_word = [word.value for word in node.keywords if word.arg == "timeout"] if name != "stop" else []
        by_place = node.args[-1:] if name in WAITS else []
        if any(is_number(limit) for limit in (*by_word, *by_place)):
            yield node.lineno


def judgements(tree: ast.Module) -> Iterator[int]:
    """Lines that assert a clock's reading to be less or more than something."""
    for node in ast.walk(tree):
        for compared in ast.walk(node.test) if isinstance(node, ast.Assert) else ():
            if (
                isinstance(compared, ast.Compare)
                and any(isinstance(way, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for way in compared.ops)
                and any(isinstance(part, ast.Call) and name_of(part) in CLOCKS for part in ast.walk(compared))
            ):
                yield compared.lineno


def test_every_time_out_is_measured_for_the_machine() -> None:
    found = [f"{path}:{line}" for path, tree in trees() for line in own_limits(tree)]
    assert not found, f"write patience(seconds): {found}"


def test_nothing_is_asserted_of_a_clock() -> None:
    assert not [f"{path}:{line}" for path, tree in trees() for line in judgements(tree)]
