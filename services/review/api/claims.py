"""Claims: a reviewer takes a case for half an hour, or gives it back."""

from uuid import UUID

from fastapi import Response

from services.review.api.desk import AtDesk
from services.review.domain.claims import claim, release
from services.review.schemas.requests import ClaimIn
from services.review.schemas.responses import CaseOut
from shared.web.etag import IfMatch
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(responses=problem_responses(401, 403, 404, 409, 412, 422, 428))


@router.post("/cases/{initiative_id}/claim")
async def claim_case(
    initiative_id: UUID, at: AtDesk, expected: IfMatch, response: Response, body: ClaimIn | None = None
) -> CaseOut:
    """Take the case for 30 minutes; meanwhile nobody else decides on it."""
    wish = body or ClaimIn()
    turn = await at.turn(initiative_id, as_unit=wish.as_unit, expected=expected)
    return await at.save(claim(turn, take_over=wish.take_over), response)


@router.delete("/cases/{initiative_id}/claim")
async def release_claim(initiative_id: UUID, at: AtDesk, expected: IfMatch, response: Response) -> CaseOut:
    """Give the case back before the time is over."""
    turn = await at.turn(initiative_id, as_unit=None, expected=expected)
    return await at.save(release(turn), response)
