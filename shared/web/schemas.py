"""Bases of what is read from requests and written to answers."""

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema

from shared.text import letters_seen, normalised, trimmed
from shared.web import complaints
from shared.web.complaints import bad_value
from shared.web.values import strict

# Control characters but tab and line feed, and the marks that reorder text on screen (Unicode TR 36).
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Deeper than any schema: what is nested further is refused by the schema anyway.
_DEEPEST = 20


def composed(text: str) -> str:
    """The text in NFC (equal Vietnamese text is equal), with line feeds as line ends."""
    return normalised("NFC", text.replace("\r\n", "\n"))


def normalise(value: Any, *, depth: int = _DEEPEST) -> Any:
    """Every string in `value` composed, without blanks of any kind around it."""
    if isinstance(value, str):
        return trimmed(composed(value))
    if depth == 0:
        return value
    if isinstance(value, list):
        return [normalise(item, depth=depth - 1) for item in value]
    if isinstance(value, dict):
        return {normalise(key): normalise(item, depth=depth - 1) for key, item in value.items()}
    return value


def without_control_characters(value: Any) -> Any:
    """`value` itself; ValueError (pydantic's) when a string in it holds NUL or another control character."""
    if isinstance(value, str):
        if _FORBIDDEN.search(value):
            raise bad_value(complaints.CONTROL_CHARACTERS)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            without_control_characters(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            without_control_characters(key)
            without_control_characters(item)
    return value


def seen(letters: int) -> AfterValidator:
    """Refuses a text of which a reader sees fewer letters, figures or signs."""

    def check(text: str) -> str:
        if letters_seen(text, letters) < letters:
            raise bad_value(complaints.TOO_LITTLE_SEEN.given(min=letters))
        return text

    return AfterValidator(check)


def with_something_to_see(value: Any) -> Any:
    """`value` itself; ValueError (pydantic's) when a string in it, unless empty, shows nothing."""
    if isinstance(value, str):
        if value and not letters_seen(value, 1):
            raise bad_value(complaints.NOTHING_SEEN)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            with_something_to_see(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            with_something_to_see(key)
            with_something_to_see(item)
    return value


def _on_one_line(value: Any) -> Any:
    if isinstance(value, str) and ("\n" in value or "\t" in value):
        raise bad_value(complaints.CONTROL_CHARACTERS)
    return normalise(without_control_characters(value))


CleanText = Annotated[str, BeforeValidator(_on_one_line), StringConstraints(strip_whitespace=True)]
"""A string from a query or path, cleaned as those of a body are, without line ends or tabs."""

Vnd = Annotated[int, Field(ge=0, le=10**12, description="Whole đồng (VND), at most a thousand billion.")]
"""An amount of money: more is a slip of the pen. Events carry whatever an earlier version took."""


class RequestBody(BaseModel):
    """What a client sends: unknown fields refused, text in NFC without surrounding blanks or control characters.

    Numbers are JSON numbers, truth values true or false; days and moments are `Day` and `Moment` of `values`.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: CoreSchema = strict(handler(source))
        return schema

    @model_validator(mode="before")
    @classmethod
    def _normalise(cls, value: Any) -> Any:
        return normalise(value)

    @field_validator("*", mode="after")
    @classmethod
    def _refuse_what_nobody_sees(cls, value: Any) -> Any:
        return with_something_to_see(without_control_characters(value))


class Changes(RequestBody):
    """What changes of something that exists: a field not sent is MISSING and stays; null empties an optional one."""

    def given(self) -> dict[str, Any]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in sorted(self.model_fields_set)}


class ResponseBody(BaseModel):
    """What a client is given; times are RFC 3339 in UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True, hide_input_in_errors=True)
