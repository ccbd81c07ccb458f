"""What this service keeps of whoever calls."""

from fastapi import Request, Response

from services.review.schemas.results import OwnDataOut
from services.review.store import ReviewStore
from shared.web.auth import CurrentPerson
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(responses=problem_responses(401))


@router.get("/me/export")
async def export_own_data(request: Request, response: Response, caller: CurrentPerson) -> OwnDataOut:
    """The caller's name, as they last acted under it: reviewers read it beside what was done on a case."""
    store: ReviewStore = request.app.state.service.store
    response.headers["Content-Disposition"] = 'attachment; filename="sang-kien-tham-dinh.json"'
    return OwnDataOut(name=(await store.names([caller.person_id])).get(caller.person_id))
