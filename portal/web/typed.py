"""What a form sent: read before its page's own code, so that nothing of it is lost whatever that code meets."""

import unicodedata
from typing import Any, Final

from fastapi import Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

MOST_FIELDS: Final = 1000
"""Of one form: two hundred cases ticked at once, each with its title."""
TOO_LARGE: Final = 413
UNSUPPORTED: Final = 415
UTF_8: Final = (b"utf-8", b"utf8")
FILES: Final = ("file",)
"""Fields that take a file."""
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_SEEN: Final = ("revision", "lines", "case", "content_version", "submission_version", "supplement")
_CHOSEN: Final = ("act", "pick", "drop", "authors", "card", "same_as")
_LISTS: Final = ("level", "sector", "ownership", "role", "reward_form", "reasons", "language", "window", "target_basis")
HIDDEN: Final = frozenset(("key", "person_key", "by", "next", "what", "step", *_SEEN, *_CHOSEN, *_LISTS))
"""Fields that pages put there themselves, and choices that only their own page has words for."""
_SAID_BESIDE: Final = (("field", "other"), ("applied", "date"))
"""Choices that a second field says in full."""
_KEY: Final = "portal.typed"
Fields = list[tuple[str, str]]


async def read_typed(request: Request) -> None:
    """Before every page: read its form, each text as every part of the system can take it.

    A file in place of a text is none; a form that is not written in UTF-8, which no page of ours sends, is refused.
    """
    media_type, options = parse_options_header(request.headers.get("content-type"))
    if media_type.decode("latin-1") not in FORMS:
        return
    if options.get(b"charset", UTF_8[0]).lower() not in UTF_8:
        raise HTTPException(UNSUPPORTED)
    form = await request.form(max_fields=MOST_FIELDS)
    pairs = [
        (clean(name), clean(value) if isinstance(value, str) else value)
        for name, value in form.multi_items()
        if isinstance(value, str) or name in FILES
    ]
    if len(pairs) > MOST_FIELDS:
        raise HTTPException(TOO_LARGE)
    request._form = FormData(pairs)  # noqa: SLF001 - what every later `request.form()` gives
    request.scope[_KEY] = [(name, value) for name, value in pairs if isinstance(value, str)]


def typed_in(request: HTTPConnection) -> Fields | None:
    """All fields of the form that the request sent; None when it sent none."""
    fields: Fields | None = request.scope.get(_KEY)
    return fields


def put_typed(request: HTTPConnection, fields: Fields) -> None:
    """Keep these fields in place of those that were sent: a file's text, say, in place of the file."""
    request.scope[_KEY] = fields


def clean(text: Any) -> str:
    """One spelling of each letter (NFC), which services keep and pages compare with what they kept.

    Without NUL and halves of characters, which a multipart form may hold and nobody can type.
    """
    return unicodedata.normalize("NFC", str(text).replace("\0", "").encode(errors="replace").decode())


def shown(fields: Fields) -> Fields:
    """Of these, what somebody typed or chose, to be read again; days as a calendar has them are left to the page."""
    return [
        (name, value)
        for name, value in fields
        if value.strip() and name.rpartition(".")[2] not in HIDDEN and (name, value) not in _SAID_BESIDE
    ]
