"""Codes of receipts: what somebody without an account looks an initiative up by (`SK-XXXX-XXXX-XXXX-C`).

Twelve digits of Crockford's base 32 are the first 60 bits of HMAC-SHA-256(key, initiative id): nobody finds one by
counting. C is Σ αⁱ·dᵢ over GF(32), i = 1 … 12. All αⁱ differ and none is 0 or 1, so that one wrong character, and two
that changed places (C with another, too), never go unseen. Pure.
"""

import hmac
from typing import Final
from uuid import UUID

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U."""
DIGITS: Final = 12
BITS: Final = 5
LEAST_KEY: Final = 32
"""Bytes of a key: as many as the hash has."""

_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_BLANKS: Final = str.maketrans("", "", " -\t\n\u00a0\u2010\u2011\u2012\u2013\u2014")
_FIELD: Final = 0b100101
"""x⁵ + x² + 1, which makes x (α) a generator of GF(32)."""
_LONGEST: Final = 64
"""Letters of what is looked at: a code with every blank and hyphen somebody might put in."""


def make(key: bytes, id: UUID, counter: int = 0) -> str:  # noqa: A002 - what every aggregate's id is called
    """The code of an initiative; `counter` gives others when one is another initiative's already."""
    message = id.bytes + (counter.to_bytes(4) if counter else b"")
    bits = int.from_bytes(hmac.digest(key, message, "sha256")[:8]) >> (64 - BITS * DIGITS)
    digits = [bits >> BITS * (DIGITS - 1 - place) & 31 for place in range(DIGITS)]
    return _written(digits)


def parse(text: str) -> str | None:
    """The code as it is kept, of what somebody typed; None when it cannot be one.

    Case, blanks and hyphens are nothing, `SK` may be left out, O is 0, I and L are 1.
    """
    if len(text) > _LONGEST:
        return None
    letters = text.upper().translate(_BLANKS)
    if len(letters) == DIGITS + 3 and letters.startswith("SK"):
        letters = letters[2:]
    values = [_VALUES.get(letter) for letter in letters]
    digits = [value for value in values if value is not None]
    if len(values) != DIGITS + 1 or len(digits) != len(values) or _check(digits[:-1]) != digits[-1]:
        return None
    return _written(digits[:-1])


def _written(digits: list[int]) -> str:
    letters = "".join(ALPHABET[digit] for digit in digits)
    return f"SK-{letters[:4]}-{letters[4:8]}-{letters[8:]}-{ALPHABET[_check(digits)]}"


def _check(digits: list[int]) -> int:
    """By Horner's rule: the first digit is multiplied once, the last twelve times."""
    total = 0
    for digit in reversed(digits):
        total = _times_alpha(total ^ digit)
    return total


def _times_alpha(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled > len(ALPHABET) - 1 else doubled
