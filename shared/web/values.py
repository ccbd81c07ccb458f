"""Numbers, truth values, days and moments, as requests write them: each has one spelling, and bounds.

Bodies: `RequestBody` makes every number and truth value of a schema strict, so that `"500.000"`, `true` and `1.0` are
no amounts. Queries, paths: `Digits` and `TrueFalse`, since all that stands there is text.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from shared.events.envelope import to_millisecond
from shared.percent import to_hundredths
from shared.web import complaints
from shared.web.complaints import bad_value

FIRST_YEAR = 1990
LAST_YEAR = 2100
"""No programme, decision or deadline lies outside: 0022 or 20222 is a slip of the pen, and 9999 breaks sums of days."""

_STRICT = frozenset({"int", "float", "decimal", "bool", "date", "datetime", "time", "timedelta"})
_DIGITS = re.compile(r"-?[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])",
    re.IGNORECASE,
)


def strict(schema: Any) -> Any:
    """A core schema of pydantic in which no number, truth value or time is made out of something else."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    own = {"strict": True} if isinstance(kind, str) and kind in _STRICT else {}
    return {name: part if name == "default" else strict(part) for name, part in schema.items()} | own


def two_decimals(value: float) -> float:
    """`value` itself; refused when it has more than two decimals."""
    try:
        to_hundredths(value)
    except ValueError:
        raise bad_value(complaints.TWO_DECIMALS) from None
    return value


def _digits(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    raise bad_value(complaints.NOT_DIGITS)


def _true_or_false(value: Any) -> bool:
    spelled: Mapping[Any, bool] = {"true": True, "false": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in spelled:
        return spelled[value]
    raise bad_value(complaints.NOT_TRUE_OR_FALSE)


def _day(value: Any) -> date:
    day = value if isinstance(value, date) and not isinstance(value, datetime) else None
    if isinstance(value, str) and _DAY.fullmatch(value):
        day = _read(date.fromisoformat, value)
    if day is None:
        raise bad_value(complaints.BAD_DATE)
    _must_be_near(day)
    return day


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) and value.tzinfo is not None else None
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        moment = _read(datetime.fromisoformat, value.upper())
    if moment is None:
        raise bad_value(complaints.BAD_MOMENT)
    _must_be_near(moment)
    return to_millisecond(moment)


def _read(parse: Any, text: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        return None


def _must_be_near(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise bad_value(complaints.BAD_YEAR.given(min=FIRST_YEAR, max=LAST_YEAR))


_YEARS = f"Years {FIRST_YEAR} to {LAST_YEAR}."

AS_DIGITS = BeforeValidator(_digits)
"""Makes an int of a query or path one of ASCII digits alone, no `1_000`, ` 5`, `+5`, `1e3`, `٣`. It stands after the
bounds: `Annotated[int, Query(ge=1), AS_DIGITS]`, else OpenAPI loses them."""

Digits = Annotated[int, AS_DIGITS]
"""Such a number without bounds."""

TrueFalse = Annotated[bool, BeforeValidator(_true_or_false)]
"""A truth value of a query: `true` or `false`, no `1`, `yes`, `on`."""

Day = Annotated[date, BeforeValidator(_day), Field(description=f"A day, as 2022-07-15. {_YEARS}")]
"""A day of a body or query."""

Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    Field(description=f"A moment in RFC 3339, with its offset: 2022-07-15T15:30:00+07:00. {_YEARS}"),
]
"""A moment of a body or query, read to UTC and cut to the millisecond."""
