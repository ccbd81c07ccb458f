"""Counts, percents and amounts as the reader's language writes them: 1.234.567 and 87,5 % in Vietnamese."""

from typing import Final

from portal.domain.writing import DEFAULT, WRITINGS

NONE: Final = "–"
IN_WORDS_FROM: Final = 1_000_000


def whole(number: int | None, language: str = DEFAULT) -> str:
    """A count."""
    return NONE if number is None else WRITINGS[language].number(number)


def percent(number: float | None, language: str = DEFAULT) -> str:
    """A percent of at most two decimals."""
    writing = WRITINGS[language]
    return NONE if number is None else writing.percent.format(writing.number(number, 2))


def scaled(amount: int | None, language: str = DEFAULT) -> str:
    """A large amount in short: 26,1 tỷ."""
    if amount is None:
        return NONE
    writing = WRITINGS[language]
    smaller = [*(scale for scale, _ in writing.scales[1:]), 1]
    for (scale, word), below in zip(writing.scales, smaller, strict=True):
        if round(amount / below, 1) * below >= scale:  # what is a thousand of the smaller one, rounded, is one of this
            return f"{writing.number(amount / scale, 1)}{word}"
    return whole(amount, language)


def money(amount: int | None, language: str = DEFAULT) -> str:
    """Đồng, with its scale in words from a million on."""
    if amount is None:
        return NONE
    text = f"{whole(amount, language)} đ"
    return f"{text} ({scaled(amount, language)})" if amount >= IN_WORDS_FROM else text
