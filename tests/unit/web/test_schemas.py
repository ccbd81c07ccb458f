import unicodedata
from typing import Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from shared.web.schemas import CleanText, RequestBody, Vnd


class Inner(RequestBody):
    name: str


class Outer(RequestBody):
    title: str = Field(default="", max_length=7)
    tags: list[str] = Field(default=[])
    inner: list[Inner] = Field(default=[])
    benefit: Vnd = 0
    rate: float = 0


def places(body: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Outer.model_validate(body)
    return [".".join(map(str, error["loc"])) for error in refused.value.errors()]


def test_text_is_composed_and_trimmed_before_it_is_measured() -> None:
    decomposed = unicodedata.normalize("NFD", " Cần Thơ ")
    body = Outer.model_validate({"title": decomposed, "tags": [decomposed], "inner": [{"name": decomposed}]})
    assert (body.title, body.tags, body.inner[0].name) == ("Cần Thơ", ["Cần Thơ"], "Cần Thơ")


def test_line_ends_are_line_feeds_and_tabs_stay() -> None:
    assert Inner(name="a\r\nb\tc").name == "a\nb\tc"


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\r"])
def test_control_characters_are_refused_where_they_stand(mark: str) -> None:
    text = f"a{mark}b"
    body = {"title": text, "tags": [text], "inner": [{"name": "ok"}, {"name": text}]}
    assert places(body) == ["title", "tags", "inner.1.name"]
    with pytest.raises(ValidationError):
        TypeAdapter(CleanText).validate_python(text)


def test_unknown_fields_are_refused_at_any_depth() -> None:
    assert places({"colour": 1, "inner": [{"name": "a", "age": 3}]}) == ["inner.0.age", "colour"]


@pytest.mark.parametrize("benefit", [-1, 10**12 + 1, 2**70, 1.5])
def test_money_is_whole_and_within_bounds(benefit: Any) -> None:
    assert places({"benefit": benefit}) == ["benefit"]


@pytest.mark.parametrize("rate", [float("nan"), float("inf")])
def test_numbers_are_finite(rate: float) -> None:
    assert places({"rate": rate}) == ["rate"]


def test_a_request_nested_beyond_reason_is_refused_not_a_fault() -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    assert places({"tags": deep}) == ["tags.0"]


def test_an_error_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(ValidationError) as refused:
        Outer.model_validate({"title": "0901234567"})
    assert "0901234567" not in str(refused.value)
