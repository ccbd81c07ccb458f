"""Topic `submissions`: an initiative's state and public face, published by submission (design §2)."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.events.envelope import EventData, Frozen
from shared.events.folding import Code, Day, Instant, Ordinal, Size, Version, Vnd, Word, Words, no_longer_than
from shared.events.topics import Kept, Topic

SUBMITTED = "vn.sangkien.initiative.submitted.v1"
RESUBMITTED = "vn.sangkien.initiative.resubmitted.v1"
RECLASSIFIED = "vn.sangkien.initiative.reclassified.v1"
SUPPLEMENTED = "vn.sangkien.initiative.supplemented.v1"
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


class Attachment(Frozen):
    """A file that belongs to an initiative, by what is in it; its name stays with the submission service."""

    id: UUID
    sha256: Word
    kind: Word = Field(description="Media type by content.")
    size: Size


Attachments = Annotated[tuple[Attachment, ...], no_longer_than(100)]
"""Ten times what any API takes."""


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
    receipt: Word | None = Field(default=None, description="Code that a person without an account looks it up by.")
    supplement: Ordinal = Field(default=0, description="Rises with what is added after submission.")
    sections: Words = Field(default=(), description="Codes of the dossier sections that are there.")
    attachments: Attachments = ()
    confirmed_by: UUID | None = Field(default=None, description="The proxy who confirmed a posting.")
    imported_by: UUID | None = Field(default=None, description="Whoever brought it in with a file.")
    late: bool = Field(default=False, description="Came within the hours after the deadline, composed before it.")


SUBMISSIONS = Topic(
    "sangkien.submissions.v1",
    partitions=12,
    kept=Kept.FOR_EVER,
    data=SubmissionData,
    source="/submission",
    types=(SUBMITTED, RESUBMITTED, RECLASSIFIED, SUPPLEMENTED, WITHDRAWN),
)
