"""What submission keeps of people's cards, as the rest of the service sees it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.authors import Card
from services.submission.domain.initiative import Change, Initiative
from shared.web.idempotency import FirstAnswer


@dataclass(frozen=True, slots=True)
class CardQuery:
    """Which cards of units and all below them are asked for, by folded words, in the order of their ids."""

    units: Collection[str]
    words: tuple[str, ...] = ()
    after: UUID | None = None
    limit: int = 50


class Cards(Protocol):
    """Cards of people. An erased one stays as a shell."""

    async def create(self, card: Card, first: FirstAnswer, likeness: str | None = None) -> UUID | None:
        """Write a new one with the answer to it, and give its twin; raises AlreadyMade or MemberNumberTaken."""

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when it was made. Of an erased card: no body, and of the hash its beginning alone."""

    async def save(self, card: Card) -> Card:
        """Write a changed one; raises Stale or MemberNumberTaken."""

    async def get(self, id: UUID) -> Card | None:  # noqa: A002
        """The card with this id, erased or not."""

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, Card]:
        """Those of these that exist, erased or not."""

    async def by_number(self, home_unit: str, member_number: str) -> Card | None:
        """The card with this member number in this unit, however it is spelled (`shared.text.same_key`)."""

    async def without_account(self, email: str) -> list[Card]:
        """Cards made by proxies that name this e-mail address."""

    async def find(self, query: CardQuery) -> list[Card]:
        """A page of what the query asks for."""

    async def homes(self, ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """Home units of those who have a card; may be a few seconds old."""

    async def names(self, ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """Names of those who have a card that is not erased."""

    async def link(
        self,
        account: Card,
        old: Card,
        relink: Callable[[Initiative], Change],
        judge: Callable[[Appointee], None] | None = None,
    ) -> Card:
        """Write the account's card, the old one's tombstone and `relink` of each of its initiatives, all or nothing.

        What the card was appointed to is the account's from then on; `judge` refuses that, looking at what is moved.
        """

    async def erase(self, card: Card) -> Card:
        """Write the shell of an erased card, and end what its person was appointed to; raises Stale."""

    async def follow_links(self, now: datetime, relink: Callable[[Initiative, UUID, UUID], Change]) -> int:
        """Put accounts in place of cards that were linked while an act that named them was under way.

        `relink` is given the initiative, the card and the account. How many changed; it bears being cut short.
        """
