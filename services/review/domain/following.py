"""Following submission: what its events make of a case."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.review.domain.alike import says_the_same
from services.review.domain.case import MOST_FACES, Case
from services.review.domain.history import Entry
from shared.events.submissions import SubmissionData, SubmissionState


def follow(case: Case | None, initiative: UUID, data: SubmissionData, at: datetime) -> Case | None:
    """The case after a submissions event of `at`, or None when it tells nothing new.

    Only a newer version counts, so repeats and late ones change nothing. A new content version opens the case
    again and ends a claim; what was decided on an older one counts for nothing. A withdrawal is final. The case
    still has to be `placed`, with `at` as the moment its wait begins.
    """
    if case is None:
        act = "withdrawn" if _is_withdrawn(data) else "submitted"
        return Case(
            id=initiative,
            faces=(data,),
            since=at,
            alike_since=data.version,
            withdrawn=_is_withdrawn(data),
            history=(_entry(data, at, act),),
        )
    if data.version <= case.face.version or case.withdrawn:
        return None
    if _is_withdrawn(data):
        faces = _with_face(case, data)
        return replace(case.noting(_entry(data, at, "withdrawn")), faces=faces, withdrawn=True, claim=None)
    if data.content_version > case.content_version:
        return _opened_again(case, data, at)
    return _changed(case, data, at)


def _changed(case: Case, data: SubmissionData, at: datetime) -> Case:
    """Reclassified or supplemented; what only got its receipt has no line, for nobody did anything."""
    alike = says_the_same(case.face, data)
    act = "supplemented" if data.supplement > case.face.supplement else "reclassified"
    only_a_receipt = alike and data.authors == case.face.authors and data.entered_by == case.face.entered_by
    return replace(
        case if only_a_receipt else case.noting(_entry(data, at, act)),
        faces=_with_face(case, data),
        alike_since=(case.alike_since or case.face.version) if alike else data.version,
    )


def _opened_again(case: Case, data: SubmissionData, at: datetime) -> Case:
    return replace(
        case.noting(_entry(data, at, "resubmitted")),
        faces=_with_face(case, data),
        since=at,
        alike_since=data.version,
        verified_benefit_vnd=None,
        approvals=(),
        rewards=(),
        last_act=None,
        declined=(),
        asked_to_revoke=None,
        claim=None,
        awaited=None,
    )


def _with_face(case: Case, data: SubmissionData) -> tuple[SubmissionData, ...]:
    older = tuple(face for face in case.faces if face.content_version < data.content_version)
    return (*older[-(MOST_FACES - 1) :], data)


def _is_withdrawn(data: SubmissionData) -> bool:
    return data.state is SubmissionState.WITHDRAWN


def _entry(data: SubmissionData, at: datetime, act: str) -> Entry:
    return Entry(
        at=at,
        act=act,
        content_version=data.content_version,
        submission_version=data.version,
        supplement=data.supplement,
    )
