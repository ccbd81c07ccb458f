"""Topic `decisions`: what review decided and what stands now, published by review (design §2, §3)."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.events.envelope import EventData, Frozen
from shared.events.folding import Code, Day, Instant, Ordinal, Paragraph, Version, Vnd, Word, Words
from shared.events.topics import Kept, Topic
from shared.units import Level

APPROVED = "vn.sangkien.initiative.approved.v1"
RETURNED = "vn.sangkien.initiative.returned.v1"
REJECTED = "vn.sangkien.initiative.rejected.v1"
DECLINED = "vn.sangkien.initiative.declined.v1"
REVOCATION_ASKED = "vn.sangkien.initiative.revocation-asked.v1"
REASSESSED = "vn.sangkien.initiative.reassessed.v1"
REWARDED = "vn.sangkien.initiative.rewarded.v1"
APPEALED = "vn.sangkien.initiative.appealed.v1"
ASKED = "vn.sangkien.initiative.asked.v1"
ANSWERED = "vn.sangkien.initiative.answered.v1"
REVOKED = "vn.sangkien.initiative.revoked.v1"


class ReviewState(StrEnum):
    """Where an initiative stands with the reviewers; a rewarded one is an approved one."""

    PENDING = "pending"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    REVOKED = "revoked"


class Approval(Frozen):
    """One standing approval; at most one a level.

    `kind`, `sector` and `ownership` are what was looked at, and what it counts by; approvals of before these were
    carried have none of the four.
    """

    id: UUID
    unit: Code
    level: Level
    decision_number: Word
    decided_on: Day
    content_version: Version = Field(description="The content version it judged.")
    submission_version: Version | None = Field(default=None, description="The submissions event it looked at.")
    kind: Word | None = Field(default=None, description="Of the initiative, as it was looked at.")
    sector: Word | None = Field(default=None, description="Of the initiative, as it was looked at.")
    ownership: Word | None = Field(default=None, description="Of the initiative, as it was looked at.")
    recommended: bool = Field(default=False, description="Recommended to the next level.")


class Reward(Frozen):
    """One standing reward (commendation)."""

    id: UUID
    form: Word
    unit: Code
    level: Level
    amount_vnd: Vnd = 0
    decision_number: Word
    decided_on: Day


class LastAct(Frozen):
    """The last return, rejection or revocation on the current content version, with its reasons."""

    id: UUID
    state: ReviewState
    unit: Code
    level: Level
    at: Instant
    reasons: Words = ()
    comment: Paragraph | None = None


class Standing(Frozen):
    """What stands after a decision; it replaces whatever was known of an older version."""

    state: ReviewState
    content_version: Version = Field(description="The content version judged; counts for nothing under a newer one.")
    verified_benefit_vnd: Vnd | None = None
    approvals: tuple[Approval, ...] = ()
    rewards: tuple[Reward, ...] = ()
    last_act: LastAct | None = None


class DecisionData(EventData):
    """One decision and what stands after it. It never names the reviewer."""

    programme: Code
    unit: Code = Field(description="The initiative's unit.")
    reasons: Words = ()
    comment: Paragraph | None = None
    submission_version: Version | None = Field(default=None, description="The submissions event it looked at.")
    supplement: Ordinal | None = Field(default=None, description="The supplement it looked at.")
    session: UUID | None = Field(default=None, description="Of the council that concluded.")
    standing: Standing


DECISIONS = Topic(
    "sangkien.decisions.v1",
    partitions=12,
    kept=Kept.FOR_EVER,
    data=DecisionData,
    source="/review",
    types=(
        APPROVED,
        RETURNED,
        REJECTED,
        DECLINED,
        REVOCATION_ASKED,
        REASSESSED,
        REWARDED,
        REVOKED,
        APPEALED,
        ASKED,
        ANSWERED,
    ),
)
