"""Telephone numbers in a text, however they are written, in time linear in its length.

Figures are no telephone numbers: initiatives are full of amounts, dates, decimals and decision codes. Nor are the ids
in addresses of pages, of which one in two thousand reads like one.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

import phonenumbers

FEWEST_DIGITS = 8
"""No number with its trunk or country is shorter: most texts are spared the search."""
FOREIGN_LOOKED_UP = 32
"""Numbers of other countries that are looked up in a text; where more are given, their shape is enough."""

_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"[^\S\n]?[.\-\u2010-\u2015/()_·*]{0,2}[^\S\n]?")
_DATE = re.compile(r"(?<!\d)[0-3]?\d([./-])[01]?\d\1(?:19|20)\d{2}(?!\d)")
_ID = re.compile(
    r"(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![\w-])", re.IGNORECASE
)
_DECIMAL = re.compile(r"(?<![\d.,])0[.,]\d+(?![.,]?\d)")
_AMOUNT = re.compile(r"(?<![\d+])(?<!\d[\s.,-])(?<!\))(?<!\)\s)[1-9]\d{0,2}([.,\s])\d{3}(?:\1\d{3})*(?!\1?\d)")
_THOUSANDS = re.compile(r"\+?\d{1,3}([.,\s])\d{3}(?:\1\d{3})*")
_UNIT_AFTER = re.compile(
    r"\s*(?:đồng(?!\s+chí)|vnđ|vnd|đ\b|₫|nghìn|ngàn|triệu|tỷ|tỉ|usd|%|kwh|kg|tấn|lít|giờ)", re.IGNORECASE
)
_CALLED = re.compile(
    r"(?<![^\W\d_])(?:liên\s{1,3}[hl](?:ệ|ạc)|lien\s{1,3}(?:he|lac)|g[oọ]i|s[đðd]t|[đðd]t|[đð]iện\s{1,3}thoại"
    r"|dien\s{1,3}thoai|di\s{1,3}(?:động|dong)|nhắn\s{1,3}tin|nhan\s{1,3}tin|zalo|viber|whatsapp|telegram|tel|phone"
    r"|call|mobile|hotline|al[oô]|lh)(?![^\W\d_])(?=\.?([^.;\n]{0,30}))",
    re.IGNORECASE,
)
"""A word that says what comes is to be called, and how far its sentence reaches."""
_NATIONAL = (9, 10)
"""Digits of a Vietnamese number without its trunk 0: mobile, fixed."""
_ABROAD = range(7, 16)


class Numbers(Iterator[str]):
    """Telephone numbers of a text, found from the group of digits each begins with.

    `examined` counts beginnings, `looked_up` those asked of phonenumbers: neither grows faster than the text.
    """

    def __init__(self, text: str) -> None:
        self.examined = 0
        self.looked_up = 0
        without_ids = _ID.sub(_unless_digits, text)
        self._text = _AMOUNT.sub(_unless_dialled, _DECIMAL.sub(_blank, _DATE.sub(_blank, without_ids)))
        self._groups = [*_DIGITS.finditer(self._text)]
        digits = "".join(group.group() for group in self._groups)
        self._digits = digits if digits.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in digits)
        self._ends: dict[int, int] = {}
        self._runs: list[int] = []
        self._called_until: list[tuple[int, int]] | None = None
        self._index()
        self._found = self._search()

    def __next__(self) -> str:
        return next(self._found)

    def _index(self) -> None:
        """Where among all digits each group ends, and which groups are close enough to be one number."""
        offset = run = 0
        for place, group in enumerate(self._groups):
            if place and not _BETWEEN.fullmatch(self._text, self._groups[place - 1].end(), group.start()):
                run += 1
            offset += group.end() - group.start()
            self._ends[offset] = place
            self._runs.append(run)

    def _search(self) -> Iterator[str]:
        if len(self._digits) < FEWEST_DIGITS:
            return
        offset = 0
        for place, group in enumerate(self._groups):
            self.examined += 1
            last = self._dialled(place, offset)
            if last is not None and self._is_number(place, last):
                yield self._text[group.start() : self._groups[last].end()]
            offset += group.end() - group.start()

    def _dialled(self, place: int, offset: int) -> int | None:
        """The last group of the number that begins with this one, if one does."""
        digits = self._digits[offset : offset + 20]
        plus = self._before(place, 3).rstrip(" (").endswith("+")
        if not plus and digits[0] == "0" and (last := self._national(place, offset, digits, 1)) is not None:
            return last
        for country in ("84", "084", "0084"):
            if digits.startswith(country):
                return self._national(place, offset, digits, len(country))
        if plus or (digits.startswith("00") and not digits.startswith("000")):
            return self._abroad(place, offset, digits, 0 if plus else 2)
        return None

    def _national(self, place: int, offset: int, digits: str, skipped: int) -> int | None:
        trunk = skipped > 1 and digits[skipped : skipped + 1] == "0"
        for length in _NATIONAL:
            size = skipped + trunk + length
            last = self._last(place, offset + size)
            if last is not None and _vietnamese().fullmatch(digits[skipped + trunk : size]):
                return last
        return None

    def _abroad(self, place: int, offset: int, digits: str, skipped: int) -> int | None:
        for length in _ABROAD:
            last = self._last(place, offset + skipped + length)
            if last is not None and self._is_foreign(digits[skipped : skipped + length]):
                return last
        return None

    def _is_foreign(self, digits: str) -> bool:
        if self.looked_up == FOREIGN_LOOKED_UP:
            return len(digits) >= FEWEST_DIGITS
        self.looked_up += 1
        try:
            return phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}"))
        except phonenumbers.NumberParseException:
            return False

    def _last(self, place: int, end: int) -> int | None:
        """The group that ends there, when nothing but what stands in numbers lies between."""
        last = self._ends.get(end)
        return last if last is not None and self._runs[last] == self._runs[place] else None

    def _is_number(self, place: int, last: int) -> bool:
        """Whether what could be dialled is no amount and no code: those that begin with 84 or + may be amounts."""
        start, end = self._groups[place].start(), self._groups[last].end()
        raw, before = self._text[start:end], self._before(place, 1)
        in_threes = _THOUSANDS.fullmatch(raw) is not None
        counted = _UNIT_AFTER.match(self._text, end) is not None
        if before == "+":
            return not (counted and in_threes)
        if before.isalpha():
            return self._called(start)
        return raw.startswith("0") or not (counted or (in_threes and not self._called(start)))

    def _before(self, place: int, letters: int) -> str:
        start = self._groups[place].start()
        return self._text[max(0, start - letters) : start]

    def _called(self, start: int) -> bool:
        """Whether words before say that it is to be called."""
        if self._called_until is None:
            self._called_until = [(word.end(), word.end(1)) for word in _CALLED.finditer(self._text)]
        place = bisect_right(self._called_until, (start, len(self._text)))
        return place > 0 and self._called_until[place - 1][1] >= start


def _blank(match: re.Match[str]) -> str:
    return "|" * len(match.group())


def _unless_digits(id_: re.Match[str]) -> str:
    """What has no letter may be numbers in a row."""
    return id_.group() if id_.group().replace("-", "").isdigit() else _blank(id_)


def _unless_dialled(amount: re.Match[str]) -> str:
    """An amount is blotted out; one of the digits of a number with its country's code is looked at."""
    digits = "".join(filter(str.isdigit, amount.group()))
    return amount.group() if digits.startswith("84") and len(digits) in (11, 12) else _blank(amount)


@cache
def _vietnamese() -> re.Pattern[str]:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("VN")
    if metadata is None or metadata.mobile is None or metadata.fixed_line is None:
        raise RuntimeError("phonenumbers knows no Vietnamese numbers")
    return re.compile(f"(?:{metadata.mobile.national_number_pattern}|{metadata.fixed_line.national_number_pattern})")
