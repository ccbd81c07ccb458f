"""What travels is folded into what can be stored and computed with, wherever a publisher of any age got it from.

A reader that refuses such a value would lose an event that an API once took; one that takes it as it is stands still.
Folding a folded value changes nothing, and the same bytes always fold alike: a rebuild is equal byte for byte.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from math import isfinite
from typing import Annotated, Any, Final

from pydantic import AfterValidator, AwareDatetime, Field

MOST: Final = 2**63 - 1
"""The largest integer that every store and every tool knows. No API ever counted a version so far."""
MOST_VND: Final = 10**15
"""The largest amount that any API took."""
MOST_COUNT: Final = 10**9
"""The largest number of initiatives or members that any API took."""
MOST_DAYS: Final = 3660
"""Ten times the days for decisions that any API took."""
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)
"""Far enough from both ends of the calendar for any window, time zone and number of days."""
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)
DEEPEST: Final = 12
"""Levels of a policy; the deepest that means anything has four."""
LONGEST_CODE: Final = 300
"""Three times what any API took as the code of a unit or a programme."""


def to_millisecond(moment: datetime) -> datetime:
    """The moment in UTC, cut to the millisecond (what MongoDB keeps), within EARLIEST and LATEST."""
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:  # a zone's hours may lead out of the calendar
        return EARLIEST if moment.year < LATEST.year else LATEST
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return min(max(moment, EARLIEST), LATEST)


def _day(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)


def _at_most(most: int) -> AfterValidator:
    return AfterValidator(lambda number: min(number, most))


def _countable(version: int) -> int:
    if version > MOST:
        msg = "no API ever counted so far"
        raise ValueError(msg)
    return version


def no_longer_than(most: int) -> AfterValidator:
    """Cuts what has a length to `most`."""
    return AfterValidator(lambda long: long[:most])


def _code(code: str) -> str:
    if len(code) > LONGEST_CODE:
        msg = f"codes have at most {LONGEST_CODE} characters"
        raise ValueError(msg)
    return code


def _storable_rows(rows: Mapping[str, int]) -> dict[str, int]:
    return {name: min(max(number, 0), MOST_COUNT) for name, number in rows.items() if is_name(name)}


def is_name(name: str) -> bool:
    """Whether a store can keep a field of this name and read it back."""
    return not name.startswith("$") and "\0" not in name


def storable(value: Any, depth: int = DEEPEST) -> Any:
    """Data of no fixed shape: whole numbers of 64 bits, finite floats, fields that have a name, not too deep."""
    if isinstance(value, Mapping):
        fields = ((name, each) for name, each in value.items() if isinstance(name, str) and is_name(name))
        return {name: storable(each, depth - 1) for name, each in fields} if depth else None
    if isinstance(value, list | tuple):
        return [storable(each, depth - 1) for each in value] if depth else None
    if isinstance(value, int) and not isinstance(value, bool):
        return min(max(value, -MOST), MOST)
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


Instant = Annotated[AwareDatetime, AfterValidator(to_millisecond)]
"""A moment in UTC with millisecond precision."""
Day = Annotated[date, AfterValidator(_day)]
Version = Annotated[int, Field(ge=1), AfterValidator(_countable)]
Ordinal = Annotated[int, Field(ge=0), AfterValidator(_countable)]
Vnd = Annotated[int, Field(ge=0), _at_most(MOST_VND)]
Count = Annotated[int, Field(ge=0), _at_most(MOST_COUNT)]
Days = Annotated[int, Field(ge=0), _at_most(MOST_DAYS)]
Size = Annotated[int, Field(ge=0), _at_most(MOST)]
"""Bytes."""
Whole = Annotated[int, AfterValidator(lambda number: min(max(number, -MOST_COUNT), MOST_COUNT))]
Rows = Annotated[dict[str, int], AfterValidator(_storable_rows)]
Shapeless = Annotated[dict[str, Any], AfterValidator(storable)]
Code = Annotated[str, AfterValidator(_code)]
"""What names a unit or a programme."""
Word = Annotated[str, no_longer_than(300)]
"""A kind, a field, a name: whatever has its place on one line."""
Words = Annotated[tuple[Word, ...], no_longer_than(100)]
Codes = Annotated[tuple[Code, ...], no_longer_than(1000)]
Paragraph = Annotated[str, no_longer_than(4000)]
"""Twice the longest comment that any API took."""
