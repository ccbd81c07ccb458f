"""How many cases stand where, and what became of each of many."""

from datetime import datetime
from itertools import pairwise
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from services.review.domain.case import Status
from services.review.queues import Counts, UnitWaits
from shared.refusals import Refusal
from shared.units import Level, UnitTree
from shared.web.problems import TYPE_PREFIX, ProblemField, bad_fields
from shared.web.schemas import ResponseBody


class OwnDataOut(ResponseBody):
    """What review keeps of a person by name; acts and claims name them by their id alone."""

    name: str | None


class CountsOut(ResponseBody):
    """How many cases stand where, within the units asked for."""

    total: int
    overdue: int
    by_status: dict[str, int]
    by_awaiting_level: dict[str, int]
    awaiting_authors: Annotated[int, Field(description="Sections have to be added before it is any unit's turn.")]

    @classmethod
    def of(cls, counts: Counts) -> Self:
        """The counts as they are shown."""
        return cls(
            total=sum(counts.by_status.values()),
            overdue=counts.overdue,
            awaiting_authors=counts.with_authors,
            by_status={status.value: counts.by_status.get(status, 0) for status in Status},
            by_awaiting_level={level.value: counts.by_level.get(level, 0) for level in Level},
        )


class AgesOut(ResponseBody):
    """How many have waited how long; each is in one of them."""

    up_to_3_days: int
    up_to_7_days: int
    up_to_15_days: int
    over_15_days: int


class UnitWaitsOut(ResponseBody):
    """The cases that wait for one unit, of those that were asked for."""

    unit: str
    name: str
    level: Level | None
    count: int
    oldest: datetime
    overdue: int
    ages: AgesOut

    @classmethod
    def of(cls, waits: UnitWaits, tree: UnitTree) -> Self:
        """The row as it is shown."""
        known = tree.get(waits.unit)
        up_to = [0, *waits.younger, waits.count]
        ages = [more - less for less, more in pairwise(up_to)]
        return cls(
            unit=waits.unit,
            name=known.name if known else waits.unit,
            level=known.level if known else None,
            count=waits.count,
            oldest=waits.oldest,
            overdue=waits.overdue,
            ages=AgesOut(**dict(zip(AgesOut.model_fields, ages, strict=True))),
        )


class ResultProblem(ResponseBody):
    """Why one of many was refused."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: tuple[ProblemField, ...] = ()


class ResultOut(ResponseBody):
    """What became of one case of many: `done`, or refused with its problem."""

    initiative_id: UUID
    done: bool
    version: int | None = None
    status: Status | None = None
    problem: ResultProblem | None = None

    @classmethod
    def refused(cls, initiative_id: UUID, refusal: Refusal, language: str) -> Self:
        """The refusal in the reader's language."""
        problem = ResultProblem(
            type=TYPE_PREFIX + refusal.slug,
            title=refusal.title.in_language(language),
            status=refusal.status,
            detail=refusal.detail.in_language(language) if refusal.detail else None,
            errors=tuple(bad_fields(refusal, language)),
        )
        return cls(initiative_id=initiative_id, done=False, problem=problem)


class ResultsOut(ResponseBody):
    """A result for each case, in the order asked."""

    done: int
    refused: int
    results: tuple[ResultOut, ...]
