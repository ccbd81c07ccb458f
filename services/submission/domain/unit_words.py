"""The words a unit is looked for by: folded, split on whatever is no letter or figure, abbreviations beside them."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from shared.text import folded, normalised, without_invisible

LONGEST_WORD: Final = 40
_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f])*")
_STROKED = str.maketrans({"ð": "đ", "ɖ": "đ"})

_LONG_FORMS: Final = {
    "cđcs": ("công đoàn cơ sở",),
    "cđ": ("công đoàn", "cao đẳng"),
    "lđlđ": ("liên đoàn lao động",),
    "tlđ": ("tổng liên đoàn",),
    "thpt": ("trung học phổ thông",),
    "thcs": ("trung học cơ sở",),
    "th": ("tiểu học",),
    "mn": ("mầm non",),
    "đh": ("đại học",),
    "bv": ("bệnh viện",),
    "bvđk": ("bệnh viện đa khoa",),
    "đk": ("đa khoa",),
    "ttyt": ("trung tâm y tế",),
    "tyt": ("trạm y tế",),
    "kcn": ("khu công nghiệp",),
    "kcx": ("khu chế xuất",),
    "cty": ("công ty",),
    "cp": ("cổ phần",),
    "tnhh": ("trách nhiệm hữu hạn",),
    "mtv": ("một thành viên",),
    "ubnd": ("ủy ban nhân dân",),
    "tp": ("thành phố",),
    "q": ("quận",),
    "h": ("huyện",),
    "p": ("phường",),
    "x": ("xã",),
}
_AFTER_SCHOOL: Final = {"cđ": "cao đẳng"}
_SCHOOL: Final = "truong"
_LEAVING_OUT: Final = frozenset({"va", "cac"})
"""Words that people leave out of initials (Văn hóa, Thể thao và Du lịch: VHTTDL)."""


class Word(NamedTuple):
    """A word without its marks, and as it is written (NFC, lower case)."""

    plain: str
    marked: str


class Place(NamedTuple):
    """What stands in a name from one word to another: a word, or the abbreviation of several."""

    term: Word
    start: int
    end: int


class Spelled(NamedTuple):
    """A name written out: its words, and all that a part of it may be called by."""

    words: tuple[Word, ...]
    places: tuple[Place, ...]


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, NFC and NFD alike; each cut to 40 letters."""
    spelled = normalised("NFC", without_invisible(text)).casefold().translate(_STROKED)
    return tuple(word for part in _WORD.findall(spelled) if (word := _word(part[:LONGEST_WORD])).plain)


def spelled_out(name: str) -> Spelled:
    """A name with its abbreviations written out, and every phrase that has an abbreviation called by that as well."""
    words: list[Word] = []
    for word in words_of(name):
        words += _long_form(word, words[-1].plain if words else "")
    places = [Place(word, start, start + 1) for start, word in enumerate(words)]
    for start, word in enumerate(words):
        for phrase, abbreviation in _PHRASES.get(word.plain, ()):
            end = start + len(phrase)
            if tuple(each.plain for each in words[start:end]) == phrase:
                places.append(Place(abbreviation, start, end))
    return Spelled(tuple(words), tuple(places))


def written_out(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Words somebody typed with the abbreviations among them written out."""
    long: list[Word] = []
    for word in words:
        long += _long_form(word, long[-1].plain if long else "")
    return tuple(long)


def initials_of(words: tuple[Word, ...]) -> str:
    """The first letters of a name's words, and, parted by a blank, those without the words that are left out."""
    whole = "".join(word.plain[0] for word in words)
    short = "".join(word.plain[0] for word in words if word.plain not in _LEAVING_OUT)
    return whole if whole == short else f"{whole} {short}"


@lru_cache(maxsize=20_000)
def _word(part: str) -> Word:
    return Word(folded(part).replace(" ", ""), part)


def _long_form(word: Word, before: str) -> tuple[Word, ...]:
    forms = _FORMS.get(word.plain)
    if forms is None:
        return (word,)
    return _FORMS_AFTER_SCHOOL.get(word.plain, forms) if before == _SCHOOL else forms


_FORMS: Final = {folded(short): words_of(long[0]) for short, long in _LONG_FORMS.items()}
_FORMS_AFTER_SCHOOL: Final = {folded(short): words_of(long) for short, long in _AFTER_SCHOOL.items()}
_PHRASES: Final[dict[str, list[tuple[tuple[str, ...], Word]]]] = {}
for _short, _all in _LONG_FORMS.items():
    for _long in _all:
        _plain = tuple(word.plain for word in words_of(_long))
        _PHRASES.setdefault(_plain[0], []).append((_plain, Word(folded(_short), _short)))
