"""Amounts read aloud in Vietnamese, so that whoever typed one hears a zero too many."""

from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES: Final = ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"), (1, ""))
TEN: Final = 10
HUNDRED: Final = 100
THOUSAND: Final = 1000


def in_words(amount: int) -> str:
    """`mười hai triệu năm trăm nghìn`; thousands of billions are said as such."""
    if amount == 0:
        return _DIGITS[0]
    words: list[str] = []
    rest = amount
    for size, scale in _SCALES:
        group, rest = divmod(rest, size)
        if group >= THOUSAND:
            words += [in_words(group), scale]
        elif group:
            words += [_group(group, follows=bool(words)), scale]
    return " ".join(word for word in words if word)


def _group(number: int, *, follows: bool) -> str:
    """Up to three digits; after others the hundreds are said even when there are none."""
    hundreds, rest = divmod(number, HUNDRED)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or follows else []
    if rest:
        words.append(_two_digits(rest, follows=bool(words)))
    return " ".join(words)


def _two_digits(number: int, *, follows: bool) -> str:
    tens, ones = divmod(number, TEN)
    if tens == 0:
        return f"linh {_DIGITS[ones]}" if follows else _DIGITS[ones]
    start = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return start
    last = {1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(ones, _DIGITS[ones])
    return f"{start} {last}"
