"""Several changes of the tree as one: judged in their order, made all at once or not at all, now or on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.submission.domain.refusals import WrongState
from services.submission.domain.unit_rights import check_right
from services.submission.domain.units import UnitState, change
from shared.access import Caller, Grant
from shared.refusals import BadField, Complaint, Invalid, Refusal
from shared.units import Unit, UnitTree

_NEEDED = Complaint("new-unit-incomplete", "Đơn vị mới cần có tên và cấp", "A new unit needs a name and a level")


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One unit created or changed; what `fields` does not name stays as it is on the day."""

    code: str
    fields: Mapping[str, Any]

    def wanted(self, before: Unit | None) -> Unit:
        """The unit as it shall stand."""
        if before is None:
            if missing := [name for name in ("name", "level") if name not in self.fields]:
                raise Invalid(fields=[BadField(name, _NEEDED) for name in missing])
            return Unit(code=self.code, **self.fields)
        return replace(before, **self.fields)


class PlanState(StrEnum):
    """What became of a plan."""

    PLANNED = "planned"
    MADE = "made"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that are made on a day, the first moment of it in Asia/Ho_Chi_Minh."""

    id: UUID
    on: date
    changes: tuple[UnitChange, ...]
    by: UUID
    created_at: datetime
    grants: tuple[Grant, ...] = ()
    """What whoever made it was allowed then; on its day it is judged by those that stand, on the tree of that day."""
    state: PlanState = PlanState.PLANNED
    settled_at: datetime | None = None
    problems: tuple[BadField, ...] = ()
    """Why it was refused when its day came."""
    revision: int = 0
    request_hash: str | None = None
    """Of the request it came with, when that had a key."""

    @property
    def as_first_told(self) -> "Plan":
        """The plan as it was when it came: made in the same moment, or waiting for its day."""
        at_once = self.state is PlanState.MADE and self.settled_at == self.created_at
        unsettled = self if at_once else replace(self, state=PlanState.PLANNED, settled_at=None, problems=())
        return replace(unsettled, revision=1)

    @property
    def units(self) -> frozenset[str]:
        """Codes of the units it changes, of those it puts them under, and of their heirs."""
        others = (change.fields.get(name) for change in self.changes for name in ("parent", "merged_into"))
        return frozenset((*(change.code for change in self.changes), *(str(code) for code in others if code)))

    @property
    def planner(self) -> Caller:
        """Whoever made it, with the grants of that day."""
        return Caller(self.by, "", "", self.grants)

    def cancelled(self, now: datetime) -> "Plan":
        """The plan taken back before its day."""
        self._must_stand()
        return replace(self, state=PlanState.CANCELLED, settled_at=now)

    def made(self, now: datetime) -> "Plan":
        """The plan when its changes are made."""
        self._must_stand()
        return replace(self, state=PlanState.MADE, settled_at=now)

    def refused(self, refusal: Refusal, now: datetime) -> "Plan":
        """The plan when the tree of its day does not allow it; nothing of it is made."""
        self._must_stand()
        problems = refusal.fields or (BadField("changes", refusal.complaint),)
        return replace(self, state=PlanState.REFUSED, settled_at=now, problems=tuple(problems))

    def _must_stand(self) -> None:
        if self.state is not PlanState.PLANNED:
            raise WrongState


def changed_units(plan: Plan, known: Mapping[str, UnitState], tree: UnitTree, now: datetime) -> list[UnitState]:
    """The units after all changes of the plan, each judged on the tree that those before it leave.

    What already stands as it is wanted is left out. A refusal names the change and the field it is about.
    """
    made: list[UnitState] = []
    for place, wish in enumerate(plan.changes):
        try:
            before = tree.get(wish.code)
            wanted = wish.wanted(before)
            check_right(plan.planner, before, wanted, tree)
            if before is not None and wanted == before:
                continue
            state = change(known.get(wish.code), wanted, tree, now)
        except Refusal as refusal:
            raise _at(refusal, place) from None
        made.append(state)
        tree = tree.with_unit(state.data.to_unit())
    return made


def check_may_cancel(caller: Caller, plan: Plan, tree: UnitTree) -> None:
    """Refuse whoever could not make every change of the plan, whether or not it would change anything today.

    Else a unit's own administrators could take back what was planned above them.
    """
    for place, wish in enumerate(plan.changes):
        before = tree.get(wish.code)
        try:
            wanted = wish.wanted(before)
            check_right(caller, before, wanted, tree, wish.fields if before is not None else None)
        except Refusal as refusal:
            raise _at(refusal, place) from None
        if before is None:
            tree = tree.with_unit(wanted)


def _at(refusal: Refusal, place: int) -> Refusal:
    """The same refusal, saying which change it is about."""
    fields = [BadField(f"changes.{place}.{one.field}", one.complaint) for one in refusal.fields]
    about = fields or [BadField(f"changes.{place}", refusal.complaint)]
    return type(refusal)(refusal.detail, fields=about)
