"""POST /policies/points: what a policy would give; nothing is kept."""

from typing import Annotated

from fastapi import Request
from pydantic import Field

from services.ranking.api.contributions import lines_of
from services.ranking.domain.facts import Reward
from services.ranking.domain.sampling import SampleCase, points_under
from services.ranking.schemas import LineOut
from services.ranking.store import Store
from shared.access import Role
from shared.refusals import Forbidden
from shared.units import Level
from shared.web.auth import CurrentCaller
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.policies import Form, Kind, Ownership, PolicyIn, Sector
from shared.web.routing import Router
from shared.web.schemas import RequestBody, ResponseBody, Vnd

router = Router(prefix="/policies", tags=["contributions"], responses=problem_responses(401, 403, 422))

MOST_CASES = 100
MOST_REWARDS = 10


class RewardIn(RequestBody):
    """A standing reward."""

    form: Form
    level: Level


class SampleIn(RequestBody):
    """An approved initiative that need not exist; `peak` names the peak window it was registered in."""

    kind: Kind
    level: Level = Field(description="Of its highest approval.")
    sector: Sector = "other"
    ownership: Ownership = "state"
    peak: str | None = Field(default=None, max_length=100)
    verified_benefit_vnd: Vnd = 0
    rewards: list[RewardIn] = Field(default=[], max_length=MOST_REWARDS)

    def to_case(self) -> SampleCase:
        """As the domain has it."""
        rewards = tuple(Reward(reward.form, reward.level) for reward in self.rewards)
        return SampleCase(
            self.kind, self.level, self.sector, self.ownership, self.peak, self.verified_benefit_vnd, rewards
        )


class SamplesIn(RequestBody):
    """A policy, and initiatives to try it on."""

    policy: PolicyIn
    cases: Annotated[list[SampleIn], Field(min_length=1, max_length=MOST_CASES)]


class SampleOut(ResponseBody):
    """The points of one of them; the lines add up to it."""

    points: int
    lines: list[LineOut]


class SamplesOut(ResponseBody):
    """In the order they were given."""

    cases: list[SampleOut]


@router.post("/points")
async def try_policy(request: Request, body: SamplesIn, caller: CurrentCaller, language: Language) -> SamplesOut:
    """For administrators. Whether a programme may have the policy is asked of submission (`?check=true`)."""
    store: Store = request.app.state.service.store
    if not caller.scopes(await store.tree(), (Role.ADMIN,)):
        raise Forbidden
    policy = body.policy.to_data()
    found = [points_under(policy, sample.to_case()) for sample in body.cases]
    return SamplesOut(cases=[SampleOut(points=one.points, lines=lines_of(one, language)) for one in found])
