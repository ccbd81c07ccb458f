"""What this service's own events tell of an initiative or a card that its restored store does not know yet.

The log has no descriptions, drafts or accounts of proxies; what only the store knew is kept as far as it goes.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.submission.domain.authors import Card
from services.submission.domain.content import Content, Share
from services.submission.domain.initiative import Act, Initiative, OwnState, Version
from shared.events.authors import AuthorData
from shared.events.submissions import SubmissionData, SubmissionState

OF_AN_ACCOUNT = 5
"""The version of ids made from an account; a proxy's cards have random ones (design §3)."""


def initiative_told(before: Initiative | None, id_: UUID, act: str, data: SubmissionData, at: datetime) -> Initiative:
    """The initiative after an event of its own topic; `act` is the timeline's word for it."""
    content = _content(data, before)
    known = before or Initiative(
        id=id_, content=content, entered_by=data.entered_by, created_at=data.first_submitted_at
    )
    version = Version(data.content_version, at, content)
    earlier = tuple(one for one in known.versions if one.content_version < data.content_version)
    if data.content_version == known.content_version and known.versions:
        version = replace(version, at=known.versions[-1].at)
    withdrawn = data.state is SubmissionState.WITHDRAWN
    line = Act(act, at, data.content_version, supplement=data.supplement or None)
    return replace(
        known.with_act(line) if _is_told(before, data, content) else known,
        content=_worked_on(known, data.content_version, content),
        entered_by=data.entered_by,
        state=OwnState.WITHDRAWN if withdrawn else OwnState.SUBMITTED,
        sector=data.sector,
        ownership=data.ownership,
        content_version=data.content_version,
        versions=(*earlier, version),
        first_submitted_at=data.first_submitted_at,
        registered_at=data.registered_at,
        imported=data.imported,
        receipt=data.receipt or known.receipt,
        supplement=max(data.supplement, known.supplement),
        sections=data.sections or known.sections,
        attachments=data.attachments or known.attachments,
        confirmed_by=data.confirmed_by or known.confirmed_by,
        imported_by=data.imported_by or known.imported_by,
        late=data.late or known.late,
        version=data.version,
        last_event_at=at,
    )


def card_told(before: Card | None, id_: UUID, data: AuthorData, at: datetime) -> Card:
    """The card as its newest event tells it."""
    known = before or Card(id_, None, account=id_.version == OF_AN_ACCOUNT, created_at=at)
    return replace(known, data=data, version=data.version, last_event_at=at)


def card_erased(before: Card | None, id_: UUID, version: int, now: datetime) -> Card:
    """The shell of a card that was erased up to `version`."""
    known = before or Card(id_, None, account=id_.version == OF_AN_ACCOUNT, created_at=now)
    return replace(known, data=None, version=version, last_event_at=known.last_event_at or now)


def _worked_on(known: Initiative, content_version: int, content: Content) -> Content:
    """What its authors work on: their description may have been supplemented since it was submitted."""
    same = known.content_version == content_version
    return replace(content, description=known.content.description) if same else content


def _is_told(before: Initiative | None, data: SubmissionData, content: Content) -> bool:
    """Whether its people are told of it: an event that only adds what the service itself gives is no act of theirs."""
    if before is None or not before.versions:
        return True
    present = (before.state.value, before.content_version, before.supplement, before.public)
    return present != (data.state.value, data.content_version, data.supplement, content)


def _content(data: SubmissionData, before: Initiative | None) -> Content:
    """The public face, with the description of the same content version where it is known."""
    same = before is not None and before.content_version == data.content_version
    return Content(
        programme=data.programme,
        unit=data.unit,
        kind=data.kind,
        field=data.field,
        title=data.title,
        summary=data.summary,
        authors=tuple(Share(one.id, one.share, one.home_unit, one.formerly) for one in data.authors),
        description=before.public.description if same and before is not None else None,
        first_applied_on=data.first_applied_on,
        claimed_benefit_vnd=data.claimed_benefit_vnd,
        confidential=data.confidential,
    )
