"""What this service's own events tell of a case that its restored store does not know yet.

The log never names a reviewer, and not which level declined; a level that declined is asked again.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.review.domain.case import Case
from services.review.domain.history import Entry
from shared.events.decisions import DecisionData

APPROVED, DECLINED, ASKED = "approved", "declined", "revocation-asked"


def decided(case: Case, act: str, data: DecisionData, at: datetime) -> Case:
    """The case after a decision of its own topic; it still has to be `placed`.

    What was judged on an older content version counts for nothing, but its number is taken.
    """
    standing = data.standing
    entry = Entry(
        at,
        act,
        standing.content_version,
        reasons=data.reasons,
        comment=data.comment,
        submission_version=data.submission_version,
        supplement=data.supplement,
    )
    noted = replace(case.noting(entry), version=data.version, last_event_at=at, claim=None)
    if standing.content_version != case.content_version:
        return noted
    after = replace(
        noted,
        since=at,
        verified_benefit_vnd=standing.verified_benefit_vnd,
        approvals=standing.approvals,
        rewards=standing.rewards,
        last_act=standing.last_act,
        declined=() if act == APPROVED else case.declined,
    )
    return replace(after, asked_to_revoke=_asked(case, after, act))


def _asked(before: Case, after: Case, act: str) -> UUID | None:
    """The approval whose revocation is asked for: always the highest, until it is gone, approved above or declined."""
    if act == ASKED:
        return after.top.id if after.top else None
    stands = any(approval.id == before.asked_to_revoke for approval in after.approvals)
    return before.asked_to_revoke if stands and act not in (APPROVED, DECLINED) else None
