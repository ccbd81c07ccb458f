"""What review keeps: cases with the events they publish, and the units and programmes they stand on."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from services.review.domain.case import Case, Decided, Status
from services.review.domain.programme import ProgrammeRules
from shared.access import Scope
from shared.mongo import Session
from shared.units import Level, Unit, UnitTree

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for the due date of a case that waits for nobody, so that these come last in any queue."""

SessionWrite = Callable[[Session], Awaitable[None]]


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
    """How many cases stand where; those that wait for nobody, or for an unknown unit, have no level."""

    by_status: Mapping[Status, int]
    by_level: Mapping[Level, int]
    overdue: int


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


@dataclass(frozen=True, slots=True)
class ReviewWrites:
    """What one batch of events changes: cases as they are now, and units and programmes newer than those kept.

    `moved` are the codes of those units whose place in the tree is another (a new name moves nothing).
    """

    cases: Sequence[Case] = ()
    units: Sequence[Unit] = ()
    moved: Sequence[str] = ()
    programmes: Sequence[ProgrammeRules] = ()


class ReviewStore(Protocol):
    """Every write of a case is guarded by the `revision` it was read at, and raises Stale when that has passed."""

    async def now(self) -> datetime:
        """The store's own clock, the one claims run by."""

    async def tree(self) -> UnitTree:
        """The present tree. Read it after the case it is to place: a later move then makes the write Stale."""

    async def programmes(self, ids: Iterable[str]) -> dict[str, ProgrammeRules]:
        """The programmes known among `ids`."""

    async def cases(self, ids: Iterable[UUID]) -> dict[UUID, Case]:
        """The cases that exist among `ids`."""

    async def case_of_receipt(self, receipt: str) -> Case | None:
        """The case of the initiative with this receipt, as `shared.receipts` writes it."""

    async def keep_name(self, person: UUID, name: str) -> None:
        """Keep the name of somebody who acts, in place of the one kept."""

    async def names(self, people: Collection[UUID]) -> dict[UUID, str]:
        """The names kept of these people."""

    async def forget_names(self, people: Collection[UUID], *, seal: SessionWrite) -> None:
        """Forget the names of these people, in one transaction that `seal` closes."""

    async def append(self, decided: Decided) -> Case:
        """Write a decision with its event; the case at its new revision."""

    async def save(self, case: Case) -> Case:
        """Write a case that publishes nothing (a claim); the case at its new revision."""

    async def find(self, queue: Queue) -> Found:
        """The cases of a queue, at most `limit`."""

    async def total(self, queue: Queue) -> Total:
        """How many cases a queue has in all its pages, counted up to `MOST_COUNTED`."""

    async def counts(self, within: tuple[Scope, ...], now: datetime) -> Counts:
        """How many cases of these scopes, none of which lies within another, stand where."""

    async def waits(self, within: tuple[Scope, ...], now: datetime, after: str | None, limit: int) -> Waits:
        """For each unit that cases of these scopes wait for how many, in the order of codes, after the code `after`.

        None of the scopes lies within another.
        """

    async def follow(self, news: ReviewWrites, *, exclude: SessionWrite, seal: SessionWrite) -> None:
        """Write a batch's effects in one transaction that `seal` closes.

        A changed unit or programme first excludes the batches under way elsewhere, which placed by the old one,
        and marks the other cases it concerns for `place_again`.
        """

    async def expire_claims(self, now: datetime) -> int:
        """Take away the claims that have run out; how many."""

    async def place_again(self) -> int:
        """Place the cases that changed units and programmes concern; how many moved. It bears being cut short."""
