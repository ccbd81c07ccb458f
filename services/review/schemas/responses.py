"""What reviewers are shown."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from services.review.domain.case import Case, Status
from services.review.domain.changes import changes_since_return
from services.review.store import Counts
from shared.events.decisions import Approval, Reward
from shared.events.submissions import Attachment, AuthorShare
from shared.refusals import Refusal
from shared.units import Level
from shared.web.problems import TYPE_PREFIX, ProblemField, bad_fields
from shared.web.schemas import ResponseBody


class ClaimOut(ResponseBody):
    """Who works on the case, and until when; `holder` is not told to its own authors."""

    holder: UUID | None
    unit: str
    until: datetime


class EntryOut(ResponseBody):
    """One line of the history; `by` and `role` are not told to the case's own authors."""

    at: datetime
    act: str
    content_version: int
    by: UUID | None
    role: str | None
    unit: str | None
    level: Level | None
    subject: UUID | None
    decision_number: str | None
    verified_benefit_vnd: int | None
    reasons: tuple[str, ...]
    comment: str | None
    submission_version: int | None
    supplement: int | None


class CaseRow(ResponseBody):
    """A case as a queue shows it."""

    initiative_id: UUID
    revision: int
    version: int
    status: Status
    programme: str
    unit: str
    sector: str
    ownership: str
    kind: str
    title: str
    summary: str
    content_version: int
    submission_version: int
    supplement: int
    sections: tuple[str, ...]
    missing_sections: Annotated[
        tuple[str, ...], Field(description="Codes of sections its authors have to add before it is any unit's turn.")
    ]
    registered_at: datetime
    imported: bool
    confidential: bool
    claimed_benefit_vnd: int | None
    verified_benefit_vnd: int | None
    approvals: tuple[Approval, ...]
    rewards: tuple[Reward, ...]
    awaiting_level: Level | None
    awaiting_unit: str | None
    since: datetime
    due_at: datetime | None
    overdue: bool
    claim: ClaimOut | None

    @classmethod
    def of(cls, case: Case, now: datetime, viewer: UUID) -> Self:
        """The case at `now` as `viewer` may see it: a claim that ran out is not shown."""
        return cls(**_shown(case, now, viewer))


class CaseOut(CaseRow):
    """A case with what the authors changed since it was returned, and its history."""

    view: Literal["reviewer"] = "reviewer"
    field: str
    attachments: tuple[Attachment, ...]
    authors: tuple[AuthorShare, ...]
    changes: dict[str, dict[str, Any]] | None
    history: tuple[EntryOut, ...]
    earlier_lines: int = Field(description="Lines of the history that made room for newer ones.")

    @classmethod
    def of(cls, case: Case, now: datetime, viewer: UUID) -> Self:
        """The whole case at `now` as `viewer` may see it."""
        return cls(
            **_shown(case, now, viewer),
            field=case.face.field,
            attachments=case.face.attachments,
            authors=case.face.authors,
            changes=changes_since_return(case),
            history=_history(case, viewer),
            earlier_lines=case.earlier,
        )


def _history(case: Case, viewer: UUID) -> tuple[EntryOut, ...]:
    entries = (EntryOut.model_validate(entry) for entry in case.history)
    if viewer in case.involved:
        return tuple(entry.model_copy(update={"by": None, "role": None}) for entry in entries)
    return tuple(entries)


def _claim(case: Case, now: datetime, viewer: UUID) -> ClaimOut | None:
    claim = case.claim
    if claim is None or not claim.stands(now):
        return None
    return ClaimOut(holder=None if viewer in case.involved else claim.holder, unit=claim.unit, until=claim.until)


def _shown(case: Case, now: datetime, viewer: UUID) -> dict[str, Any]:
    face, awaited = case.face, case.awaited
    copied = (
        "programme",
        "unit",
        "sector",
        "ownership",
        "kind",
        "title",
        "summary",
        "content_version",
        "registered_at",
        "imported",
        "supplement",
        "sections",
    )
    return {
        **{name: getattr(face, name) for name in (*copied, "confidential", "claimed_benefit_vnd")},
        "initiative_id": case.id,
        "revision": case.revision,
        "version": case.version,
        "submission_version": case.face.version,
        "status": case.status,
        "verified_benefit_vnd": case.verified_benefit_vnd,
        "approvals": case.approvals,
        "rewards": case.rewards,
        "missing_sections": case.missing_sections,
        "awaiting_level": awaited.level if awaited else None,
        "awaiting_unit": awaited.unit if awaited else None,
        "since": case.since,
        "due_at": case.due_at,
        "overdue": case.due_at is not None and case.due_at < now,
        "claim": _claim(case, now, viewer),
    }


class CountsOut(ResponseBody):
    """How many cases stand where, within the units asked for."""

    total: int
    overdue: int
    by_status: dict[str, int]
    by_awaiting_level: dict[str, int]

    @classmethod
    def of(cls, counts: Counts) -> Self:
        """The counts as they are shown."""
        return cls(
            total=sum(counts.by_status.values()),
            overdue=counts.overdue,
            by_status={status.value: counts.by_status.get(status, 0) for status in Status},
            by_awaiting_level={level.value: counts.by_level.get(level, 0) for level in Level},
        )


class ResultProblem(ResponseBody):
    """Why one of many was refused."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: tuple[ProblemField, ...] = ()


class ResultOut(ResponseBody):
    """What became of one case of many: `done`, or refused with its problem."""

    initiative_id: UUID
    done: bool
    version: int | None = None
    status: Status | None = None
    problem: ResultProblem | None = None

    @classmethod
    def refused(cls, initiative_id: UUID, refusal: Refusal, language: str) -> Self:
        """The refusal in the reader's language."""
        problem = ResultProblem(
            type=TYPE_PREFIX + refusal.slug,
            title=refusal.title.in_language(language),
            status=refusal.status,
            detail=refusal.detail.in_language(language) if refusal.detail else None,
            errors=tuple(bad_fields(refusal, language)),
        )
        return cls(initiative_id=initiative_id, done=False, problem=problem)


class ResultsOut(ResponseBody):
    """A result for each case, in the order asked."""

    done: int
    refused: int
    results: tuple[ResultOut, ...]
