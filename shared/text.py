"""What of a text is seen, and when two texts are the same: for checking, comparing and searching what people type.

Invisible are Unicode's default ignorable code points and format characters, and fillers that are drawn as nothing.
They stay where they stand in a text (emoji and some scripts need them) and are left out wherever texts are compared.
"""

import re
import unicodedata
from functools import cache
from typing import Literal

BLANK_LETTERS = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u206f\u2800\u3164\ufeff\uffa0"
"""Drawn as nothing, though some are letters or symbols by their category; needed by no emoji."""

MOST_MARKS = 30
_JOINING = "\u061c\u200c-\u200f\u202a-\u202e\ufe00-\ufe0f\ufff0-\ufff8\U000e0000-\U000e0fff"
_INVISIBLE = re.compile(f"[{BLANK_LETTERS}{_JOINING}]")
_BLANKS = "".join(re.findall(rf"[\s{BLANK_LETTERS}]", "".join(map(chr, range(0x10000)))))
_DASHES = re.compile("[\u02d7\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]")
# Đ with its stroke has look-alikes: eth and the African d are typed in its place.
_STROKED_D = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})
_AS_STROKED_D = str.maketrans({"ð": "đ", "ɖ": "đ"})
_NOT_SEEN = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Mc", "Zs", "Zl", "Zp"})


def normalised(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """The text in a normalisation form. Of more than 30 marks on one letter the first 30 are kept (UAX #15, D3).

    No language piles up more, and the time to sort them grows with the square of their number.
    """
    return unicodedata.normalize(form, text if text.isascii() else _piled().sub(r"\1", text))


def trimmed(text: str) -> str:
    """The text without blanks, and what is drawn as nothing, around it."""
    return text.strip(_BLANKS)


def without_invisible(text: str) -> str:
    """The text without what is drawn as nothing."""
    return _INVISIBLE.sub("", text)


def letters_seen(text: str, enough: int) -> int:
    """How many letters, figures, signs a reader sees, counted up to `enough`; marks count with what they stand on."""
    seen = 0
    for letter in text:
        seen += unicodedata.category(letter) not in _NOT_SEEN and _INVISIBLE.match(letter) is None
        if seen == enough:
            break
    return seen


def folded(text: str) -> str:
    """For searching as people type: lower case, no diacritics (đ as d), single spaces, nothing invisible."""
    spelled = normalised("NFKD", normalised("NFKD", _INVISIBLE.sub("", text)).casefold())
    letters = "".join(letter for letter in spelled if not unicodedata.combining(letter))
    return " ".join(letters.translate(_STROKED_D).split())


def same_key(identifier: str) -> str:
    """For comparing identifiers: equal for those that look alike, whatever their width, case, dashes or blanks."""
    plain = "".join(_INVISIBLE.sub("", identifier).split())
    folded_case = normalised("NFKC", normalised("NFKC", plain).casefold())
    return normalised("NFKC", "".join(_DASHES.sub("-", folded_case).translate(_AS_STROKED_D).split()))


@cache
def _piled() -> re.Pattern[str]:
    """More than 30 letters in a row of which each becomes a mark on the letter before."""
    letters = map(chr, range(0x300, 0x1F000))
    marks = [letter for letter in letters if unicodedata.combining(unicodedata.normalize("NFKD", letter)[0])]
    anyone = f"[{''.join(map(re.escape, marks))}]"
    return re.compile(f"({anyone}{{{MOST_MARKS}}}){anyone}+")
