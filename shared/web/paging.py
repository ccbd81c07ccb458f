"""Lists in pages: `?after=&limit=`, where `after` is a cursor made of the sort values of the last row seen."""

import base64
import binascii
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query

from shared.refusals import BadField, Complaint, Invalid
from shared.web.schemas import CleanText, ResponseBody
from shared.web.values import AS_DIGITS

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
_MAX_CURSOR = 1000
_INT64 = 2**63
_NOT_OURS = Complaint(
    "bad-cursor", "Con trỏ trang không hợp lệ, hãy tải lại từ trang đầu.", "Not a cursor of this list; start again."
)

T = TypeVar("T")

_WRITERS: dict[type, tuple[str, Callable[[Any], str]]] = {
    datetime: ("t", datetime.isoformat),
    date: ("d", date.isoformat),
    UUID: ("u", str),
}
_READERS: dict[str, Callable[[str], Any]] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "u": UUID}


class BadCursor(Invalid):
    """`after` is not a cursor this list gave."""

    def __init__(self) -> None:
        super().__init__(fields=[BadField("after", _NOT_OURS)])


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for: what comes after the row with sort values `after` (None: from the start)."""

    after: tuple[Any, ...] | None = None
    limit: int = DEFAULT_LIMIT

    def after_as(self, *types: type | tuple[type, ...]) -> tuple[Any, ...] | None:
        """`after`, refused unless it has one value of each of `types`: a client can make a cursor up."""
        if self.after is None:
            return None
        if len(self.after) != len(types) or not all(map(isinstance, self.after, types)):
            raise BadCursor
        return self.after

    @property
    def rows_to_read(self) -> int:
        """One more than are shown: whether there is a next page is known without asking for it."""
        return self.limit + 1

    def cut(self, rows: Sequence[T], key: Callable[[T], tuple[Any, ...]]) -> tuple[Sequence[T], str | None]:
        """The rows to show of `rows_to_read`, and the cursor of what follows: None on the last page, be it full."""
        shown = rows[: self.limit]
        return shown, encode_cursor(key(shown[-1])) if len(rows) > self.limit else None


class PageOut(ResponseBody, Generic[T]):
    """One page; `next` is the cursor of the following one, null on the last."""

    items: list[T]
    next: str | None = None


def encode_cursor(values: tuple[Any, ...]) -> str:
    """The cursor of a row with these sort values (str, int, float, bool, None, datetime, date or UUID)."""
    text = json.dumps([_write(value) for value in values], ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode_cursor(cursor: str) -> tuple[Any, ...]:
    """The sort values in `cursor`; refuses anything `encode_cursor` could not have made."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        values = json.loads(raw)
        if not isinstance(values, list):
            raise BadCursor
        return tuple(_read(value) for value in values)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, binascii.Error) as error:
        raise BadCursor from error


def page(
    after: Annotated[CleanText | None, Query(max_length=_MAX_CURSOR, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT), AS_DIGITS] = DEFAULT_LIMIT,
) -> PageRequest:
    """The page the query asks for."""
    return PageRequest(decode_cursor(after) if after else None, limit)


Page = Annotated[PageRequest, Depends(page)]
"""The page asked for."""


def _write(value: Any) -> Any:
    if type(value) in _WRITERS:
        tag, write = _WRITERS[type(value)]
        return [tag, write(value)]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} cannot stand in a cursor")


def _read(value: Any) -> Any:
    if isinstance(value, list):
        tag, text = value
        return _moment_or_id(tag, text)
    if isinstance(value, str):
        value.encode()  # a lone surrogate, which no store keeps, is a ValueError
        return value
    whole = value is None or (isinstance(value, int) and -_INT64 <= value < _INT64)
    if whole or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise BadCursor


def _moment_or_id(tag: Any, text: Any) -> Any:
    if not isinstance(text, str):
        raise BadCursor
    value = _READERS[tag](text)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise BadCursor
        return value.astimezone(UTC)  # an OverflowError for a moment that no calendar has in UTC
    return value
