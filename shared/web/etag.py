"""Revisions as entity tags: who changes a thing says which state of it they saw (RFC 9110 §13, RFC 6585)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header
from starlette.requests import Request
from starlette.responses import Response

from shared.refusals import Refusal, Stale, Text

_TAG = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)|\s*,')


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Who asks has it (If-None-Match)"}}
"""Of a route that asks `is_known`."""


class PreconditionRequired(Refusal):
    """The request must say with If-Match which revision it was made for."""

    slug = "precondition-required"
    status = 428
    title = Text("Thiếu If-Match: hãy tải lại dữ liệu trước khi sửa", "If-Match is missing; load the data first")


def etag(revision: int) -> str:
    """The strong tag of a revision: `"3"`."""
    return f'"{revision}"'


def set_etag(response: Response, revision: int) -> None:
    """Give the answer the tag its next If-Match has to name."""
    response.headers["ETag"] = etag(revision)


@dataclass(frozen=True, slots=True)
class Tags:
    """What If-Match or If-None-Match names: anything (`*`), or tags; what cannot be read names nothing."""

    anything: bool = False
    strong: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()

    def named_strongly(self, tag: str) -> bool:
        """By the strong comparison, of If-Match: a weak tag is equal to nothing."""
        return self.anything or tag in self.strong

    def named(self, tag: str) -> bool:
        """By the weak comparison, of If-None-Match: `W/"3"` is as good as `"3"`."""
        return self.anything or tag in self.strong or tag in self.weak


def tags_of(lines: Iterable[str]) -> Tags | None:
    """The tags of a header field, which may come in several lines; None when it did not come."""
    value = ", ".join(lines).strip()
    if not value:
        return None
    if value == "*":
        return Tags(anything=True)
    strong, weak = set[str](), set[str]()
    at = 0
    while at < len(value):
        found = _TAG.match(value, at)
        if found is None:
            return Tags()
        if found.group(2) is not None:
            (weak if found.group(1) else strong).add(f'"{found.group(2)}"')
        at = found.end()
    return Tags(strong=frozenset(strong), weak=frozenset(weak))


def is_known(request: Request, tag: str) -> bool:
    """Whether who asks has the state of `tag` (If-None-Match): then 304 is the answer to a GET.

    For answers that depend on nothing but what the tag stands for: not on the reader's language or the time of day.
    """
    tags = tags_of(request.headers.getlist("if-none-match"))
    return tags is not None and tags.named(tag)


@dataclass(frozen=True, slots=True)
class Precondition:
    """What the caller says of what is there. Every write of what exists asks it, by one of its two methods."""

    match: Tags | None
    none_match: Tags | None

    def check(self, present: int | None) -> None:
        """412 when it is otherwise than said; 428 when something is there and If-Match does not name it."""
        self.check_if_given(present)
        if present is not None and self.match is None:
            raise PreconditionRequired

    def check_if_given(self, present: int | None) -> None:
        """412 when it is otherwise than said; nothing need be said."""
        tag = None if present is None else etag(present)
        if self.match is not None and (tag is None or not self.match.named_strongly(tag)):
            raise Stale
        if self.none_match is not None and tag is not None and self.none_match.named(tag):
            raise Stale


async def _of_what_is(
    request: Request,
    _match: Annotated[
        str | None, Header(alias="If-Match", description='The revision it is made for, as `"3"`; `*`: any.')
    ] = None,
) -> Precondition:
    lines = request.headers.getlist
    return Precondition(tags_of(lines("if-match")), tags_of(lines("if-none-match")))


async def _of_what_may_be(
    request: Request,
    _match: Annotated[
        str | None, Header(alias="If-Match", description='The revision it changes, as `"3"`; `*`: any.')
    ] = None,
    _none_match: Annotated[str | None, Header(alias="If-None-Match", description="`*`: only create.")] = None,
) -> Precondition:
    return await _of_what_is(request)


IfMatch = Annotated[Precondition, Depends(_of_what_is)]
"""Of an act on what exists."""

IfMatchOrNew = Annotated[Precondition, Depends(_of_what_may_be)]
"""Of a write that may create."""
