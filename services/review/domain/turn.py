"""One reviewer's turn on one case: the checks every act shares, and how an act is written down."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.review.domain.case import Case, Decided, decision_id
from services.review.domain.commands import Why
from services.review.domain.history import Entry
from services.review.domain.placing import placed
from services.review.domain.programme import ProgrammeRules
from services.review.domain.refusals import Claimed, ConflictOfInterest, ContentChanged, SectionsMissing, Withdrawn
from services.review.domain.reviewer import Reviewer
from shared.events.decisions import LastAct, ReviewState
from shared.events.envelope import time_after
from shared.units import UnitTree


@dataclass(frozen=True, slots=True)
class Turn:
    """A case in a reviewer's hands at `now` (the store's clock).

    `content_version`, `submission_version` and `supplement` are what the reviewer looked at: the content, the event
    that told its unit, kind and authors, and what was added. None for acts on decisions that stand.
    """

    case: Case
    by: Reviewer
    tree: UnitTree
    rules: ProgrammeRules | None
    now: datetime
    content_version: int | None = None
    submission_version: int | None = None
    supplement: int | None = None

    def looking_at(self, content_version: int, submission_version: int | None, supplement: int) -> "Turn":
        """The turn of a reviewer who looked at these."""
        return replace(
            self, content_version=content_version, submission_version=submission_version, supplement=supplement
        )

    def check(self) -> None:
        """Refuse what no act may do: a withdrawn or changed initiative, one's own, one that another holds."""
        if self.case.withdrawn:
            raise Withdrawn
        if self.content_version not in (None, self.case.content_version):
            raise ContentChanged
        if self.submission_version is not None and not self.case.shows(self.submission_version):
            raise ContentChanged
        if self.supplement not in (None, self.case.face.supplement):
            raise ContentChanged
        if self.by.person_id in self.case.involved:
            raise ConflictOfInterest
        claim = self.case.claim
        if claim and claim.stands(self.now) and claim.holder != self.by.person_id:
            raise Claimed

    @property
    def at(self) -> datetime:
        """The time of the decision's event."""
        return time_after(self.case.last_event_at, self.now)

    def id(self, n: int = 0) -> UUID:
        """The id of the n-th thing this decision makes."""
        return decision_id(self.case.id, self.case.version + 1, n)

    def last_act(self, state: ReviewState, why: Why) -> LastAct:
        """This decision as the last act on the content version."""
        return LastAct(
            id=self.id(),
            state=state,
            unit=self.by.unit,
            level=self.by.level,
            at=self.at,
            reasons=why.reasons,
            comment=why.comment,
        )

    def must_have_sections(self) -> None:
        """Refuse what a level does with a case that lacks a section this level needs."""
        missing = self.rules.missing(self.by.level, self.case.face.sections) if self.rules else ()
        if missing:
            raise SectionsMissing([section.name for section in missing])

    def awaits_me(self) -> bool:
        """Whether the case waits for the unit the reviewer acts for."""
        return self.case.awaited is not None and self.case.awaited.unit == self.by.unit

    def decided(self, type: str, why: Why = Why(), *, note: "Note", **changes: Any) -> Decided:  # noqa: A002, B008 - Why is frozen
        """The case after the act: one event more, a line of history, no claim, placed where it waits next."""
        entry = Entry(
            at=self.at,
            act=note.act,
            content_version=self.case.content_version,
            by=self.by.person_id,
            role=self.by.role.value,
            unit=self.by.unit,
            level=self.by.level,
            subject=note.subject,
            decision_number=note.decision_number,
            verified_benefit_vnd=note.verified_benefit_vnd,
            reasons=why.reasons,
            comment=why.comment,
            submission_version=self.submission_version,
            supplement=self.supplement,
            appointment=self.by.appointment,
            on_behalf_of=self.by.on_behalf_of,
        )
        after = replace(
            self.case.noting(entry), version=self.case.version + 1, last_event_at=self.at, claim=None, **changes
        )
        after = placed(after, self.tree, self.rules, waits_since=self.at)
        return Decided(after, type, why.reasons, why.comment, self.submission_version, self.supplement)


@dataclass(frozen=True, slots=True)
class Note:
    """What the history keeps of an act besides who, when and why."""

    act: str
    subject: UUID | None = None
    decision_number: str | None = None
    verified_benefit_vnd: int | None = None
