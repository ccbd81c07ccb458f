"""Revocation: an approval or a reward is taken back, at any time (design §3)."""

from typing import Any

from services.review.domain.case import Case, Decided
from services.review.domain.commands import RevocationCommand, must_say_why
from services.review.domain.refusals import NothingToRevoke, NotYoursToRevoke
from services.review.domain.turn import Note, Turn
from shared.events.decisions import REVOKED, Approval, ReviewState, Reward


def revoke(turn: Turn, command: RevocationCommand) -> Decided:
    """Take back what `command` names; with the last approval go its rewards, in the same event.

    The unit that gave it, or one above that unit, may do it.
    """
    turn.check()
    subject = _standing(turn.case, command)
    if not turn.tree.is_within(subject.unit, turn.by.unit):
        raise NotYoursToRevoke
    must_say_why(command.why)
    return turn.decided(
        REVOKED,
        command.why,
        note=Note("revoked", subject.id, subject.decision_number),
        last_act=turn.last_act(ReviewState.REVOKED, command.why),
        **_without(turn.case, subject),
    )


def _standing(case: Case, command: RevocationCommand) -> Approval | Reward:
    standing: list[Approval | Reward] = [*case.approvals, *case.rewards]
    for subject in standing:
        if subject.id == command.subject:
            return subject
    raise NothingToRevoke


def _without(case: Case, subject: Approval | Reward) -> dict[str, Any]:
    approvals = tuple(approval for approval in case.approvals if approval.id != subject.id)
    rewards = tuple(reward for reward in case.rewards if reward.id != subject.id) if approvals else ()
    changes: dict[str, Any] = {"approvals": approvals, "rewards": rewards}
    if case.asked_to_revoke == subject.id:
        changes["asked_to_revoke"] = None
    return changes
