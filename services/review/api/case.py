"""One case in full."""

from uuid import UUID

from fastapi import Response

from services.review.api.desk import AtDesk
from services.review.domain.reviewer import may_read
from services.review.schemas.own import OwnCaseOut
from services.review.schemas.responses import CaseOut
from shared.refusals import NotFound
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(responses=problem_responses(401, 403, 404, 422))


@router.get("/cases/{initiative_id}")
async def get_case(initiative_id: UUID, at: AtDesk, response: Response) -> CaseOut | OwnCaseOut:
    """One case: for reviewers with what changed since it was returned, for its own people whose turn it is.

    Who is both has the reviewers' view.
    """
    case, tree = await at.find(initiative_id)
    if may_read(case, at.caller, tree):
        return await at.shown(case, response)
    if at.caller.person_id not in case.own_people:
        raise NotFound
    rules = (await at.store.programmes([case.face.programme])).get(case.face.programme)
    return OwnCaseOut.of(case, tree, rules, await at.store.now())
