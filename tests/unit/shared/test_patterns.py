"""No pattern that sees what people send can take more than its length's share of time."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import services
import shared

UNBOUNDED = parser.MAXREPEAT


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for package in (services, shared):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(("__main__", ".app")):
                names = vars(importlib.import_module(module.name))
                yield from (
                    (f"{module.name}.{name}", one) for name, one in names.items() if isinstance(one, re.Pattern)
                )


def nested(parsed: Any, *, within: bool = False) -> bool:
    """Whether something unbounded repeats within something unbounded: what such a pattern tries doubles by letter."""
    for op, argument in parsed:
        parts = argument if isinstance(argument, list | tuple) else ()
        repeats = str(op) in ("MAX_REPEAT", "MIN_REPEAT") and argument[1] is UNBOUNDED
        if repeats and within:
            return True
        below = [part for group in parts for part in (group if isinstance(group, list) else [group])]
        if any(isinstance(part, parser.SubPattern) and nested(part, within=within or repeats) for part in below):
            return True
    return False


PARTED = {"shared.addresses._LOCAL": "each part begins with a dot, and no part holds one"}
"""Those that are parted by a letter the parts do not have, so that there is one way to read a text."""


@pytest.mark.parametrize("name", sorted(dict(patterns())))
def test_no_pattern_repeats_without_bound_within_what_repeats_without_bound(name: str) -> None:
    pattern = dict(patterns())[name]
    assert name in PARTED or not nested(parser.parse(pattern.pattern, pattern.flags))


def test_a_pattern_that_doubles_is_told() -> None:
    assert nested(parser.parse(r"(?:a+)+b"))
    assert nested(parser.parse(r"(?:x|(?:a*))*b"))
    assert not nested(parser.parse(r"(?:a{1,9}){1,9}b+"))
