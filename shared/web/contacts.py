"""E-mail addresses and telephone numbers in a text, however they are written, in time linear in its length."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from shared.text import normalised, without_invisible
from shared.web.spelled_numbers import Numbers

_AT = re.compile(
    r"@|(?P<bracketed>[(\[{<]\s?(?:@|at|a\s?c[oòó]ng|acong)\s?[)\]}>])"
    r"|(?P<spoken>[(\[{<]\s?a\s?[)\]}>]|\s(?:at|a\s?c[oòó]ng|acong)(?=\s))",
    re.IGNORECASE,
)
_DOT = r"(?:\s{0,2}\.\s{0,2}|\s?[(\[{<]\s?(?:dot|\.|chấm|cham)\s?[)\]}>]\s?|\s(?:dot|chấm|cham)\s)"
_ENDINGS = "com|vn|net|org|edu|gov|info|biz|io|asia|uk|jp|kr|cn|sg|xyz|online"
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_SPACED_DOMAIN = re.compile(rf"\s{{0,2}}(?:[\w-]{{1,63}}{_DOT}){{1,8}}(?:{_ENDINGS})(?!\w)", re.IGNORECASE)
_SPOKEN_DOT = re.compile(r"\W(?:dot|chấm|cham)\W", re.IGNORECASE)
_PROVIDER = re.compile(r"\s{0,2}(?:gmail|yahoo|ymail|hotmail|outlook|icloud|live|protonmail|zoho)\b", re.IGNORECASE)


class Contact(NamedTuple):
    """An address or number found in a text."""

    kind: Literal["email", "phone"]
    text: str


def contacts_in(text: str) -> tuple[Contact, ...]:
    """The first e-mail address and the first telephone number in `text`."""
    plain = without_invisible(normalised("NFKC", without_invisible(text)))
    found = (
        (Contact("email", address) for address in _addresses(plain)),
        (Contact("phone", number) for number in Numbers(plain)),
    )
    return tuple(first for kind in found if (first := next(kind, None)))


def _addresses(text: str) -> Iterator[str]:
    for at in _AT.finditer(text):
        before, after = text[max(0, at.start() - 3) : at.start()], text[at.end() : at.end() + 1]
        last = before.rstrip()[-1:]
        if not (last.isalnum() or (last and last in "_.+%-")):
            continue
        domain = _domain_at(text, at, adjoining=last == before[-1:] and not after.isspace())
        if domain is not None:
            yield text[at.start() - 1 : domain.end()].strip()


def _domain_at(text: str, at: re.Match[str], *, adjoining: bool) -> re.Match[str] | None:
    """The domain after an at sign. What is spoken, or has blanks about it, needs an ending that is common."""
    if at["spoken"] is None:
        strict = _DOMAIN.match(text, at.end() + text[at.end() : at.end() + 1].isspace()) if at["bracketed"] else None
        strict = strict or (_DOMAIN.match(text, at.end()) if adjoining else None)
        return strict or _SPACED_DOMAIN.match(text, at.end())
    domain = _SPACED_DOMAIN.match(text, at.end())
    meant = domain and (_SPOKEN_DOT.search(domain.group()) or _PROVIDER.match(text, at.end()))
    return domain if meant else None
