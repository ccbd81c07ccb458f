"""What an initiative's own people are shown of its case: units and decisions, never a person."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from services.review.domain.case import Case, Status
from services.review.domain.happening import name_of, sections_missing, what_happens
from services.review.domain.history import Entry
from services.review.domain.programme import ProgrammeRules
from shared.events.decisions import Approval, Reward
from shared.refusals import Text
from shared.units import Level, UnitTree
from shared.web.schemas import ResponseBody

_OF_REVIEWERS = frozenset({"claim-taken-over"})


class SentenceOut(ResponseBody):
    """A sentence in both languages of the programme."""

    vi: str
    en: str

    @classmethod
    def of(cls, text: Text) -> Self:
        """The sentence as it is shown."""
        return cls(vi=text.vi, en=text.en)


class UnitOut(ResponseBody):
    """A unit by code and name."""

    code: str
    name: str

    @classmethod
    def of(cls, code: str | None, tree: UnitTree) -> Self | None:
        """The unit, if there is one."""
        return None if code is None else cls(code=code, name=name_of(code, tree))


class SectionOut(ResponseBody):
    """A section of the dossier."""

    code: str
    name: str


class TurnOut(ResponseBody):
    """Whose turn it is, and until when."""

    status: Status
    awaited_unit: UnitOut | None
    due_at: datetime | None
    sentence: Annotated[SentenceOut, Field(description="What happens now, by whom, until when.")]

    @classmethod
    def fields_of(cls, case: Case, tree: UnitTree, rules: ProgrammeRules | None, now: datetime) -> dict[str, object]:
        """These fields of a case."""
        return {
            "status": case.status,
            "awaited_unit": UnitOut.of(case.awaited.unit if case.awaited else None, tree),
            "due_at": case.due_at,
            "sentence": SentenceOut.of(what_happens(case, tree, rules, now)),
        }


class LineOut(ResponseBody):
    """One line of the timeline."""

    at: datetime
    act: str
    content_version: int
    supplement: int | None
    unit: UnitOut | None
    level: Level | None
    decision_number: str | None
    verified_benefit_vnd: int | None
    reasons: tuple[str, ...]
    comment: str | None

    @classmethod
    def of(cls, entry: Entry, tree: UnitTree) -> Self:
        """A line without who acted."""
        copied = ("at", "act", "content_version", "supplement", "level", "decision_number", "verified_benefit_vnd")
        return cls(
            **{name: getattr(entry, name) for name in copied},
            unit=UnitOut.of(entry.unit, tree),
            reasons=entry.reasons,
            comment=entry.comment,
        )


class OwnCaseOut(TurnOut):
    """A case as its own people see it."""

    view: Literal["own"] = "own"
    initiative_id: UUID
    version: int
    content_version: int
    submission_version: int
    supplement: int
    sections: tuple[str, ...]
    missing_sections: tuple[SectionOut, ...]
    overdue: bool
    verified_benefit_vnd: int | None
    approvals: tuple[Approval, ...]
    rewards: tuple[Reward, ...]
    reasons: tuple[str, ...]
    comment: str | None
    timeline: tuple[LineOut, ...]
    earlier_lines: Annotated[int, Field(description="Lines of the timeline that made room for newer ones.")]

    @classmethod
    def of(cls, case: Case, tree: UnitTree, rules: ProgrammeRules | None, now: datetime) -> Self:
        """The case at `now`, with the reasons of the return, rejection or revocation that stands."""
        why = case.last_act if case.last_act and case.last_act.state is case.state else None
        fields = cls.fields_of(case, tree, rules, now)
        return cls(
            **fields,
            initiative_id=case.id,
            version=case.version,
            content_version=case.content_version,
            submission_version=case.face.version,
            supplement=case.face.supplement,
            sections=case.face.sections,
            missing_sections=tuple(
                SectionOut(code=section.code, name=section.name) for section in sections_missing(case, rules)
            ),
            overdue=case.due_at is not None and case.due_at < now,
            verified_benefit_vnd=case.verified_benefit_vnd,
            approvals=case.approvals,
            rewards=case.rewards,
            reasons=why.reasons if why else (),
            comment=why.comment if why else None,
            timeline=tuple(LineOut.of(entry, tree) for entry in case.history if entry.act not in _OF_REVIEWERS),
            earlier_lines=case.earlier,
        )


class ReceiptOut(TurnOut):
    """What a receipt tells whoever has it: never what the initiative is, nor whose."""
