"""What whoever opens a form or a page may know without signing in (design-next §2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from services.submission.domain.refusals import UnitOutsideProgramme, UnknownUnit
from shared.calendar import day_of
from shared.events.programmes import ProgrammeData
from shared.refusals import Complaint
from shared.units import Unit, UnitTree

NOT_BEGUN = Complaint("programme-not-begun", "Chương trình chưa bắt đầu", "The programme has not begun")
OVER = Complaint("programme-over", "Chương trình đã hết hạn gửi", "The programme no longer takes initiatives")
UNIT_CLOSED = Complaint(
    "unit-takes-none", "Đơn vị đã đóng, hãy chọn đơn vị khác", "The unit is closed; choose another one"
)


class Form(NamedTuple):
    """What a form is opened for: `unit` takes the initiatives; `closed` says why none is taken now."""

    programme: ProgrammeData
    unit: Unit | None
    merged: Unit | None
    """The unit that was asked for, when `unit` is its heir."""
    closed: Complaint | None


def may_be_searched(within: str, programmes: Iterable[ProgrammeData], tree: UnitTree) -> bool:
    """Whether a unit lies inside the root of a programme whose form anybody may open."""
    path = tree.path(within) if within in tree else ()
    return any(each.form_public and tree.resolve(each.root_unit) in path for each in programmes)


def form_of(programme: ProgrammeData, code: str | None, tree: UnitTree, now: datetime) -> Form:
    """The form of a programme, for a unit if one is named: of a merged one for its heir."""
    if code is None:
        return Form(programme, None, None, _closed(programme, None, now))
    named, unit = tree.get(code), tree.get(tree.resolve(code))
    if named is None or unit is None:
        raise UnknownUnit.at("unit")
    if not tree.is_within(unit.code, programme.root_unit):
        raise UnitOutsideProgramme.at("unit")
    return Form(programme, unit, None if unit is named else named, _closed(programme, unit, now))


def _closed(programme: ProgrammeData, unit: Unit | None, now: datetime) -> Complaint | None:
    if day_of(now) < programme.starts_on:
        return NOT_BEGUN
    if now > programme.submit_until:
        return OVER
    return UNIT_CLOSED if unit is not None and not unit.is_open else None
