"""Whose card is this: the account's own, one a proxy made for the same person, or none yet (design §3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.submission.domain.authors import Card, Details, must_be_theirs, take_over
from services.submission.domain.refusals import CardBelongsToAnother, HomeUnitNeeded
from shared.access import Person


@dataclass(frozen=True, slots=True)
class Candidates:
    """The cards that may be the caller's.

    `own` is their account's; `by_email` are those without account that name the address the issuer verified,
    `by_number` is the one with the member number they give, of the unit they give.
    """

    own: Card | None
    by_email: tuple[Card, ...] = ()
    by_number: Card | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """The caller's card as it is or is to be (None: there is none), and the proxy's card that goes into it."""

    card: Card | None
    instead_of: Card | None = None


def held_by(caller: Person, candidates: Candidates, now: datetime) -> Holding:
    """A proxy's card becomes its person's by the verified address it names: when they give its number, or at first.

    Refuses the number of somebody else's card.
    """
    old = _numbered(caller, candidates.by_number)
    if old is None and candidates.own is None and len(candidates.by_email) == 1:
        old = candidates.by_email[0]
    if old is None:
        return Holding(candidates.own)
    must_be_theirs(old, caller.email)
    return Holding(take_over(candidates.own, old, caller.person_id, now), old)


def details_of(card: Card | None, caller: Person, given: Mapping[str, Any], unit: str | None = None) -> Details:
    """What the card is to say: what is given, else what it says, else what the token and `unit` tell."""
    known: dict[str, Any] = {"name": caller.name or caller.subject, "email": caller.email, "home_unit": unit}
    if card is not None and card.data is not None:
        known = card.data.model_dump(include=set(Details.__slots__))
    fields = {name: value for name, value in known.items() if value is not None} | dict(given)
    if not fields.get("home_unit"):
        raise HomeUnitNeeded.at("home_unit")
    return Details(**fields)


def _numbered(caller: Person, card: Card | None) -> Card | None:
    if card is None or card.id == caller.person_id:
        return None
    if card.account:
        raise CardBelongsToAnother
    return card
