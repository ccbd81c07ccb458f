"""Figures as people here write them: 1.234.567 and 87,5 %, in every language of the portal alike."""

from typing import Final

NONE: Final = "–"
_SCALES: Final = ((1_000_000_000, "tỷ"), (1_000_000, "triệu"))


def whole(number: int | None) -> str:
    """A count."""
    return NONE if number is None else f"{number:,}".replace(",", ".")


def percent(number: float | None) -> str:
    """A percent of at most two decimals."""
    if number is None:
        return NONE
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return f"{text.replace('.', ',')} %"


def scaled(amount: int | None) -> str:
    """A large amount in short: 26,1 tỷ."""
    if amount is None:
        return NONE
    for scale, word in _SCALES:
        if amount >= scale:
            return f"{f'{amount / scale:.1f}'.rstrip('0').rstrip('.').replace('.', ',')} {word}"
    return whole(amount)


def money(amount: int | None) -> str:
    """Đồng, with its scale in words from a million on."""
    if amount is None:
        return NONE
    text = f"{whole(amount)} đ"
    return f"{text} ({scaled(amount)})" if amount >= _SCALES[-1][0] else text
