"""Where an initiative stands in the funnel (design §3, §4)."""

from typing import Final

from services.ranking.domain.facts import Facts, Submission

PENDING: Final = "pending"
RETURNED: Final = "returned"
APPROVED: Final = "approved"
REJECTED: Final = "rejected"
REVOKED: Final = "revoked"
WITHDRAWN: Final = "withdrawn"

FUNNEL: Final = (PENDING, RETURNED, APPROVED, REJECTED, REVOKED, WITHDRAWN)
"""Every initiative is in exactly one of these; together they are what was submitted."""

REGISTERED: Final = (PENDING, RETURNED, APPROVED)
"""States in which an initiative counts as registered, and its authors as submitters."""


def state_of(facts: Facts, submission: Submission) -> str:
    """Withdrawal wins; a judgement of older content than what was submitted counts for nothing."""
    if submission.withdrawn:
        return WITHDRAWN
    judgement = facts.judgement
    if judgement is None or judgement.content_version < submission.content_version:
        return PENDING
    return judgement.state
