"""What submission keeps of initiatives and of what was added to them, as the rest of the service sees it."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.showcase import Shown
from services.submission.domain.supplements import Supplement, Supplemented
from shared.mongo import Session
from shared.web.idempotency import FirstAnswer


@dataclass(frozen=True, slots=True)
class Query:
    """Which initiatives are asked for, newest first; `after` is (created_at, id) of the last one seen.

    `units` are those whose own and all below them are asked for, `programmes` those of any of which; None does not
    ask. `drafts` adds those that were never submitted. `words` are folded and all have to be in title or summary.
    """

    person: UUID | None = None
    units: Collection[str] | None = None
    programmes: tuple[str, ...] | None = None
    status: str | None = None
    words: tuple[str, ...] = ()
    drafts: bool = False
    after: tuple[datetime, UUID] | None = None
    limit: int = 50


class Initiatives(Protocol):
    """Initiatives; every write carries its event and is guarded by the revision that was read."""

    async def create(self, change: Change, first: FirstAnswer, likeness: str | None = None) -> UUID | None:
        """Write a new one with the answer to it; raises AlreadyMade when its id is there, ReceiptTaken for its code.

        Gives the id of its twin: what was made of the same `likeness` less than a minute before.
        """

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when it was made; None when it never was."""

    async def save(self, change: Change) -> Initiative:
        """Write a changed one and return it at its new revision; raises Stale, or ReceiptTaken for a new code."""

    async def without_receipt(self, after: UUID | None, limit: int) -> list[Initiative]:
        """Those that have no receipt's code, in the order of their ids."""

    async def get(self, id: UUID) -> Initiative | None:  # noqa: A002
        """The initiative with this id."""

    async def get_many(self, ids: Iterable[UUID]) -> list[Initiative]:
        """Those of these ids that exist."""

    async def find(self, query: Query) -> list[Initiative]:
        """A page of what the query asks for."""

    async def shown(self, programme: str, after: tuple[datetime, UUID] | None, limit: int) -> list[Shown]:
        """What a programme shows, the newest first; `after` is (since, id) of the last one seen."""

    async def save_judged(self, changes: Sequence[Change], seal: Callable[[Session], Awaitable[None]]) -> None:
        """Write what decisions changed, in one transaction that ends with `seal`; raises Stale."""


class Supplements(Protocol):
    """Texts that were added to initiatives after they were submitted."""

    async def save(self, supplemented: Supplemented) -> Initiative:
        """Write the text, the changed initiative and its event, all or nothing; raises Stale."""

    async def of(self, initiative: UUID, at: int | None = None) -> list[Supplement]:
        """Those that counted when the initiative's supplement was `at` (`supplements.newest_of_each`)."""
