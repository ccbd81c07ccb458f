"""Cards of people: which of them may be one person's, and in which order names are read."""

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from shared.text import folded

Card = dict[str, Any]
_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng, in the order they are read; without any is first."""


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
    return sorted(cards, key=lambda card: _order(card.get("name") or ""))


def _order(name: str) -> list[list[tuple[list[int], int]]]:
    words = name.split() or [""]
    parts = (words[-1:], words[:1], words[1:-1])
    return [[_spelled(word) for word in part] for part in parts]


def _spelled(word: str) -> tuple[list[int], int]:
    """A syllable as the alphabet has it: its letters, and only then its tone."""
    letters, tone = [], 0
    for mark in unicodedata.normalize("NFD", word.casefold()):
        tone = _TONES.get(mark, tone)
        if mark not in _TONES:
            letters.append(mark)
    spelled = unicodedata.normalize("NFC", "".join(letters))
    return [_LETTERS.index(letter) if letter in _LETTERS else len(_LETTERS) + ord(letter) for letter in spelled], tone
