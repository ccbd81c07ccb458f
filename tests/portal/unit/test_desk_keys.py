"""The desk's keys, asked in Node: never in a field, while composing, with modifiers, or when switched off."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.node import node
from portal.web.assets import STATIC
from tests.patience import patience

ASKS = Path(__file__).with_name("keys.mjs")
LETTERS = ("j", "k", "a", "r", "x", "c", "e", "/")


def ask(*questions: list[Any]) -> list[Any]:
    answer = node(ASKS, STATIC / "js" / "desk" / "keys.js", json.dumps(questions), seconds=patience(30))
    assert answer.returncode == 0, answer.stderr
    return list(json.loads(answer.stdout))


def pressed(key: str, place: dict[str, bool] | None = None, **more: Any) -> list[Any]:
    return ["commandOf", {"key": key, **more}, place or {}]


def test_each_key_has_its_command() -> None:
    keys = (*LETTERS, "Escape", "?", "A")
    commands = ["next", "previous", "approve", "return", "refuse", "claim", "recommend", "search", "leave", "help"]
    assert ask(*(pressed(key, shiftKey=key == "?") for key in keys)) == [*commands, "approve"]


@pytest.mark.parametrize(
    ("place", "more"),
    [
        ({"isField": True}, {}),
        ({"isOff": True}, {}),
        ({"isBusy": True}, {}),
        ({}, {"isComposing": True}),
        ({}, {"keyCode": 229}),
        ({}, {"ctrlKey": True}),
        ({}, {"altKey": True}),
        ({}, {"metaKey": True}),
        ({}, {"shiftKey": True}),
    ],
)
def test_no_letter_acts_where_it_may_be_meant_as_a_letter(place: dict[str, bool], more: dict[str, Any]) -> None:
    assert set(ask(*(pressed(key, place, **more) for key in LETTERS))) == {None}


def test_space_and_enter_are_the_pages_own_but_on_a_row_of_the_queue() -> None:
    on_a_row = {"isRow": True}
    assert ask(pressed(" "), pressed("Enter"), pressed(" ", on_a_row), pressed("Enter", on_a_row)) == [
        None,
        None,
        "mark",
        "open",
    ]


def test_escape_in_a_field_only_leaves_the_field() -> None:
    in_field = {"isField": True}
    assert ask(pressed("Escape", in_field), pressed("Escape", in_field, isComposing=True)) == ["leaveField", None]


def test_a_key_held_down_steps_and_decides_nothing() -> None:
    assert ask(pressed("j", repeat=True), pressed("a", repeat=True), pressed("c", repeat=True)) == ["next", None, None]


def test_help_is_there_even_when_keys_are_switched_off() -> None:
    assert ask(pressed("?", {"isOff": True}, shiftKey=True)) == ["help"]


def test_fields_are_where_text_is_typed() -> None:
    places = [("INPUT", "text"), ("INPUT", "date"), ("TEXTAREA",), ("SELECT",), ("DIV", "", True)]
    others = [("INPUT", "checkbox"), ("INPUT", "radio"), ("BUTTON", "submit"), ("A",), ("BODY",)]
    assert ask(*(["isField", *place] for place in (*places, *others))) == [True] * 5 + [False] * 5


def test_a_step_begins_at_the_first_and_stops_at_both_ends() -> None:
    steps = [("next", -1, 3), ("previous", -1, 3), ("next", 2, 3), ("previous", 0, 3), ("next", 0, 3), ("next", -1, 0)]
    assert ask(*(["stepped", *one] for one in steps)) == [0, 0, 2, 0, 1, -1]
