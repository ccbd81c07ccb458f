"""The one state of an initiative (design §3): what its authors did last, and what reviewers published last. Pure."""

from typing import Final

PENDING: Final = "pending"
RETURNED: Final = "returned"
APPROVED: Final = "approved"
REJECTED: Final = "rejected"
REVOKED: Final = "revoked"
WITHDRAWN: Final = "withdrawn"

STATES: Final = (PENDING, RETURNED, APPROVED, REJECTED, REVOKED, WITHDRAWN)
"""Whatever was submitted is in exactly one of these."""


def effective_state(*, withdrawn: bool, content_version: int, judged: str | None, judged_content: int) -> str:
    """A withdrawal wins; what was judged (`judged`, None for nothing) on older content counts for nothing.

    `content_version` is the newest that was submitted, `judged_content` the one that was judged.
    """
    if withdrawn:
        return WITHDRAWN
    if judged is None or judged_content < content_version:
        return PENDING
    return judged
