"""Acts on one case: a decision, a reassessment, a reward, a revocation."""

from uuid import UUID

from fastapi import Response

from services.review.api.desk import AtDesk
from services.review.domain.case import Decided
from services.review.domain.decide import approve, ask_for_revocation, decline, give_back, reassess, reject
from services.review.domain.reviewer import LEADING
from services.review.domain.revocation import revoke
from services.review.domain.rewards import reward
from services.review.domain.turn import Turn
from services.review.schemas.requests import Act, DecisionIn, ReassessmentIn, RevocationIn, RewardIn, Verdict
from services.review.schemas.responses import CaseOut
from shared.web.etag import IfMatch
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(responses=problem_responses(401, 403, 404, 409, 412, 422, 428))


def act_on(turn: Turn, verdict: Verdict) -> Decided:
    """What the verdict makes of the case."""
    match verdict.act:
        case Act.APPROVE:
            return approve(turn, verdict.paper, verdict.why, recommend=verdict.recommend)
        case Act.RETURN:
            return give_back(turn, verdict.why)
        case Act.REJECT:
            return reject(turn, verdict.why)
        case Act.DECLINE:
            return decline(turn, verdict.why)
        case Act.ASK_REVOCATION:
            return ask_for_revocation(turn, verdict.why)


@router.post("/cases/{initiative_id}/decision")
async def decide_case(
    initiative_id: UUID,
    body: DecisionIn,
    at: AtDesk,
    expected: IfMatch,
    response: Response,
) -> CaseOut:
    """Approve, return, reject, decline or ask for a revocation."""
    turn = await at.turn(initiative_id, as_unit=body.as_unit, expected=expected, looked_at=body)
    return await at.take(turn, lambda turn: act_on(turn, body), response)


@router.post("/cases/{initiative_id}/reassessment")
async def reassess_benefit(
    initiative_id: UUID, body: ReassessmentIn, at: AtDesk, expected: IfMatch, response: Response
) -> CaseOut:
    """Set the verified benefit."""
    turn = await at.turn(initiative_id, as_unit=body.as_unit, expected=expected)
    return await at.take(turn, lambda turn: reassess(turn, body.verified_benefit_vnd), response)


@router.post("/cases/{initiative_id}/reward")
async def reward_case(
    initiative_id: UUID, body: RewardIn, at: AtDesk, expected: IfMatch, response: Response
) -> CaseOut:
    """Commend an approved initiative, as a leader of the acting unit."""
    turn = await at.turn(initiative_id, as_unit=body.as_unit, expected=expected, roles=LEADING)
    return await at.take(turn, lambda turn: reward(turn, body.command), response)


@router.post("/cases/{initiative_id}/revocation")
async def revoke_decision(
    initiative_id: UUID, body: RevocationIn, at: AtDesk, expected: IfMatch, response: Response
) -> CaseOut:
    """Take back an approval or a reward, as a leader of the acting unit."""
    turn = await at.turn(initiative_id, as_unit=body.as_unit, expected=expected, roles=LEADING)
    return await at.take(turn, lambda turn: revoke(turn, body.command), response)
