"""One decision on up to 200 cases, a result for each."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from services.review.api.acts import act_on
from services.review.api.desk import AtDesk, Desk
from services.review.domain.case import Answer, Case, Decided
from services.review.schemas.requests import CaseRef, DecisionsIn
from services.review.schemas.results import ResultOut, ResultsOut
from shared.refusals import Refusal, Stale
from shared.web.idempotency import REPLAYED, Creating, Creation, IdempotencyKeyReused, replayed
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.routing import Router

ATTEMPTS = 3
Create = Annotated[Creation, Depends(Creating())]
ANSWERS_KEPT = 20

router = Router(responses=problem_responses(401, 422))


@router.post("/decisions")
async def decide_cases(
    body: DecisionsIn, at: AtDesk, create: Create, language: Language, response: Response
) -> ResultsOut:
    """Decide case by case: what one is refused does not hinder the others.

    A repeat with the same Idempotency-Key finds its answer in each case that was decided, and tries the rest again.
    """
    known = await at.store.cases(ref.initiative_id for ref in body.cases)
    answered = {id_: answer for id_, case in known.items() if (answer := _answer(case, create))}
    await at.introduce()
    results = [
        _done(ref.initiative_id, answered[ref.initiative_id])
        if ref.initiative_id in answered
        else await _decide_one(at, ref, body, create, language)
        for ref in body.cases
    ]
    done = sum(result.done for result in results)
    if answered and len(answered) == done:
        response.headers[REPLAYED] = "true"
    return ResultsOut(done=done, refused=len(results) - done, results=tuple(results))


async def _decide_one(at: Desk, ref: CaseRef, body: DecisionsIn, create: Creation, language: str) -> ResultOut:
    """One case; a write that lost a race is tried on the case as it is now, which the content version guards."""
    for attempt in range(ATTEMPTS):
        try:
            turn = await at.turn(ref.initiative_id, as_unit=body.as_unit, looked_at=ref)
            if raced := _answer(turn.case, create):
                return _done(ref.initiative_id, raced)
            written = await at.store.append(_kept(act_on(turn, body), create))
            return ResultOut(initiative_id=written.id, done=True, version=written.version, status=written.status)
        except Stale as refusal:
            if attempt == ATTEMPTS - 1:
                return ResultOut.refused(ref.initiative_id, refusal, language)
        except Refusal as refusal:
            return ResultOut.refused(ref.initiative_id, refusal, language)
    raise AssertionError


def _kept(decided: Decided, create: Creation) -> Decided:
    """The decision with its answer kept in the case, when the request has a key."""
    if create.request_hash is None:
        return decided
    case = decided.case
    answer = Answer(create.id, create.request_hash, case.version, case.status)
    return replace(decided, case=replace(case, answers=(*case.answers, answer)[-ANSWERS_KEPT:]))


def _answer(case: Case, create: Creation) -> Answer | None:
    """What this very request did to the case before; refuses its key with another body."""
    for answer in case.answers:
        if answer.key == create.id:
            if not replayed(create, answer.request_hash):
                raise IdempotencyKeyReused(f"/cases/{case.id}")
            return answer
    return None


def _done(initiative_id: UUID, answer: Answer) -> ResultOut:
    return ResultOut(initiative_id=initiative_id, done=True, version=answer.version, status=answer.status)
