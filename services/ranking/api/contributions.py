"""GET /contributions/{initiative_id}: an initiative's points, explained."""

from uuid import UUID

from fastapi import Request

from services.ranking.api.asking import visible
from services.ranking.domain.contribution import contribution_of
from services.ranking.domain.explain import Explanation, explain
from services.ranking.schemas import ContributionOut, LineOut
from services.ranking.store import Store
from shared.refusals import NotFound
from shared.web.auth import MaybePerson
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(tags=["contributions"])


@router.get("/contributions/{initiative_id}", responses=problem_responses(401, 404, 422))
async def get_contribution(
    request: Request, initiative_id: UUID, caller: MaybePerson, language: Language
) -> ContributionOut:
    """What an initiative adds to its unit's score and why, line by line."""
    store: Store = request.app.state.service.store
    async with store.reading() as reading:
        facts = await reading.facts(str(initiative_id))
        frame = reading.frame
    if facts is None or facts.submission is None:
        raise NotFound
    programme = visible(frame, facts.submission.programme, caller)
    counted = contribution_of(facts, programme)
    if counted is None:
        raise NotFound
    contribution = explain(facts, facts.submission, programme)
    return ContributionOut(
        initiative_id=facts.initiative,
        programme=programme.id,
        unit=frame.tree.resolve(counted.unit),
        state=contribution.state,
        points=contribution.points,
        benefit_vnd=counted.benefit_vnd,
        policy_version=contribution.policy_version,
        windows=list(counted.windows),
        lines=lines_of(contribution, language),
    )


def lines_of(explanation: Explanation, language: str) -> list[LineOut]:
    """The lines in the reader's language."""
    return [
        LineOut(text=line.text.in_language(language), points=line.points, percent=line.percent)
        for line in explanation.lines
    ]
