"""Parts of a whole: shown in percent of two decimals, half up, and compared exactly (design §4)."""

from typing import Final

from shared.percent import from_hundredths

_FINE: Final = 128
"""Bits after the point: two different fractions of wholes below 2^64 differ in them."""


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number of a fraction that is not negative; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)


def hundredths(part: int, whole: int | None) -> int | None:
    """Hundredths of a percent, half up: 3,061 of 7,500 is 4081. None without a whole."""
    return half_up(part * 10_000, whole) if whole else None


def percent(part: int, whole: int | None) -> float | None:
    """The same as people read it: 40.81."""
    rounded = hundredths(part, whole)
    return None if rounded is None else from_hundredths(rounded)


def comparable(part: int, whole: int | None) -> int | None:
    """A number that is equal, or greater, exactly when the fraction is; None without a whole.

    A whole number, since a board compares thousands and fractions are slow.
    """
    return (part << _FINE) // whole if whole else None
