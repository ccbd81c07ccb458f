"""A contribution: what one initiative adds to every window it falls into. A pure function of facts and programme.

It names the leaf unit, never the path (design §4), so the tree may change without touching it.
"""

from dataclasses import dataclass
from typing import Final

from services.ranking.domain.facts import Author, Facts, Submission
from services.ranking.domain.funnel import FUNNEL, REGISTERED, state_of
from services.ranking.domain.points import points_of
from services.ranking.domain.programme import ScoringProgramme
from shared.states import APPROVED

POINTS: Final = "points"
BENEFIT: Final = "benefit_vnd"
SUBMITTERS: Final = "submitters"

FIGURES: Final = (*FUNNEL, POINTS, BENEFIT, SUBMITTERS)
"""What a cell keeps; submitted and registered are sums of these."""

MOST_ADDED: Final = 10**12
"""Points, and VND, that one initiative adds to a sum: nine million of them fit the 64 bits of a store's sums."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """The same figures in every window of one registration day."""

    programme: str
    unit: str
    day: str
    windows: tuple[str, ...]
    state: str
    points: int
    benefit_vnd: int

    @property
    def month(self) -> str:
        """The window of the month its day is counted in."""
        return self.day[:7]

    @property
    def of_its_day(self) -> str:
        """What it is called there: `15_approved`."""
        return f"{self.day[8:]}_{self.state}"


def contribution_of(facts: Facts | None, programme: ScoringProgramme | None) -> Contribution | None:
    """None while the submission or its programme is not known: the initiative waits.

    Verified benefit and points count while approved.
    """
    if facts is None or facts.submission is None or programme is None:
        return None
    submission = facts.submission
    state = state_of(facts, submission)
    approved = state == APPROVED and facts.judgement is not None
    return Contribution(
        programme=programme.id,
        unit=submission.unit,
        day=submission.day,
        windows=programme.calendar.windows_of(submission.date),
        state=state,
        points=min(points_of(facts, submission, state, programme).total, MOST_ADDED),
        benefit_vnd=min(facts.judgement.benefit_vnd, MOST_ADDED) if approved and facts.judgement else 0,
    )


def attendance_of(facts: Facts, submission: Submission) -> tuple[Author, ...]:
    """The authors for whom an initiative counts as registered on its day; whatever its programme says."""
    return submission.authors if state_of(facts, submission) in REGISTERED else ()
