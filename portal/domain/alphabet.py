"""The order in which names are read here: the Vietnamese alphabet, and tones after letters."""

import re
import unicodedata
from typing import Final

Word = tuple[list[tuple[int, int, str]], int]
_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng, in the order they are read; without any is first."""
_PIECES: Final = re.compile(r"\d+|[^\W\d_]")


def name_order(name: str) -> list[Word]:
    """Where the name of a unit or a programme stands in a list: word by word, as it is written."""
    return [_spelled(word) for word in name.split()]


def person_order(name: str) -> list[list[Word]]:
    """Where a person stands in a list: by the last word of the name, then the first, then those between."""
    words = name.split()
    return [[_spelled(word) for word in part] for part in (words[-1:], words[:1], words[1:-1])]


def _spelled(word: str) -> Word:
    """A syllable as the alphabet has it: its numbers and letters, and only then its tone."""
    marks = unicodedata.normalize("NFD", word.casefold())
    letters = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    tones = [_TONES[mark] for mark in marks if mark in _TONES]
    return [_place(piece) for piece in _PIECES.findall(letters)], tones[-1] if tones else 0


def _place(piece: str) -> tuple[int, int, str]:
    """Numbers first, by what they count; then the alphabet; then letters it does not have."""
    if piece.isdecimal():
        digits = piece.lstrip("0")
        return 0, len(digits), digits
    return (1, _LETTERS.index(piece), "") if piece in _LETTERS else (2, ord(piece), "")
