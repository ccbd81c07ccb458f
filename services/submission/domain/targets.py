"""Targets of units in programmes: who may set them, for which units and windows (design §4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from services.submission.domain.refusals import AdministratorNeeded, UnitOutsideProgramme, UnknownUnit
from shared.access import Caller, Role
from shared.calendar import NO_SUCH_WINDOW, TOTAL, Calendar
from shared.events.envelope import time_after
from shared.events.programmes import ProgrammeData
from shared.events.targets import TargetData
from shared.refusals import BadField, Complaint, Invalid
from shared.units import UnitTree

ADMIN = (Role.ADMIN,)
PLEDGERS = (Role.LEADER, Role.ADMIN)
FROM_ABOVE = ("assigned", "includes_merged")
"""What of a target is set strictly above its unit, or by a highest unit's own administrators."""

TAKES_ASSIGNER = Complaint(
    "takes-assigner",
    "Chỉ tiêu giao cho {unit} do quản trị viên cấp trên đặt; đơn vị chỉ tự đăng ký (pledged)",
    "What is assigned to {unit} is set by an administrator above it; the unit itself pledges",
)
_TAKES_PLEDGER = Complaint(
    "takes-pledger",
    "Cần là lãnh đạo hoặc quản trị viên của {unit}, hoặc của đơn vị trên nó",
    "Takes a leader or administrator of {unit}, or of a unit above it",
)


@dataclass(frozen=True, slots=True)
class TargetState:
    """One unit's targets in one programme as this service keeps them."""

    data: TargetData
    revision: int = 0
    last_event_at: datetime | None = None

    @property
    def id(self) -> str:
        """The event's subject and key."""
        return f"{self.data.programme}/{self.data.unit}"


def no_target(programme: str, unit: str) -> TargetData:
    """What a unit has before anything is set."""
    return TargetData(version=1, programme=programme, unit=unit, assigned={})


def change_target(before: TargetState | None, wanted: TargetData, now: datetime) -> TargetState:
    """The unit's targets, replaced as a whole."""
    version = 1 if before is None else before.data.version + 1
    at = time_after(before.last_event_at if before else None, now)
    data = wanted.model_copy(update={"version": version})
    return TargetState(data, before.revision if before else 0, at)


def check_target_right(caller: Caller, before: TargetData, wanted: TargetData, tree: UnitTree) -> None:
    """Refuse who may not: a unit's leaders and administrators pledge, those strictly above assign."""
    missing = list(_missing_rights(caller, before, wanted, tree))
    if missing:
        raise AdministratorNeeded(fields=missing)


def _missing_rights(caller: Caller, before: TargetData, wanted: TargetData, tree: UnitTree) -> Iterator[BadField]:
    if caller.grant_over(wanted.unit, tree, PLEDGERS, wanted.programme) is None:
        yield BadField("unit", _TAKES_PLEDGER.given(unit=wanted.unit))
    elif caller.grant_above(wanted.unit, tree, ADMIN, wanted.programme) is None:
        for name in FROM_ABOVE:
            if getattr(before, name) != getattr(wanted, name):
                yield BadField(name, TAKES_ASSIGNER.given(unit=wanted.unit))


def check_unit(unit: str, programme: ProgrammeData, tree: UnitTree) -> None:
    """Refuse a unit that is not known, or not within the programme; closed ones keep their targets."""
    if unit not in tree:
        raise UnknownUnit.at("unit")
    if not tree.is_within(unit, programme.root_unit):
        raise UnitOutsideProgramme.at("unit")


def check_windows(wanted: TargetData, programme: ProgrammeData) -> None:
    """Refuse windows the programme does not have: targets for them would never count."""
    calendar = Calendar.of(programme)
    bad = [
        BadField(f"{name}.{window}", no_such_window(calendar))
        for name, windows in (("assigned", wanted.assigned), ("pledged", wanted.pledged))
        for window in windows
        if not calendar.is_target_window(window)
    ]
    if bad:
        raise Invalid(fields=bad)


def no_such_window(calendar: Calendar) -> Complaint:
    """What a target may be set for, to whoever named something else."""
    return NO_SUCH_WINDOW.given(windows=(TOTAL, *calendar.own_windows[1:]))
