"""The newest approvals of a programme, for boards that tell of them as they come."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from services.ranking.domain.facts import Facts
from services.ranking.domain.funnel import state_of
from services.ranking.domain.points import counts_by
from shared.states import APPROVED
from shared.units import Level, UnitTree

MOST: Final = 64
"""So many are kept of each programme: what a page shows, and what a listener who was away is told of."""


@dataclass(frozen=True, slots=True)
class FreshApproval:
    """One approval of an initiative of `unit`; `title` is None where it is confidential, or not known.

    `number` counts a programme's approvals from 1, in the order they were counted; 0 before that.
    """

    unit: str
    kind: str
    level: Level
    at: datetime
    title: str | None
    number: int = 0


@dataclass(frozen=True, slots=True)
class FreshApprovals:
    """How many approvals a programme has had, and the newest of them, oldest first."""

    count: int = 0
    newest: tuple[FreshApproval, ...] = ()
    forgotten: int = 0
    """How many of them are no longer kept."""

    @classmethod
    def numbered(cls, count: int, newest: tuple[FreshApproval, ...]) -> "FreshApprovals":
        """The newest of so many, each with its number."""
        forgotten = count - len(newest)
        numbered = (replace(one, number=number) for number, one in enumerate(newest, start=forgotten + 1))
        return cls(count, tuple(numbered), forgotten)

    def within(self, units: Collection[str], tree: UnitTree) -> "FreshApprovals":
        """Those of these units and of what stands below them now; numbers and counts stay the programme's."""
        return replace(self, newest=tuple(one for one in self.newest if not set(tree.path(one.unit)).isdisjoint(units)))

    def after(self, number: int) -> tuple[FreshApproval, ...]:
        """Those that came later than this one."""
        return tuple(one for one in self.newest if one.number > number)

    def missed(self, number: int) -> int:
        """How many of the programme's came later than this one and are no longer kept."""
        return max(0, self.forgotten - number)


def fresh_approvals(before: Facts, after: Facts, at: datetime) -> list[FreshApproval]:
    """The approvals that stand now and did not, the lowest level first."""
    submission, judgement = after.submission, after.judgement
    if submission is None or judgement is None or state_of(after, submission) != APPROVED:
        return []
    stood = before.judgement.approvals if before.judgement and _is_approved(before) else ()
    kind = counts_by(after, submission).kind
    return [
        FreshApproval(submission.unit, kind, level, at, submission.title)
        for level in reversed(judgement.approvals)
        if level not in stood
    ]


def _is_approved(facts: Facts) -> bool:
    return facts.submission is not None and state_of(facts, facts.submission) == APPROVED
