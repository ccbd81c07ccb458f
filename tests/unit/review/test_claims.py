import pytest

from services.review.domain import refusals
from services.review.domain.case import Case
from services.review.domain.claims import CLAIM_FOR, claim, release
from services.review.domain.commands import Why
from services.review.domain.decide import approve, give_back
from shared.access import Role
from tests.unit.review.world import AUTHOR, DAY, MINUTE, PAPER, T0, WHY, face, followed, opened, reviewer, turn

NOW = T0 + DAY
HOLDER = reviewer(name="holder")
OTHER = reviewer(name="other")
LEADER = reviewer(name="leader", role=Role.LEADER)


def claimed() -> Case:
    return claim(turn(opened(), HOLDER, at=NOW))


def test_only_the_holder_decides_while_a_claim_stands() -> None:
    with pytest.raises(refusals.Claimed):
        approve(turn(claimed(), OTHER, at=NOW + 29 * MINUTE), PAPER, Why())
    assert approve(turn(claimed(), HOLDER, at=NOW + MINUTE), PAPER, Why()).case.claim is None


def test_after_thirty_minutes_anyone_decides() -> None:
    assert approve(turn(claimed(), OTHER, at=NOW + CLAIM_FOR), PAPER, Why()).case.approvals


def test_a_claim_is_refused_to_others_and_begins_anew_for_its_holder() -> None:
    with pytest.raises(refusals.Claimed):
        claim(turn(claimed(), OTHER, at=NOW + MINUTE), take_over=True)
    again = claim(turn(claimed(), HOLDER, at=NOW + MINUTE))
    assert again.claim is not None
    assert again.claim.until == NOW + MINUTE + CLAIM_FOR


def test_a_leader_takes_a_claim_over_when_they_say_so() -> None:
    with pytest.raises(refusals.Claimed):
        claim(turn(claimed(), LEADER, at=NOW + MINUTE))
    taken = claim(turn(claimed(), LEADER, at=NOW + MINUTE), take_over=True)
    assert taken.claim is not None
    assert taken.claim.holder == LEADER.person_id
    assert taken.history[-1].act == "claim-taken-over"


def test_only_the_holder_gives_a_claim_back() -> None:
    with pytest.raises(refusals.NotClaimHolder):
        release(turn(claimed(), OTHER, at=NOW + MINUTE))
    with pytest.raises(refusals.NotClaimHolder):
        release(turn(claimed(), HOLDER, at=NOW + CLAIM_FOR))
    assert release(turn(claimed(), HOLDER, at=NOW + MINUTE)).claim is None


def test_no_one_claims_their_own_nor_what_is_withdrawn() -> None:
    by = reviewer()
    with pytest.raises(refusals.ConflictOfInterest):
        claim(turn(opened(), type(by)(AUTHOR, by.unit, by.level, by.role)))
    withdrawn = followed(claimed(), face(2, 1, state="withdrawn"), NOW)
    assert withdrawn.claim is None
    with pytest.raises(refusals.Withdrawn):
        claim(turn(withdrawn))


def test_a_new_content_version_ends_a_claim_and_a_correction_does_not() -> None:
    assert followed(claimed(), face(2, 1, kind="operational"), NOW).claim is not None
    returned = claim(turn(give_back(turn(opened()), WHY).case, HOLDER, at=NOW))
    assert followed(returned, face(2, 2), NOW).claim is None


def test_a_claim_publishes_nothing() -> None:
    assert claimed().version == 0
