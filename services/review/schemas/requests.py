"""What reviewers send. Comments go out to the authors, so they carry no personal data."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.review.domain.commands import Paper, RevocationCommand, RewardCommand, Why
from shared.reference import ReasonCode, RewardForm
from shared.refusals import Complaint
from shared.web.complaints import bad_value
from shared.web.free_text import FreeText
from shared.web.schemas import RequestBody, Vnd
from shared.web.values import Day

Comment = Annotated[FreeText, Field(min_length=1, max_length=2000)]
DecisionNumber = Annotated[FreeText, Field(min_length=1, max_length=60)]
_EACH_ONCE = Complaint("case-named-twice", "Mỗi hồ sơ chỉ được nêu một lần.", "Each case may be named only once.")
_ONE_SUBJECT = Complaint(
    "one-subject",
    "Nêu đúng một trong hai: approval_id hoặc reward_id.",
    "Name exactly one of approval_id and reward_id.",
)
UnitCode = Annotated[str, Field(min_length=1, max_length=100)]

MAX_CASES = 200


class Act(StrEnum):
    """What a decision may be."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    DECLINE = "decline"
    ASK_REVOCATION = "ask-revocation"


class ActingBody(RequestBody):
    """What every act may name: which of the caller's units acts (default: the narrowest that covers the case)."""

    as_unit: UnitCode | None = None


class ClaimIn(ActingBody):
    """Claim a case; a leader says `take_over` to take it from another."""

    take_over: bool = False


class Verdict(ActingBody):
    """What is decided, whether on one case or on many."""

    act: Act
    reasons: Annotated[tuple[ReasonCode, ...], Field(max_length=8)] = ()
    comment: Comment | None = None
    decision_number: DecisionNumber | None = None
    decided_on: Day | None = None
    recommend: bool = False

    @property
    def why(self) -> Why:
        """The reasons as the domain takes them."""
        return Why(tuple(dict.fromkeys(self.reasons)), self.comment)

    @property
    def paper(self) -> Paper:
        """The written decision."""
        return Paper(self.decision_number, self.decided_on)


class LookedAt(RequestBody):
    """What the reviewer looked at, as the case showed it."""

    content_version: Annotated[int, Field(ge=1)]
    submission_version: Annotated[
        int | None,
        Field(ge=1, description="Needed to approve: an approval counts by the kind and unit it looked at."),
    ] = None
    supplement: Annotated[int, Field(ge=0, description="What had been added when it was looked at.")] = 0


class DecisionIn(Verdict, LookedAt):
    """A decision on what was looked at."""


class CaseRef(LookedAt):
    """One case of many, and what of it was looked at."""

    initiative_id: UUID


class DecisionsIn(Verdict):
    """One decision on up to 200 cases, under one decision number."""

    cases: Annotated[tuple[CaseRef, ...], Field(min_length=1, max_length=MAX_CASES)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({case.initiative_id for case in self.cases}) < len(self.cases):
            raise bad_value(_EACH_ONCE)
        return self


class ReassessmentIn(ActingBody):
    """The benefit the reviewer verified for the first 12 months."""

    verified_benefit_vnd: Vnd


class RewardIn(ActingBody):
    """A commendation to give."""

    form: RewardForm
    amount_vnd: Vnd = 0
    decision_number: DecisionNumber
    decided_on: Day

    @property
    def command(self) -> RewardCommand:
        """The reward as the domain takes it."""
        return RewardCommand(self.form, Paper(self.decision_number, self.decided_on), self.amount_vnd)


class RevocationIn(ActingBody):
    """What to take back: exactly one of an approval and a reward."""

    approval_id: UUID | None = None
    reward_id: UUID | None = None
    reasons: Annotated[tuple[ReasonCode, ...], Field(max_length=8)] = ()
    comment: Comment | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.approval_id is None) == (self.reward_id is None):
            raise bad_value(_ONE_SUBJECT)
        return self

    @property
    def command(self) -> RevocationCommand:
        """The revocation as the domain takes it."""
        subject = self.approval_id or self.reward_id
        if subject is None:
            raise AssertionError("one of the two is always there")
        return RevocationCommand(subject, Why(tuple(dict.fromkeys(self.reasons)), self.comment))
