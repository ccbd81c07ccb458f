"""Topic `submissions`: an initiative's state and public face, published by submission (design §2)."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.events.envelope import EventData, Frozen
from shared.events.folding import Code, Day, Instant, Version, Vnd, Word
from shared.events.topics import Kept, Topic

SUBMITTED = "vn.sangkien.initiative.submitted.v1"
RESUBMITTED = "vn.sangkien.initiative.resubmitted.v1"
RECLASSIFIED = "vn.sangkien.initiative.reclassified.v1"
WITHDRAWN = "vn.sangkien.initiative.withdrawn.v1"


class SubmissionState(StrEnum):
    """Whether the initiative still stands, as far as its authors are concerned."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class AuthorShare(Frozen):
    """One author's part. Shares of an initiative add up to 100."""

    id: UUID
    share: int = Field(ge=1, le=100, description="Percent.")
    home_unit: Code
    formerly: UUID | None = Field(default=None, description="The id of the card this account was linked to.")


class SubmissionData(EventData):
    """The whole public face; never the description or an attachment."""

    state: SubmissionState
    programme: Code
    unit: Code
    sector: Word = Field(description="Of the unit when this unit was set.")
    ownership: Word = Field(description="Of the unit when this unit was set.")
    kind: Word
    field: Word
    title: str = Field(max_length=300)
    summary: str = Field(max_length=1000)
    first_applied_on: Day | None = None
    claimed_benefit_vnd: Vnd | None = Field(default=None, description="First 12 months, VND.")
    confidential: bool = False
    authors: tuple[AuthorShare, ...]
    entered_by: UUID
    first_submitted_at: Instant
    registered_at: Instant
    imported: bool = False
    content_version: Version = Field(description="Rises on submitted and resubmitted only.")


SUBMISSIONS = Topic(
    "sangkien.submissions.v1",
    partitions=12,
    kept=Kept.FOR_EVER,
    data=SubmissionData,
    source="/submission",
    types=(SUBMITTED, RESUBMITTED, RECLASSIFIED, WITHDRAWN),
)
