"""What reviewers decided, as far as an author is told: the newest standing and a line in the timeline."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.submission.domain.initiative import Act, Initiative
from shared.events.decisions import DecisionData, ReviewState


@dataclass(frozen=True, slots=True)
class Decision:
    """One event of the topic `decisions`: what was done (`returned`), when, and what stands since."""

    act: str
    at: datetime
    data: DecisionData


def judged(initiative: Initiative, decision: Decision) -> Initiative:
    """The initiative after a decision; itself when that decision was known already.

    The newest standing wins whatever the order. An older decision that comes late still gets its line. What is not
    approved any more has left the showcase, and is proposed anew if it ever is again.
    """
    number = decision.data.version
    if any(act.decision_version == number for act in initiative.acts):
        return initiative
    noted = initiative.with_act(_line(decision))
    if number <= initiative.decision_version:
        return noted
    after = replace(noted, standing=decision.data.standing, decision_version=number)
    return after if after.is_approved else replace(after, showcase=None)


def _line(decision: Decision) -> Act:
    data = decision.data
    return Act(
        kind=decision.act,
        at=decision.at,
        content_version=data.standing.content_version,
        unit=_deciding_unit(decision),
        reasons=data.reasons,
        comment=data.comment,
        decision_version=data.version,
        supplement=data.supplement,
    )


def _deciding_unit(decision: Decision) -> str | None:
    """The unit that decided, where the standing tells; declining leaves no trace in it."""
    standing = decision.data.standing
    if decision.act == ReviewState.APPROVED and standing.approvals:
        return standing.approvals[-1].unit
    if decision.act == "rewarded" and standing.rewards:
        return standing.rewards[-1].unit
    if standing.last_act is not None and decision.act == standing.last_act.state:
        return standing.last_act.unit
    return None
