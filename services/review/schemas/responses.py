"""What reviewers are shown."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from services.review.domain.case import Case, Status
from services.review.domain.changes import changes_since_return, returned_version
from services.review.queues import Total
from services.review.schemas.acting import ClaimOut, EntryOut, claim_of, line_of
from services.review.schemas.sight import Sight
from shared.events.decisions import Approval, Reward
from shared.events.submissions import Attachment, AuthorShare
from shared.units import Level
from shared.web.paging import PageOut
from shared.web.schemas import ResponseBody


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
    def of(cls, case: Case, sight: Sight) -> Self:
        """The case as it may be seen: a claim that ran out is not shown."""
        return cls(**_shown(case, sight))


class TotalOut(ResponseBody):
    """How many rows all pages have, as far as they were counted."""

    count: int
    at_least: Annotated[bool, Field(description="There may be more: they were not counted any further.")]

    @classmethod
    def of(cls, total: Total) -> Self:
        """The total as it is shown."""
        return cls(count=total.count, at_least=total.at_least)


class CasesOut(PageOut[CaseRow]):
    """One page of a queue."""

    total: Annotated[TotalOut | None, Field(description="When it was asked for.")] = None


class CaseOut(CaseRow):
    """A case with what the authors changed since it was returned, and its history."""

    view: Literal["reviewer"] = "reviewer"
    field: str
    first_applied_on: date | None
    attachments: tuple[Attachment, ...]
    authors: Annotated[
        tuple[AuthorShare, ...] | None, Field(description="Null while the programme's blind review hides them.")
    ]
    returned_version: Annotated[
        int | None, Field(description="Content version last returned; its texts are at submission's `/versions/{n}`.")
    ]
    changes: dict[str, dict[str, Any]] | None
    history: tuple[EntryOut, ...]
    earlier_lines: int = Field(description="Lines of the history that made room for newer ones.")

    @classmethod
    def of(cls, case: Case, sight: Sight) -> Self:
        """The whole case as it may be seen."""
        changes = changes_since_return(case)
        if changes is not None and not sight.knows_authors:
            changes.pop("authors", None)
        return cls(
            **_shown(case, sight),
            field=case.face.field,
            first_applied_on=case.face.first_applied_on,
            attachments=case.face.attachments,
            authors=case.face.authors if sight.knows_authors else None,
            returned_version=returned_version(case),
            changes=changes,
            history=tuple(line_of(entry, sight, sees_who=sight.sees_who_acted(case)) for entry in case.history),
            earlier_lines=case.earlier,
        )


def _shown(case: Case, sight: Sight) -> dict[str, Any]:
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
        "overdue": case.due_at is not None and case.due_at < sight.now,
        "claim": claim_of(case, sight),
    }
