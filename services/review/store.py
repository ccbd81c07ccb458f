"""What review keeps: cases with the events they publish, and the units and programmes they stand on."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.review.domain.case import Case, Decided
from services.review.domain.programme import ProgrammeRules
from services.review.queues import Counts, Found, Queue, Total, Waits
from shared.access import Scope
from shared.mongo import Session
from shared.units import Unit, UnitTree

SessionWrite = Callable[[Session], Awaitable[None]]


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
