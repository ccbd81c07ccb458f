"""Cards of people: which of them may be one person's, and in which order names are read."""

from collections.abc import Iterable
from typing import Any

from portal.domain.alphabet import person_order
from shared.text import folded

Card = dict[str, Any]


def same_person(card: Card, cards: Iterable[Card]) -> list[Card]:
    """The cards without an account that may have been made for whoever `card`, with one, is of."""
    if not card["account"]:
        return []
    return [other for other in cards if not other["account"] and not other.get("erased") and _is_like(card, other)]


def _is_like(card: Card, other: Card) -> bool:
    number, address = card.get("member_number"), card.get("email")
    return (
        folded(card.get("name") or "") == folded(other.get("name") or "")
        or (number is not None and number == other.get("member_number"))
        or (address is not None and address == other.get("email"))
    )


def namesakes(name: str, cards: Iterable[Card]) -> list[Card]:
    """Those of this very name, however it is spelled."""
    return [card for card in cards if folded(card.get("name") or "") == folded(name)]


def by_given_name(cards: Iterable[Card]) -> list[Card]:
    """As lists of people are read here: by the last word of the name, then the first, then those between."""
    return sorted(cards, key=lambda card: person_order(card.get("name") or ""))
