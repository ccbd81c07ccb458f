"""Which cases are looked at, and what was typed and done last: all of it stands in the page's address."""

import re
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request

PARAMETERS: Final = {
    "q": "q",
    "kind": "loai",
    "claim": "giu",
    "unit": "don-vi",
    "programme": "chuong-trinh",
    "overdue": "qua-han",
    "sort": "xep",
    "after": "sau",
    "number": "so",
    "day": "ngay",
    "done": "xong",
    "last_act": "lam",
    "resumed": "tiep",
}
FILTERS: Final = ("q", "kind", "claim", "unit", "programme", "overdue")
CHOICES: Final = {"claim": ("mine", "none", "others"), "sort": ("due", "oldest", "newest", "benefit")}
ONCE: Final[dict[str, str | None]] = {"done": None, "last_act": None, "resumed": None}
"""What the next page does not say again."""
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_LONGEST: Final = 300
_LONGEST_CURSOR: Final = 1000


@dataclass(frozen=True, slots=True)
class DeskAddress:
    """The address's query; what nobody of ours would have put there is left out."""

    q: str | None = None
    kind: str | None = None
    claim: str | None = None
    unit: str | None = None
    programme: str | None = None
    overdue: str | None = None
    sort: str | None = None
    after: str | None = None
    number: str | None = None
    day: str | None = None
    done: str | None = None
    last_act: str | None = None
    resumed: str | None = None

    @classmethod
    def of(cls, request: Request) -> Self:
        """Of this request."""
        given = {name: request.query_params.get(key, "").strip() for name, key in PARAMETERS.items()}
        most = {"after": _LONGEST_CURSOR}
        right = {name: value for name, value in given.items() if value and len(value) <= most.get(name, _LONGEST)}
        for name, choices in CHOICES.items():
            if right.get(name) not in choices:
                right.pop(name, None)
        for name in ("unit", "programme", "kind"):
            if not _CODE.fullmatch(right.get(name, "")):
                right.pop(name, None)
        if not is_id(right.get("done")):
            right.pop("done", None)
        return cls(**right)

    @property
    def is_filtered(self) -> bool:
        """Whether only some of what waits is looked at."""
        return any(getattr(self, name) for name in FILTERS)

    def query(self) -> dict[str, Any]:
        """As review takes it: it tells what awaits the visitor's own units, unless a unit or words are given."""
        filters = {name: getattr(self, name) for name in (*FILTERS, "sort", "after")}
        is_of_a_unit = self.unit is not None and self.q is None
        return {**filters, "overdue": self.overdue and "true", "status": "pending" if is_of_a_unit else None}

    def but(self, **changes: str | None) -> str:
        """The query of an address like this one, with changes, without what is told once."""
        once_and_changes = {**ONCE, **changes}
        values = {name: once_and_changes.get(name, getattr(self, name)) for name in PARAMETERS}
        given = {PARAMETERS[name]: value for name, value in values.items() if value}
        return f"?{urlencode(given)}" if given else ""


def is_id(text: str | None) -> bool:
    """Whether it can be an initiative's id."""
    try:
        return text is not None and str(UUID(text)) == text
    except ValueError:
        return False
