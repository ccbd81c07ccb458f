"""Where an initiative stands in the funnel (design §3, §4)."""

from typing import Final

from services.ranking.domain.facts import Facts, Submission
from shared.states import APPROVED, PENDING, RETURNED, STATES, effective_state

FUNNEL: Final = STATES
"""Every initiative is in exactly one of these; together they are what was submitted."""

REGISTERED: Final = (PENDING, RETURNED, APPROVED)
"""States in which an initiative counts as registered, and its authors as submitters."""


def state_of(facts: Facts, submission: Submission) -> str:
    """Its one state, by the newest that is known of both halves."""
    judgement = facts.judgement
    return effective_state(
        withdrawn=submission.withdrawn,
        content_version=submission.content_version,
        judged=judgement.state if judgement is not None else None,
        judged_content=judgement.content_version if judgement is not None else 0,
    )
