"""Points of one initiative, integers only (design §4)."""

from dataclasses import dataclass

from services.ranking.domain.facts import Facts, LookedAt, Submission
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.ratios import half_up
from shared.states import APPROVED
from shared.units import Level

_WHOLE = 100**3
"""Three percentages multiplied."""


@dataclass(frozen=True, slots=True)
class Points:
    """How the points of an approved initiative come about; multipliers in percent."""

    level: Level | None = None
    base: int = 0
    sector: int = 100
    ownership: int = 100
    peak: int = 100
    tier: int = 0
    rewards: tuple[int, ...] = ()

    @property
    def scaled(self) -> int:
        """The base after all multipliers, rounded half up once."""
        return half_up(self.base * self.sector * self.ownership * self.peak, _WHOLE)

    @property
    def total(self) -> int:
        """All of it."""
        return self.scaled + self.tier + sum(self.rewards)


NO_POINTS = Points()


def points_of(facts: Facts, submission: Submission, state: str, programme: ScoringProgramme) -> Points:
    """Points while approved; whatever is not approved has none."""
    judgement = facts.judgement
    if state != APPROVED or judgement is None:
        return NO_POINTS
    policy = programme.policy
    counted = counts_by(facts, submission)
    highest = judgement.approvals[0] if judgement.approvals else None
    return Points(
        level=highest,
        base=policy.base(highest, counted.kind) if highest else 0,
        sector=policy.sector(counted.sector),
        ownership=policy.ownership(counted.ownership),
        peak=policy.peak(programme.calendar.peaks_of(submission.date)),
        tier=policy.tier(judgement.benefit_vnd),
        rewards=tuple(policy.reward(reward) for reward in judgement.rewards),
    )


def counts_by(facts: Facts, submission: Submission) -> LookedAt:
    """What the highest approval looked at, so that nothing said later raises it; what is said now where none tells."""
    if facts.judgement is not None and facts.judgement.looked_at is not None:
        return facts.judgement.looked_at
    return LookedAt(submission.kind, submission.sector, submission.ownership)
