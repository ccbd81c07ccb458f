"""What was sent and what was answered, in the order of the answers; the report recounts from this alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sent:
    """One request and its answer. `who` is the account's sub; times are ISO, of the sender's clock."""

    service: str
    method: str
    path: str
    body: Any
    who: str
    status: int
    answer: Mapping[str, Any] = field(default_factory=dict)
    sent_at: str = ""
    answered_at: str = ""

    @property
    def acknowledged(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's success
