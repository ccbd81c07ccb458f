"""What a request to a service may be made of: people write addresses by hand, and fields of forms too."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from portal.upstream.problems import Problem, Refused

NOT_FOUND: Final = 404
TOO_LONG: Final = 414
LONGEST_PATH: Final = 600
LONGEST_QUERY: Final = 8_000
_TRACE: Final = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_KEY: Final = re.compile(r"[!-~]{1,200}")


def check(service: str, path: str, query: Mapping[str, Any]) -> None:
    """Refuse what could lead to another address of the service than a page means, or is a burden to it."""
    if not is_plain(path):
        raise Refused(Problem(service, NOT_FOUND, "not-found", ""))
    if sum(len(str(value)) for value in query.values()) > LONGEST_QUERY:
        raise Refused(Problem(service, TOO_LONG, "too-long", ""))


def is_plain(path: str) -> bool:
    """Whether a path names what it seems to: nothing in it ends it, climbs out of it or adds to it."""
    meant = unquote(path)
    return (
        len(path) <= LONGEST_PATH
        and path.isascii()
        and not set(path) & set("?#\\ ")
        and meant.isprintable()
        and meant.count("/") == path.count("/")
        and not {"", ".", ".."} & set(meant.split("/")[1:])
    )


def is_key(text: str) -> bool:
    """Whether the services take it as an Idempotency-Key."""
    return _KEY.fullmatch(text) is not None


def key_of(text: str) -> str:
    """The key itself; of one that the services would not take, another that is always the same for it."""
    return text if is_key(text) else hashlib.sha256(text.encode(errors="replace")).hexdigest()


def trace_of(text: str | None) -> str | None:
    """A `traceparent` as W3C Trace Context has it; None for anything else."""
    return text if text and _TRACE.fullmatch(text) else None
