"""The history of a case: a line for each act, and how many are held."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.units import Level


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the case's history. `by` is for reviewers of others' initiatives and never leaves this service.

    `submission_version` and `supplement` are what was looked at, or what came; acts on what stands have neither.
    `appointment` is the one it was done by (None: by the token alone), `on_behalf_of` whom its holder is a deputy of.
    """

    at: datetime
    act: str
    content_version: int
    by: UUID | None = None
    role: str | None = None
    unit: str | None = None
    level: Level | None = None
    subject: UUID | None = None
    decision_number: str | None = None
    verified_benefit_vnd: int | None = None
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    submission_version: int | None = None
    supplement: int | None = None
    appointment: UUID | None = None
    on_behalf_of: UUID | None = None


NOTES = frozenset({"reclassified", "supplemented", "claim-taken-over"})
"""Lines that anybody may add without deciding anything: a flood of them takes no decision's place."""
MOST_NOTES = 50
MOST_DECISIONS = 100
"""What a case holds: more of a kind than this, and its oldest make room."""
