"""Revisions as entity tags: who changes a thing says which state of it they saw (RFC 9110 §13, RFC 6585)."""

import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.responses import Response

from shared.refusals import Refusal, Stale, Text

_TAG = re.compile(r'"([0-9]{1,15})"')


class PreconditionRequired(Refusal):
    """The request must say with If-Match which revision it was made for."""

    slug = "precondition-required"
    status = 428
    title = Text("Thiếu If-Match: hãy tải lại dữ liệu trước khi sửa", "If-Match is missing; load the data first")


def etag(revision: int) -> str:
    """The strong tag of a revision: `"3"`."""
    return f'"{revision}"'


def set_etag(response: Response, revision: int) -> None:
    """Give the answer the tag its next If-Match has to name."""
    response.headers["ETag"] = etag(revision)


def if_match(value: Annotated[str | None, Header(alias="If-Match", description='As `"3"`.')] = None) -> int:
    """The revision named by If-Match; 428 without one, 412 for what no tag of ours looks like."""
    if value is None:
        raise PreconditionRequired
    tag = _TAG.fullmatch(value.strip())
    if tag is None:
        raise Stale
    return int(tag.group(1))


IfMatch = Annotated[int, Depends(if_match)]
"""The revision the caller read."""
