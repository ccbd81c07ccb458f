"""The language of an answer: Vietnamese unless the reader asks for English (RFC 9110 §12.5.4)."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

DEFAULT = "vi"
KNOWN = ("vi", "en")


def preferred(accept_language: str | None) -> str:
    """The known language the header weighs highest; the first named wins a tie, an unreadable header says nothing."""
    best, best_weight = DEFAULT, 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameter = part.partition(";")
        name = tag.strip().lower().partition("-")[0]
        name = DEFAULT if name == "*" else name
        weight = _weight(parameter)
        if name in KNOWN and weight > best_weight:
            best, best_weight = name, weight
    return best


def _weight(parameter: str) -> float:
    key, _, value = parameter.strip().partition("=")
    if not key:
        return 1.0
    try:
        return float(value) if key.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0


def language_of(request: HTTPConnection) -> str:
    """`vi` or `en`, as the request's Accept-Language prefers."""
    return preferred(request.headers.get("accept-language"))


Language = Annotated[str, Depends(language_of)]
"""`vi` or `en`."""
