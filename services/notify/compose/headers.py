"""Header fields that may hold any text (RFC 2047), written by us: what a reader decodes is exactly what was given.

The standard library's own folding loses blanks between encoded words (Python 3.11), makes words of more than 75
characters, and decodes text that only looks like an encoded word.
"""

import unicodedata
from email.header import Header
from email.utils import quote
from typing import Final

LONGEST_NAME: Final = 200
_LONGEST_LINE: Final = 75
_LONGEST_WORD: Final = 72
"""Of a name: 45 bytes in one word, since Python's parser puts blanks between the words of a phrase."""
_LONGEST_PLAIN: Final = 60
_BREAKING: Final = frozenset({"Cc", "Zl", "Zp", "Cs"})
"""Categories of characters that would end a line, or cannot be encoded at all."""


def one_line(text: str) -> str:
    """Text fit for a header: single blanks in place of line ends, control characters and runs of blanks."""
    return " ".join("".join(" " if unicodedata.category(sign) in _BREAKING else sign for sign in text).split())


def shortened(text: str, longest: int) -> str:
    """`text`, or its beginning with an ellipsis, in at most `longest` characters; marks stay with their letters."""
    if len(text) <= longest:
        return text
    end = longest - 1
    while end > 0 and (unicodedata.combining(text[end]) or "\u200d" in text[end - 1 : end + 1]):
        end -= 1
    return text[:end].rstrip() + "…"


def plain(name: str, value: str) -> bytes:
    """A field whose value is made of ASCII by its own rules: a date, an id, a word."""
    return f"{name}: {value}\r\n".encode("ascii")


def unstructured(name: str, text: str) -> bytes:
    """The field `name: text`, folded; no line is longer than 76 characters, no encoded word than 75."""
    return plain(name, text if _is_plain(text) else _encoded(name, text, _LONGEST_LINE))


def mailbox(name: str, display_name: str, address: str) -> bytes:
    """The field `name: display_name <address>`, the address on a line of its own where the name is long."""
    if not display_name:
        return plain(name, address)
    phrase = f'"{quote(display_name)}"' if _is_plain(display_name) else _encoded(None, display_name, _LONGEST_WORD)
    return plain(name, f"{phrase}\r\n <{address}>")


def _is_plain(text: str) -> bool:
    return text.isascii() and len(text) <= _LONGEST_PLAIN and "=?" not in text


def _encoded(name: str | None, text: str, longest: int) -> str:
    return Header(text, "utf-8", maxlinelen=longest, header_name=name).encode(linesep="\r\n")
