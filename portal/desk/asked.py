"""Which cases are looked at, and what was typed and done last: all of it stands in the page's address."""

from dataclasses import asdict, dataclass, replace
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
    "after": "sau",
    "number": "so",
    "day": "ngay",
    "done": "xong",
    "told": "lam",
    "resumed": "tiep",
}
FILTERS: Final = ("q", "kind", "claim", "unit", "programme", "overdue")
ONCE: Final[dict[str, str | None]] = {"done": None, "told": None, "resumed": None}
"""What the next page does not say again."""
_LONGEST: Final = 300
_LONGEST_CURSOR: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """The address's query; what nobody of ours would have put there is left out."""

    q: str | None = None
    kind: str | None = None
    claim: str | None = None
    unit: str | None = None
    programme: str | None = None
    overdue: str | None = None
    after: str | None = None
    number: str | None = None
    day: str | None = None
    done: str | None = None
    told: str | None = None
    resumed: str | None = None

    @classmethod
    def of(cls, request: Request) -> Self:
        """Of this request."""
        given = {name: request.query_params.get(key, "").strip() for name, key in PARAMETERS.items()}
        most = {"after": _LONGEST_CURSOR}
        right = {name: value for name, value in given.items() if value and len(value) <= most.get(name, _LONGEST)}
        if not is_id(right.get("done")):
            right.pop("done", None)
        return cls(**right)

    @property
    def is_filtered(self) -> bool:
        """Whether only some of what waits is looked at."""
        return any(getattr(self, name) for name in FILTERS)

    def query(self) -> dict[str, Any]:
        """As review is asked; without a unit it tells what awaits the visitor's own units."""
        filters = {name: getattr(self, name) for name in (*FILTERS, "after")}
        if self.overdue:
            filters["overdue"] = "true"
        return {**filters, "status": "pending" if self.unit else None}

    def but(self, **changes: str | None) -> str:
        """The query of an address like this one, with changes, without what is told once."""
        values = asdict(replace(self, **{**ONCE, **changes}))
        given = {PARAMETERS[name]: value for name, value in values.items() if value}
        return f"?{urlencode(given)}" if given else ""


def is_id(text: str | None) -> bool:
    """Whether it can be an initiative's id."""
    try:
        return text is not None and str(UUID(text)) == text
    except ValueError:
        return False
