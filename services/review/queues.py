"""What is asked of the cases: queues in an order, totals, and how many stand where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from services.review.domain.case import Case, Status
from shared.access import Scope
from shared.units import Level

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for the due date of a case that waits for nobody, so that these come last in any queue."""


class Sort(StrEnum):
    """In which order cases are listed."""

    DUE = "due"
    OLDEST = "oldest"
    NEWEST = "newest"
    BENEFIT = "benefit"

    @property
    def is_descending(self) -> bool:
        """Whether the greatest comes first."""
        return self in (Sort.NEWEST, Sort.BENEFIT)


class ClaimedBy(StrEnum):
    """Whose claim stands on a case."""

    MINE = "mine"
    NONE = "none"
    OTHERS = "others"


SortKey = datetime | int
NO_BENEFIT: Final = -1
"""Stands for the benefit of a case that tells none, so that these come last."""


def sort_key(case: Case, sort: Sort) -> SortKey:
    """What a case is ordered by, before its id."""
    match sort:
        case Sort.DUE:
            return case.due_at or NEVER
        case Sort.OLDEST | Sort.NEWEST:
            return case.since
        case Sort.BENEFIT:
            return NO_BENEFIT if case.benefit_vnd is None else case.benefit_vnd


@dataclass(frozen=True, slots=True)
class Claims:
    """Cases by whose claim stands at `now`, for `viewer`."""

    by: ClaimedBy
    viewer: UUID
    now: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """Which cases are asked for, in the order of `sort`, then by id.

    `within` is where is looked; `awaiting`: only what waits for these very units; `words` are all in the case
    (`services.review.words`); `after` is the sort key and id of the last row of the page before.
    """

    within: tuple[Scope, ...]
    awaiting: bool = False
    programme: str | None = None
    level: Level | None = None
    status: Status | None = None
    waits_since_before: datetime | None = None
    due_before: datetime | None = None
    kind: str | None = None
    words: tuple[str, ...] = ()
    claims: Claims | None = None
    sort: Sort = Sort.DUE
    after: tuple[SortKey, UUID] | None = None
    limit: int = 50


MOST_COUNTED: Final = 1000


class Found(NamedTuple):
    """A page of a queue. `resume`: the search stopped here though the page is not full, and goes on after this."""

    rows: list[Case]
    resume: tuple[SortKey, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows a queue has; `at_least`: there may be more, they were not counted any further."""

    count: int
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases stand where; those that wait for nobody, or for an unknown unit, have no level.

    `with_authors` are those that wait for their authors to add sections.
    """

    by_status: Mapping[Status, int]
    by_level: Mapping[Level, int]
    overdue: int
    with_authors: int


AGES = (timedelta(days=3), timedelta(days=7), timedelta(days=15))
"""How long cases have waited, where counts by unit are parted."""


@dataclass(frozen=True, slots=True)
class UnitWaits:
    """The cases that wait for one unit: how many, since when the oldest, how many past their due date.

    `younger` is how many wait at most as long as each of `AGES`, those of the one before included.
    """

    unit: str
    count: int
    oldest: datetime
    overdue: int
    younger: tuple[int, ...]

    def plus(self, other: "UnitWaits") -> "UnitWaits":
        """Those of two scopes, neither of which lies within the other."""
        younger = tuple(map(sum, zip(self.younger, other.younger, strict=True)))
        oldest = min(self.oldest, other.oldest)
        return UnitWaits(self.unit, self.count + other.count, oldest, self.overdue + other.overdue, younger)


@dataclass(frozen=True, slots=True)
class Waits:
    """A page of units by code; whether others follow."""

    rows: tuple[UnitWaits, ...]
    more: bool
