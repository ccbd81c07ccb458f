"""Counts as people type them: `1250`, `1.250`, `1 250`; a dot that parts no thousands is refused: `2.5` is no 25."""

from typing import Final

LONGEST: Final = 10
"""Digits; the services say how many of what is too many."""
GROUP: Final = 3
_BLANKS: Final = str.maketrans({" ": ".", "\u00a0": ".", "\u202f": "."})


class NotCount(ValueError):  # noqa: N818 - a verdict on what was typed
    """It is no whole number, or can be read two ways."""


def parse(text: str) -> int | None:
    """The count; None for nothing typed. Raises NotCount."""
    plain = text.strip()
    if not plain:
        return None
    first, *groups = plain.translate(_BLANKS).split(".")
    digits = "".join((first, *groups))
    are_thousands = not groups or (0 < len(first) <= GROUP and all(len(group) == GROUP for group in groups))
    if not (are_thousands and digits.isascii() and digits.isdigit() and len(digits) <= LONGEST):
        raise NotCount(text)
    return int(digits)
