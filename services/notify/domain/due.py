"""Which messages should exist, given what is known of an initiative: derived from its standing alone.

Nothing depends on the events in between, so a gap loses none and a repeat adds none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notify.domain.initiative import Initiative
from services.notify.domain.messages import About, Message, Template, message_id
from shared.events.decisions import Approval, LastAct, ReviewState, Reward, Standing
from shared.events.submissions import SubmissionData

_ACTS = {ReviewState.RETURNED: Template.RETURNED, ReviewState.REJECTED: Template.REJECTED}


@dataclass(frozen=True, slots=True)
class Due:
    """A message that should exist."""

    id: UUID
    template: Template
    initiative_id: UUID | None
    person_id: UUID
    unit: str
    about: About


def messages_due(initiative: Initiative) -> tuple[Due, ...]:
    """Every message that should exist for what stands now; empty until face and standing are both known."""
    in_force = initiative.in_force
    if in_force is None or initiative.standing_at is None:
        return ()
    face, standing = in_force
    authors = {author.id: author.formerly or author.id for author in face.authors}
    due: list[Due] = []
    for template, about in _awards(face, standing, initiative.standing_at):
        due += _to(authors, initiative.id, face.unit, template, about)
    act = standing.last_act
    if act is not None and act.state is standing.state and act.state in _ACTS:
        recipients = {face.entered_by: face.entered_by} | authors
        due += _to(recipients, initiative.id, face.unit, _ACTS[act.state], _of_act(face, act))
    return tuple(due)


def corrections_due(initiative: Initiative, messages: Iterable[Message]) -> tuple[Due, ...]:
    """A plain correction for every award that was mailed and no longer stands (revoked, or overtaken).

    It goes by the decision, not by the recipient: an author replaced by another has lost no award by that.
    """
    at = initiative.standing_at
    if at is None:
        return ()
    in_force = {due.about.decision_id for due in messages_due(initiative)}
    return tuple(
        _correction(message, initiative, at)
        for message in messages
        if message.template.commends and message.sent_at is not None and message.about.decision_id not in in_force
    )


def _correction(message: Message, initiative: Initiative, at: datetime) -> Due:
    standing = initiative.standing
    act = standing.last_act if standing is not None else None
    revoked = act if act is not None and act.state is ReviewState.REVOKED else None
    about = message.about.model_copy(
        update={
            "decided_at": max(at, message.about.decided_at),
            "reasons": revoked.reasons if revoked else (),
            "comment": revoked.comment if revoked and not message.about.confidential else None,
        },
    )
    return Due(
        id=message_id(about.decision_id, message.person_id, Template.CORRECTED),
        template=Template.CORRECTED,
        initiative_id=message.initiative_id,
        person_id=message.person_id,
        unit=message.unit,
        about=about,
    )


def _awards(face: SubmissionData, standing: Standing, at: datetime) -> Iterator[tuple[Template, About]]:
    for approval in standing.approvals:
        if approval.content_version == face.content_version:
            yield Template.APPROVED, _of_approval(face, approval, at)
    for reward in standing.rewards:
        yield Template.REWARDED, _of_reward(face, reward, at)


def _to(people: Mapping[UUID, UUID], initiative_id: UUID, unit: str, template: Template, about: About) -> list[Due]:
    """A message for each person. Its id is of who they were before an account was linked: told once is told."""
    return [
        Due(
            id=message_id(about.decision_id, formerly, template),
            template=template,
            initiative_id=initiative_id,
            person_id=person,
            unit=unit,
            about=about,
        )
        for person, formerly in people.items()
    ]


def _of_approval(face: SubmissionData, approval: Approval, at: datetime) -> About:
    return About(
        decision_id=approval.id,
        programme=face.programme,
        title=face.title,
        summary=face.summary,
        confidential=face.confidential,
        decided_by=approval.unit,
        level=approval.level,
        decided_at=at,
        decision_number=approval.decision_number,
        decided_on=approval.decided_on,
    )


def _of_reward(face: SubmissionData, reward: Reward, at: datetime) -> About:
    return About(
        decision_id=reward.id,
        programme=face.programme,
        title=face.title,
        summary=face.summary,
        confidential=face.confidential,
        decided_by=reward.unit,
        level=reward.level,
        decided_at=at,
        decision_number=reward.decision_number,
        decided_on=reward.decided_on,
        form=reward.form,
        amount_vnd=reward.amount_vnd,
    )


def _of_act(face: SubmissionData, act: LastAct) -> About:
    return About(
        decision_id=act.id,
        programme=face.programme,
        title=face.title,
        summary=face.summary,
        confidential=face.confidential,
        decided_by=act.unit,
        level=act.level,
        decided_at=act.at,
        reasons=act.reasons,
        comment=None if face.confidential else act.comment,
    )
