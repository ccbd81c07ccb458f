"""Cards of people who post or are mailed: made by themselves or a proxy, confirmed, linked, erased (design §2, §3)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.submission.domain.refusals import CardBelongsToAnother, NothingToChange, WrongState
from shared.events.authors import AuthorData
from shared.events.envelope import time_after

LATEST_ACTS = timedelta(hours=1)
"""No act is under way for longer: what began before a card was linked has ended by then."""


@dataclass(frozen=True, slots=True)
class Card:
    """One person's card. `data` is None once it is erased: only the shell stays, with its version.

    `account` tells whether the id is that of an account; a card a proxy made has none until it is linked.
    """

    id: UUID
    data: AuthorData | None
    account: bool
    created_at: datetime
    version: int = 0
    revision: int = 0
    last_event_at: datetime | None = None
    linked_to: UUID | None = None
    token_leads: tuple[str, ...] | None = None
    """The units their token last said they lead; None: all that the card says, from before appointments were kept."""

    @property
    def erased(self) -> bool:
        """Whether nothing about the person is kept any more."""
        return self.data is None


@dataclass(frozen=True, slots=True)
class Details:
    """What a card says, as its owner or a proxy gives it."""

    name: str
    home_unit: str
    email: str | None = None
    phone: str | None = None
    member_number: str | None = None
    language: str = "vi"


def make(id: UUID, details: Details, now: datetime, *, account: bool, confirmed: bool = False) -> Card:  # noqa: A002
    """A new card. One that a proxy or leader of the unit makes is confirmed by that."""
    return written(Card(id, None, account, now), details, now, confirmed=confirmed)


def written(card: Card, details: Details, now: datetime, *, confirmed: bool | None = None) -> Card:
    """The card with other details. Another home unit has to be confirmed anew."""
    before = card.data
    if confirmed is None:
        confirmed = before is not None and before.confirmed and before.home_unit == details.home_unit
    data = AuthorData(
        version=card.version + 1,
        id=card.id,
        name=details.name,
        email=details.email,
        phone=details.phone,
        home_unit=details.home_unit,
        member_number=details.member_number,
        language=details.language,
        confirmed=confirmed,
        leads=before.leads if before is not None else (),
    )
    if before is not None and data == before.model_copy(update={"version": data.version}):
        raise NothingToChange
    return _next(card, data, now)


def leading(
    card: Card, appointed: Collection[str], now: datetime, *, token_leads: tuple[str, ...] | None = None
) -> Card:
    """The card with the units its owner leads by appointment, and those their token says (None: said last).

    Itself when nothing changed.
    """
    led = with_leads(card, appointed, token_leads=token_leads)
    if led.data is None or led is card:
        return card
    return _next(led, led.data.model_copy(update={"version": card.version + 1}), now)


def with_leads(card: Card, appointed: Collection[str], *, token_leads: tuple[str, ...] | None = None) -> Card:
    """As `leading`, of a card that is written anyway: at the version it has."""
    if card.data is None:
        return card
    before = card.data.leads if card.token_leads is None else card.token_leads
    led = before if token_leads is None else token_leads
    leads = tuple(sorted({*led, *appointed}))
    if (led, leads) == (before, card.data.leads):
        return card
    return replace(card, data=card.data.model_copy(update={"leads": leads}), token_leads=led)


def confirm(card: Card, now: datetime) -> Card:
    """A proxy or leader of the home unit vouches for it."""
    if card.data is None:
        raise WrongState
    if card.data.confirmed:
        raise NothingToChange
    return _next(card, card.data.model_copy(update={"confirmed": True, "version": card.version + 1}), now)


def erase(card: Card, now: datetime, *, linked_to: UUID | None = None) -> Card:
    """Forget the person; the shell's version is the tombstone's. Cards of a later version may be made again."""
    if card.data is None:
        raise WrongState
    return replace(_next(card, None, now), linked_to=linked_to)


def must_be_theirs(card: Card, email: str | None) -> None:
    """Refuse to hand a proxy-made card over to an account that does not prove its e-mail address."""
    address = card.data.email if card.data is not None else None
    if address is None or email is None or address.casefold() != email.casefold():
        raise CardBelongsToAnother


def take_over(card: Card | None, old: Card, account: UUID, now: datetime) -> Card:
    """The account's card after linking: its own details first, what only the proxy knew besides."""
    if old.data is None or old.account:
        raise WrongState
    mine = card.data if card is not None else None
    base = card or Card(account, None, account=True, created_at=now, token_leads=())
    known = old.data.model_copy(update={"id": account, "version": base.version + 1, "leads": ()})
    if mine is None:
        return _next(base, known, now)
    both = mine.model_copy(
        update={
            "version": base.version + 1,
            "email": mine.email or known.email,
            "phone": mine.phone or known.phone,
            "home_unit": known.home_unit,
            "member_number": known.member_number,
            "confirmed": known.confirmed,
        },
    )
    return _next(base, both, now)


def _next(card: Card, data: AuthorData | None, now: datetime) -> Card:
    return replace(card, data=data, version=card.version + 1, last_event_at=time_after(card.last_event_at, now))
