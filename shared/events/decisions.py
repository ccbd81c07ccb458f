"""Topic `decisions`: what review decided and what stands now, published by review (design §2, §3)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.events.envelope import EventData, Frozen, Instant
from shared.events.topics import Kept, Topic
from shared.units import Level

APPROVED = "vn.sangkien.initiative.approved.v1"
RETURNED = "vn.sangkien.initiative.returned.v1"
REJECTED = "vn.sangkien.initiative.rejected.v1"
DECLINED = "vn.sangkien.initiative.declined.v1"
REVOCATION_ASKED = "vn.sangkien.initiative.revocation-asked.v1"
REASSESSED = "vn.sangkien.initiative.reassessed.v1"
REWARDED = "vn.sangkien.initiative.rewarded.v1"
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
    unit: str
    level: Level
    decision_number: str
    decided_on: date
    content_version: int = Field(ge=1, description="The content version it judged.")
    submission_version: int | None = Field(default=None, ge=1, description="The submissions event it looked at.")
    kind: str | None = Field(default=None, description="Of the initiative, as it was looked at.")
    sector: str | None = Field(default=None, description="Of the initiative, as it was looked at.")
    ownership: str | None = Field(default=None, description="Of the initiative, as it was looked at.")
    recommended: bool = Field(default=False, description="Recommended to the next level.")


class Reward(Frozen):
    """One standing reward (commendation)."""

    id: UUID
    form: str
    unit: str
    level: Level
    amount_vnd: int = Field(default=0, ge=0)
    decision_number: str
    decided_on: date


class LastAct(Frozen):
    """The last return, rejection or revocation on the current content version, with its reasons."""

    id: UUID
    state: ReviewState
    unit: str
    level: Level
    at: Instant
    reasons: tuple[str, ...] = ()
    comment: str | None = None


class Standing(Frozen):
    """What stands after a decision; it replaces whatever was known of an older version."""

    state: ReviewState
    content_version: int = Field(ge=1, description="The content version judged; counts for nothing under a newer one.")
    verified_benefit_vnd: int | None = Field(default=None, ge=0)
    approvals: tuple[Approval, ...] = ()
    rewards: tuple[Reward, ...] = ()
    last_act: LastAct | None = None


class DecisionData(EventData):
    """One decision and what stands after it. It never names the reviewer."""

    programme: str
    unit: str = Field(description="The initiative's unit.")
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    standing: Standing


DECISIONS = Topic(
    "sangkien.decisions.v1",
    partitions=12,
    kept=Kept.FOR_EVER,
    data=DecisionData,
    source="/review",
    types=(APPROVED, RETURNED, REJECTED, DECLINED, REVOCATION_ASKED, REASSESSED, REWARDED, REVOKED),
)
