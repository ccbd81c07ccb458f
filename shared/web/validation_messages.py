"""What pydantic found wrong with a request, as complaints: our codes, and plain sentences in Vietnamese and English.

A sentence names what would be accepted and never repeats what was sent: that may be someone's personal data. Which
kinds of error pydantic has may change with its releases; which codes we have may not.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.refusals import REQUIRED, BadField, Complaint, Invalid, Refusal
from shared.web import complaints
from shared.web.free_text import CONTACTS, PersonalDataInText

_OF_A_KEY = "[key]"


def refusal_of(errors: Sequence[Any], body: Any = None) -> Refusal:
    """The refusal that lists `errors` (of pydantic), one entry each; `body` is what was sent."""
    fields = [BadField(field_path(error["loc"], body), complaint_of(error)) for error in errors]
    if fields and all(bad.complaint in CONTACTS for bad in fields):
        return PersonalDataInText(fields=fields)
    return Invalid(fields=fields)


def field_path(loc: Sequence[str | int], body: Any = None) -> str:
    """The dotted path of a bad field, without the steps pydantic adds for a union's branch or for a key itself."""
    source, *steps = loc or ("body",)
    if source != "body":
        return ".".join(str(step) for step in steps) or str(source)
    path: list[str] = []
    here = body
    for position, step in enumerate(steps):
        if step == _OF_A_KEY:
            continue
        if isinstance(here, dict | list) and not _has(here, step) and position < len(steps) - 1:
            continue
        path.append(str(step))
        here = here[step] if _has(here, step) else None
    return ".".join(path) or "body"


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)


def complaint_of(error: Mapping[str, Any]) -> Complaint:
    """One error of pydantic in our words."""
    context: Mapping[str, Any] = error.get("ctx") or {}
    if isinstance(own := context.get(complaints.CARRIED), Complaint):
        return own
    kind = "email" if error["type"] == "value_error" and "reason" in context else str(error["type"])
    if kind in _OF_A_LIST and isinstance(error.get("input"), str):  # so pydantic says of a text that a validator made
        kind = f"string_{kind}"
    if kind in _CHOICES:
        return complaints.ONE_OF.given(values=_values(context))
    if kind in _WITH_BOUNDS:
        complaint, name, key = _WITH_BOUNDS[kind]
        return complaint.given(**{name: _number(context[key])})
    return _PLAIN.get(kind) or _by_family(kind)


def _values(context: Mapping[str, Any]) -> tuple[str, ...]:
    expected = str(context.get("expected", context.get("expected_tags", "")))
    return tuple(expected.replace("'", "").replace(" or ", ", ").split(", "))


def _number(bound: Any) -> int | float | str:
    return bound if isinstance(bound, int | float) else str(bound)


def _by_family(kind: str) -> Complaint:
    """The complaint for a kind of error that has none of its own, by what it is about."""
    return next((found for beginning, found in _FAMILIES.items() if kind.startswith(beginning)), complaints.INVALID)


_OF_A_LIST = frozenset({"too_short", "too_long"})
_CHOICES = frozenset({"enum", "literal_error", "union_tag_invalid"})

_WITH_BOUNDS: Mapping[str, tuple[Complaint, str, str]] = {
    "string_too_short": (complaints.TOO_SHORT, "min", "min_length"),
    "string_too_long": (complaints.TOO_LONG, "max", "max_length"),
    "too_short": (complaints.TOO_FEW, "min", "min_length"),
    "too_long": (complaints.TOO_MANY, "max", "max_length"),
    "greater_than": (complaints.MORE_THAN, "min", "gt"),
    "greater_than_equal": (complaints.AT_LEAST, "min", "ge"),
    "less_than": (complaints.LESS_THAN, "max", "lt"),
    "less_than_equal": (complaints.AT_MOST, "max", "le"),
    "multiple_of": (complaints.MULTIPLE_OF, "step", "multiple_of"),
    "union_tag_not_found": (complaints.FIELD_MISSING, "field", "discriminator"),
}

_PLAIN: Mapping[str, Complaint] = {
    "missing": REQUIRED,
    "extra_forbidden": complaints.UNKNOWN_FIELD,
    "json_invalid": complaints.NOT_JSON,
    "json_type": complaints.NOT_JSON,
    "model_type": complaints.NOT_AN_OBJECT,
    "model_attributes_type": complaints.NOT_AN_OBJECT,
    "dataclass_type": complaints.NOT_AN_OBJECT,
    "dict_type": complaints.NOT_AN_OBJECT,
    "string_type": complaints.NOT_TEXT,
    "string_sub_type": complaints.NOT_TEXT,
    "string_unicode": complaints.BAD_CHARACTERS,
    "string_pattern_mismatch": complaints.BAD_FORM,
    "int_type": complaints.NOT_WHOLE,
    "int_parsing": complaints.NOT_WHOLE,
    "int_parsing_size": complaints.TOO_LARGE,
    "int_from_float": complaints.NOT_WHOLE,
    "float_type": complaints.NOT_A_NUMBER,
    "float_parsing": complaints.NOT_A_NUMBER,
    "finite_number": complaints.NOT_A_NUMBER,
    "bool_type": complaints.NOT_TRUE_OR_FALSE,
    "bool_parsing": complaints.NOT_TRUE_OR_FALSE,
    "list_type": complaints.NOT_A_LIST,
    "tuple_type": complaints.NOT_A_LIST,
    "set_type": complaints.NOT_A_LIST,
    "email": complaints.BAD_EMAIL,
    "none_required": complaints.MUST_BE_EMPTY,
}

_FAMILIES: Mapping[str, Complaint] = {
    "uuid": complaints.BAD_ID,
    "datetime": complaints.BAD_MOMENT,
    "date": complaints.BAD_DATE,
    "timezone": complaints.BAD_MOMENT,
    "time_delta": complaints.BAD_DURATION,
    "time": complaints.BAD_TIME,
    "decimal": complaints.NOT_A_NUMBER,
    "url": complaints.BAD_ADDRESS,
}
