import pytest

from services.review.domain import refusals
from services.review.domain.case import Case, Status
from services.review.domain.commands import RevocationCommand, Why
from services.review.domain.decide import approve
from services.review.domain.revocation import revoke
from services.review.domain.rewards import reward
from shared.events.decisions import REVOKED, REWARDED, ReviewState
from tests.unit.review.world import PAPER, bang_khen, opened, revocation_of, turn


def approved(*units: str) -> Case:
    case = opened()
    for unit in units or ("benh-vien",):
        case = approve(turn(case, unit), PAPER, Why()).case
    return case


def rewarded() -> Case:
    return reward(turn(approved()), bang_khen()).case


def test_a_reward_needs_a_standing_approval() -> None:
    with pytest.raises(refusals.NoApproval):
        reward(turn(opened()), bang_khen())


def test_a_rewarded_initiative_is_an_approved_one() -> None:
    decided = reward(turn(approved()), bang_khen("money", 3_000_000))
    (given,) = decided.data.standing.rewards
    assert (decided.type, given.amount_vnd, decided.data.standing.state) == (REWARDED, 3_000_000, ReviewState.APPROVED)


def test_money_needs_its_amount() -> None:
    with pytest.raises(refusals.Incomplete) as refused:
        reward(turn(approved()), bang_khen("money"))
    assert [bad.field for bad in refused.value.fields] == ["amount_vnd"]


def test_the_same_form_at_the_same_level_is_refused_while_the_first_stands() -> None:
    case = rewarded()
    with pytest.raises(refusals.AlreadyRewarded):
        reward(turn(case), bang_khen())
    assert len(reward(turn(case, "can-tho"), bang_khen()).case.rewards) == 2
    assert len(reward(turn(case), bang_khen("giay-khen")).case.rewards) == 2
    freed = revoke(turn(case), revocation_of(case.rewards[0].id)).case
    assert len(reward(turn(freed), bang_khen()).case.rewards) == 1


def test_taking_a_reward_leaves_the_state() -> None:
    case = rewarded()
    after = revoke(turn(case), revocation_of(case.rewards[0].id)).case
    assert (after.rewards, after.status) == ((), Status.APPROVED)


def test_taking_the_last_approval_takes_its_rewards_in_the_same_event() -> None:
    case = rewarded()
    decided = revoke(turn(case), revocation_of(case.approvals[0].id))
    standing = decided.data.standing
    assert (decided.type, standing.state, standing.approvals, standing.rewards) == (
        REVOKED,
        ReviewState.REVOKED,
        (),
        (),
    )
    assert decided.case.version == case.version + 1


def test_taking_one_of_two_approvals_leaves_rewards_and_state() -> None:
    case = reward(turn(approved("benh-vien", "can-tho")), bang_khen()).case
    after = revoke(turn(case, "can-tho"), revocation_of(case.approvals[1].id)).case
    assert (len(after.approvals), len(after.rewards), after.status) == (1, 1, Status.APPROVED)


def test_only_the_unit_that_decided_or_one_above_revokes() -> None:
    case = approved("benh-vien", "ninh-kieu")
    upper = case.approvals[1].id
    with pytest.raises(refusals.NotYoursToRevoke):
        revoke(turn(case, "benh-vien"), revocation_of(upper))
    assert len(revoke(turn(case, "can-tho"), revocation_of(upper)).case.approvals) == 1


def test_what_does_not_stand_cannot_be_revoked() -> None:
    case = rewarded()
    with pytest.raises(refusals.NothingToRevoke):
        revoke(turn(case), revocation_of(case.id))
    once = revoke(turn(case), revocation_of(case.rewards[0].id)).case
    with pytest.raises(refusals.NothingToRevoke):
        revoke(turn(once), revocation_of(case.rewards[0].id))


def test_a_revocation_says_why() -> None:
    case = rewarded()
    with pytest.raises(refusals.Incomplete):
        revoke(turn(case), RevocationCommand(case.rewards[0].id, Why()))


def test_an_initiative_may_be_approved_again_after_a_revocation() -> None:
    case = approved()
    revoked = revoke(turn(case), revocation_of(case.approvals[0].id)).case
    again = approve(turn(revoked), PAPER, Why()).case
    assert again.status is Status.APPROVED
    assert again.approvals[0].id != case.approvals[0].id
