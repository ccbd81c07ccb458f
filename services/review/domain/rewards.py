"""Rewards: commendations of an approved initiative (design §3). They have no deadline: awards follow a programme."""

from services.review.domain.case import Decided
from services.review.domain.commands import RewardCommand
from services.review.domain.refusals import AlreadyRewarded, NoApproval
from services.review.domain.turn import Note, Turn
from shared.events.decisions import REWARDED, Reward


def reward(turn: Turn, command: RewardCommand) -> Decided:
    """Reward at the level of the reviewer's unit; an approval must stand, and no equal reward of that level."""
    turn.check()
    case = turn.case
    if not case.approvals:
        raise NoApproval
    if any(given.form == command.form and given.level is turn.by.level for given in case.rewards):
        raise AlreadyRewarded
    number, decided_on = command.paper.complete(turn.now, *command.missing())
    given = Reward(
        id=turn.id(),
        form=command.form,
        unit=turn.by.unit,
        level=turn.by.level,
        amount_vnd=command.amount_vnd,
        decision_number=number,
        decided_on=decided_on,
    )
    return turn.decided(REWARDED, note=Note("rewarded", given.id, number), rewards=(*case.rewards, given))
