"""What requests carry is what it says it is: asked of every route of the four services."""

from typing import Any

import pytest

from tests.unit.web.routes import Leaf, body_leaves, parameter_leaves

FAR = ["0022-07-15", "0001-01-01", "1989-12-31", "2101-01-01", "9999-12-31"]
NO_DAYS = ["", "1656633600", "0", "2022-02-30", "2022-7-5", "20220715", "2022-W28-5", "2022-07-15T00:00:00Z", *FAR]
FAR_MOMENTS = ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-01:00", "1989-12-31T23:59:59Z", "2101-01-01T00:00:00Z"]
NO_MOMENTS = [
    *FAR_MOMENTS,
    "",
    "0.5",
    "1656633600",
    "2022-07-15",
    "2022-07-15T08:30:00",
    "2022-07-15 08:30:00Z",
    "2022-07-15T08:30:00+0700",
    "2022-07-15T24:00:00Z",
    "２０２２-07-15T08:30:00Z",
]
NO_NUMBERS: list[Any] = ["500.000", "1_000", "500000", "٣", "1e3", "", True, False, [], {}]
IN_BODIES: dict[str, list[Any]] = {
    "integer": [*NO_NUMBERS, 1.5, 1.0],
    "number": NO_NUMBERS,
    "boolean": [0, 1, "true", "false", "yes", "", []],
    "date": [0, 1656633600, 0.5, True, "２０２２-07-15", *NO_DAYS],
    "date-time": [0, 1656633600, 0.5, True, *NO_MOMENTS],
    "string": [0, 5, 1.5, True, [], {}, "a\x00b", "\x1b[1m", "a\u202eb", "\ud800"],
}
IN_ADDRESSES: dict[str, list[str]] = {
    "integer": ["500.000", "1_000", " 5", "5 ", "+5", "٣", "５", "1e3", "1.0", "", "true", "0x5", "9" * 30],
    "boolean": ["1", "0", "yes", "on", "t", "True", "TRUE", " true", ""],
    "date": NO_DAYS,
    "date-time": NO_MOMENTS,
    "string": ["\x00", "a\x00", "a\nb", "a\tb", "\x1b", "a\u202eb", "\x85x"],
}


def kind(leaf: Leaf) -> str:
    form = leaf.schema.get("format")
    return form if form in ("date", "date-time") else str(leaf.schema.get("type", "string"))


def named(leaf: Leaf) -> str:
    return f"{leaf.route} {leaf.name}"


@pytest.mark.parametrize("leaf", body_leaves(), ids=named)
def test_a_value_of_another_kind_in_a_body_is_refused_by_its_name(leaf: Leaf) -> None:
    for value in IN_BODIES[kind(leaf)]:
        faults = leaf.faults(value)
        assert faults, f"{value!r} is taken"
        assert all(bad.message.vi and bad.message.en and bad.message.vi != bad.message.en for bad in faults)
        assert not any(bad.message.en == "This value is not valid." for bad in faults), f"{value!r}: nothing said"


@pytest.mark.parametrize("leaf", parameter_leaves(), ids=named)
def test_a_value_of_another_kind_in_an_address_is_refused_by_its_name(leaf: Leaf) -> None:
    for value in IN_ADDRESSES[kind(leaf)]:
        faults = leaf.faults(value)
        assert faults, f"{value!r} is taken"
        assert not any(bad.message.en == "This value is not valid." for bad in faults), f"{value!r}: nothing said"


BLANKS = ["\u200b" * 5, "\u00ad" * 5, "\u3164" * 5, "\u2800\u3000\u2060", "\u115f\u1160\uffa0\u034f", " \n\u00a0"]
SHOWING_NOTHING = ["\u200d", "\ufe0f\u200d", "\u0301\u0301\u0301\u0301", "\u200e\u200e\u200e", "\U000e0041" * 5]
"""Joiners, marks on nothing and tags; blanks of all kinds fall away around a text before it is measured."""


@pytest.mark.parametrize("leaf", [leaf for leaf in body_leaves() if kind(leaf) == "string"], ids=named)
def test_a_text_that_shows_nothing_is_refused_wherever_it_is_sent(leaf: Leaf) -> None:
    for text in SHOWING_NOTHING:
        assert leaf.faults(text), f"{text!r} is taken"


@pytest.mark.parametrize("leaf", [leaf for leaf in body_leaves() if "minLength" in leaf.schema], ids=named)
def test_blanks_of_any_kind_are_no_text(leaf: Leaf) -> None:
    for text in BLANKS:
        assert leaf.faults(text), f"{text!r} is taken"
    if leaf.schema["minLength"] > 1:
        assert leaf.faults("a\u200d\u200d\u200db")


def test_the_documents_give_the_bounds_by_their_names_in_json_schema() -> None:
    leaves = (*body_leaves(), *parameter_leaves())
    assert not [named(leaf) for leaf in leaves if {"ge", "gt", "le", "lt"} & {*leaf.schema}]


def test_the_routes_that_are_asked_are_all_there_are() -> None:
    bodies = {kind(leaf) for leaf in body_leaves()}
    assert bodies >= {"integer", "boolean", "date", "date-time", "string"}
    assert {kind(leaf) for leaf in parameter_leaves()} >= {"integer", "boolean", "date-time", "string"}
    assert len({leaf.route for leaf in body_leaves()}) >= 18
    asked = {leaf.name for leaf in parameter_leaves()}
    assert asked >= {"limit", "after", "neighbours", "registered", "mine", "q", "due_before", "content_version", "code"}
