"""Texts for logs, health and records, without what is somebody's alone: addresses, tokens, receipts, passwords.

What an error says that is not ours cannot be foreseen: a mail server repeats the recipient, the store's driver the
documents it could not write.
"""

import re
from typing import Any, Final

_DRIVER: Final = re.compile(r"(dup key: |full error: ).*")
_PASSWORD: Final = re.compile(r"(?<=://)[^\s/@]{1,300}(?=@)")
_TOKEN: Final = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?")
_RECEIPT: Final = re.compile(r"\bSK(?:-[0-9A-Z]{4}){3}-[0-9A-Z]\b", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_MASKS: Final = (
    (_DRIVER, r"\1***"),
    (_PASSWORD, "***"),
    (_TOKEN, "***"),
    (_RECEIPT, "SK-***"),
    (_EMAIL, "***@***"),
)


def masked(text: str) -> str:
    """The text with stars for each of them; of what a driver says to its line's end."""
    for what, stars in _MASKS:
        text = what.sub(stars, text)
    return text


def masked_in(value: Any) -> Any:
    """The same of all texts in lists and objects."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {name: masked_in(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [masked_in(one) for one in value]
    return value
