"""A page in one of its states, and how one gets there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from tests.portal.pages.conftest import Browser

Audience = Literal["public", "worker", "staff"]
OK: Final = 200
WRONG: Final = 422
AWAY: Final = 503


@dataclass(frozen=True)
class Shown:
    """`arrange` says who looks and what the services answer; with `fields`, the page answers a form sent to `path`."""

    name: str
    audience: Audience
    path: str
    arrange: Callable[[Browser], object]
    fields: Mapping[str, Any] | None = None
    status: int = OK
    is_once: bool = False
    """Whether it is there for one look alone."""

    def __str__(self) -> str:
        return self.name


def nobody(_browser: Browser) -> None:
    """Whoever passes by, with no answer of any service needed."""
