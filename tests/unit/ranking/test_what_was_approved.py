"""Reclassified before, during or after its approval: points are those of what the reviewer looked at."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from services.review.domain.case import Case, Decided
from services.review.domain.commands import Why
from services.review.domain.decide import approve
from services.review.domain.following import follow
from services.review.domain.placing import placed
from shared.events import DECISIONS
from shared.events.submissions import SubmissionData
from shared.messaging.consumer import Record
from shared.refusals import Refusal
from tests.unit.ranking.builders import NOW, applied, event, frame, named, submitted, total
from tests.unit.review import world

CHEAP = {"kind": "technical", "sector": "other", "ownership": "state"}
DEAR = {"kind": "research", "sector": "health", "ownership": "fdi"}
POINTS = {"technical": 50, "research": 81}
STEPS = ("reclassify", "review reads", "look", "approve", "submission reads")


class Course:
    """One initiative with its authors, its reviewer, and what of each other's events the services have read."""

    def __init__(self) -> None:
        self.submissions: list[Record] = []
        self.case: Case | None = None
        self.seen: SubmissionData | None = None
        self.approved: Decided | None = None
        self.known_as_approved = False
        self.reclassify()

    def take(self, step: str) -> None:
        getattr(self, step.replace(" ", "_"))()

    def reclassify(self) -> None:
        """Its authors take turns between what gives few points and what gives many, as long as they may."""
        if not self.known_as_approved:
            version = len(self.submissions) + 1
            made = submitted("a", "ninh-kieu", version, **(CHEAP if version % 2 else DEAR))
            self.submissions.append(made)

    def review_reads(self) -> None:
        for record in self.submissions:
            data: SubmissionData = record.event.data  # type: ignore[union-attr, assignment]
            case = follow(self.case, named("a"), data, NOW) or self.case
            assert case is not None
            self.case = placed(case, world.TREE, world.RULES)

    def look(self) -> None:
        self.seen = self.case.face if self.case else None

    def approve(self) -> None:
        if self.case is None or self.seen is None or self.approved is not None:
            return
        turn = world.turn(self.case, "can-tho", submission_version=self.seen.version)
        try:
            self.approved = approve(turn, world.PAPER, Why())
        except Refusal:
            return
        self.case = self.approved.case

    def submission_reads(self) -> None:
        self.known_as_approved = self.approved is not None


@given(st.lists(st.sampled_from(STEPS), max_size=14), st.randoms(use_true_random=False))
def test_points_are_those_of_what_was_looked_at_however_services_hear_of_each_other(
    steps: list[str], random: object
) -> None:
    course = Course()
    for step in steps:
        seen_before, was_approved = course.seen, course.approved
        course.take(step)
        if course.approved is not was_approved:
            assert seen_before is not None
            (approval,) = course.approved.case.approvals  # type: ignore[union-attr]
            assert approval.kind == seen_before.kind
    records = list(course.submissions)
    if course.approved is not None:
        records.append(event(DECISIONS, str(named("a")), course.approved.data))
    random.shuffle(records)  # type: ignore[attr-defined]
    store = asyncio.run(applied(frame(), *([record] for record in records)))
    kind = course.approved.case.approvals[0].kind if course.approved else None
    assert total(store, "ninh-kieu", "points") == (POINTS[kind] if kind else 0)
