"""Bodies about several changes of the tree."""

from collections import Counter
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, AfterValidator, Field

from services.submission.domain.tree_plans import Plan, PlanState, UnitChange
from services.submission.schemas.units import (
    OFFICE_EMAIL,
    Cluster,
    Code,
    Members,
    Name,
    Ownership,
    Sector,
    UnitListedOut,
)
from shared.refusals import Complaint
from shared.units import Level
from shared.web.addresses import MailAddress
from shared.web.complaints import bad_value
from shared.web.problems import ProblemField
from shared.web.schemas import Changes, RequestBody, ResponseBody
from shared.web.values import Day

MOST = 500


class UnitChangeIn(Changes):
    """One unit created or changed. What is left out stays as it is; `null` takes a value away."""

    code: Code
    name: Name | MISSING = MISSING
    level: Level | MISSING = MISSING
    parent: Code | MISSING | None = MISSING
    sector: Sector | MISSING = MISSING
    ownership: Ownership | MISSING = MISSING
    cluster: Cluster | MISSING | None = MISSING
    members: Members | MISSING | None = MISSING
    office_email: MailAddress | MISSING | None = Field(default=MISSING, description=OFFICE_EMAIL)
    closed: bool | MISSING = MISSING
    merged_into: Code | MISSING | None = MISSING

    def to_change(self) -> UnitChange:
        """Only what was said."""
        given = self.given()
        return UnitChange(given.pop("code"), given)


_EACH_ONCE = Complaint("units-twice", "Mỗi đơn vị một lần: {units}.", "Each unit once: {units}.")


def _each_once(changes: list[UnitChangeIn]) -> list[UnitChangeIn]:
    twice = sorted(code for code, count in Counter(change.code for change in changes).items() if count > 1)
    if twice:
        raise bad_value(_EACH_ONCE.given(units=tuple(twice)))
    return changes


class TreeChangesIn(RequestBody):
    """Changes made all at once or not at all, judged in their order."""

    on: Day | None = Field(default=None, description="Made when this day begins in Vietnam; now, when left out.")
    changes: Annotated[list[UnitChangeIn], Field(min_length=1, max_length=MOST), AfterValidator(_each_once)]


class TreeAfterOut(ResponseBody):
    """Units as they would stand on the day of the changes."""

    on: date
    units: list[UnitListedOut]


class TreeChangesOut(ResponseBody):
    """Changes of the tree, and what became of them."""

    id: UUID
    on: date
    state: PlanState
    by: UUID
    created_at: datetime
    settled_at: datetime | None
    changes: list[dict[str, Any]]
    problems: list[ProblemField]
    revision: int

    @classmethod
    def of(cls, plan: Plan, language: str) -> "TreeChangesOut":
        """The plan as its readers see it."""
        return cls(
            id=plan.id,
            on=plan.on,
            state=plan.state,
            by=plan.by,
            created_at=plan.created_at,
            settled_at=plan.settled_at,
            changes=[{"code": change.code, **change.fields} for change in plan.changes],
            problems=[ProblemField.of(one, language) for one in plan.problems],
            revision=plan.revision,
        )
