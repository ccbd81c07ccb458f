"""What listeners of a board are told, each made once a language.

An event's id is `<series>-<number>`: numbers begin anew whenever a board is followed anew, here or in another process,
and what a browser saw of one series says nothing about another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

Render = Callable[[str, Mapping[str, Any]], str]
"""(language, row) → the row's HTML."""


@dataclass
class RowsMoved:
    """The rows that changed, in which order all rows stand (what is not among them is gone), and the total."""

    series: str
    number: int
    rows: list[dict[str, Any]]
    order: list[str]
    total: dict[str, Any] | None
    at: float
    """Seconds since 1970."""
    rendered: dict[str, bytes] = field(default_factory=dict)

    def as_event(self, language: str, render: Render) -> bytes:
        """The event in one language."""
        if language not in self.rendered:
            body = {
                "rows": {row["unit"]: render(language, row) for row in self.rows},
                "order": self.order,
                "total": self.total,
                "at": int(self.at * 1000),
            }
            self.rendered[language] = _event(self, "rows", body)
        return self.rendered[language]


@dataclass
class JustApproved:
    """What was approved a moment ago: unit, kind, level, and the title of what is not confidential."""

    series: str
    number: int
    approved: list[dict[str, Any]]
    at: float

    def as_event(self, _language: str, _render: Render) -> bytes:
        """The event: names and titles alone, so that it is the same in every language."""
        return _event(self, "approved", {"approved": self.approved, "at": int(self.at * 1000)})


Message = RowsMoved | JustApproved


def heard(*, is_following: bool) -> bytes:
    """Whether ranking is heard just now."""
    return b"event: heard\ndata: " + (b"1" if is_following else b"0") + b"\n\n"


def _event(message: Message, name: str, body: Mapping[str, Any]) -> bytes:
    head = f"id: {message.series}-{message.number}\nevent: {name}\ndata: "
    return b"%s%s\n\n" % (head.encode(), orjson.dumps(body))
