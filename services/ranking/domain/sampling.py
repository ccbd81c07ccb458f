"""What a policy would give initiatives that do not exist, so that it can be tried before it counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.ranking.domain.explain import Explanation, explain
from services.ranking.domain.facts import Facts, Judgement, LookedAt, Reward, Submission
from services.ranking.domain.policy import Policy
from services.ranking.domain.programme import ScoringProgramme
from shared.calendar import Calendar, Span
from shared.states import APPROVED
from shared.units import Level

_DAY: Final = date(2022, 7, 1)
"""Any day: whether it lies in a peak is all that a day does to points."""


@dataclass(frozen=True, slots=True)
class SampleCase:
    """An approved initiative: the level of its highest approval, and what it counts by; `peak` names its window."""

    kind: str
    level: Level
    sector: str
    ownership: str
    peak: str | None = None
    verified_benefit_vnd: int = 0
    rewards: tuple[Reward, ...] = ()


def points_under(policy: dict[str, Any], case: SampleCase) -> Explanation:
    """Its points and why, by the arithmetic of every board."""
    peaks = () if case.peak is None else (Span(case.peak, _DAY, _DAY),)
    programme = ScoringProgramme("", 1, calendar=Calendar(peaks=peaks), policy=Policy(policy))
    submission = Submission(
        version=1,
        programme="",
        unit="",
        sector=case.sector,
        ownership=case.ownership,
        kind=case.kind,
        withdrawn=False,
        content_version=1,
        day=_DAY.isoformat(),
        authors=(),
    )
    judgement = Judgement(
        version=1,
        state=APPROVED,
        content_version=1,
        benefit_vnd=case.verified_benefit_vnd,
        approvals=(case.level,),
        rewards=tuple(sorted(case.rewards)),
        looked_at=LookedAt(case.kind, case.sector, case.ownership),
    )
    return explain(Facts("", submission, judgement), submission, programme)
