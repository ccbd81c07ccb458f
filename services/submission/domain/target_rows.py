"""Rows of a file of targets: every bad line is told at once, and nothing is taken until all are good."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.submission.domain.refusals import AdministratorNeeded
from services.submission.domain.targets import ADMIN, TAKES_ASSIGNER, check_unit, no_such_window
from shared.access import Caller
from shared.calendar import Calendar
from shared.events.programmes import ProgrammeData
from shared.refusals import BadField, Complaint, Invalid, Refusal
from shared.units import UnitTree

LARGEST = 1_000_000_000
_NOT_A_COUNT = Complaint(
    "not-a-count",
    "Phải là số nguyên từ 0 đến {max}, chỉ gồm chữ số, không có dấu chấm hay dấu phẩy",
    "Must be a whole number from 0 to {max}, digits alone, without points or commas",
).given(max=LARGEST)
_TWICE = Complaint("target-set-above", "Đơn vị và giai đoạn này đã có ở dòng trên", "This unit and phase came before")


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One line: so many initiatives asked of a unit in a window; `problem` when it cannot be read at all."""

    line: int
    unit: str = ""
    window: str = ""
    target: str = ""
    problem: Complaint | None = None


def assigned_by(
    rows: Sequence[TargetRow], caller: Caller, programme: ProgrammeData, tree: UnitTree
) -> dict[str, dict[str, int]]:
    """Targets by unit and window; one refusal names every line that cannot be taken.

    It is AdministratorNeeded when nothing but the caller's rights is wrong.
    """
    calendar = Calendar.of(programme)
    taken: dict[str, dict[str, int]] = {}
    bad: list[BadField] = []
    refusal: type[Refusal] = AdministratorNeeded
    for row in rows:
        if (problem := _problem(row, calendar, programme, tree, taken)) is not None:
            bad.append(problem)
            refusal = Invalid
        elif caller.grant_above(row.unit, tree, ADMIN, programme.id) is None:
            bad.append(BadField(f"line {row.line}: unit_code", TAKES_ASSIGNER.given(unit=row.unit)))
        else:
            taken.setdefault(row.unit, {})[row.window] = count_of(row.target) or 0
    if bad:
        raise refusal(fields=bad)
    return taken


def count_of(digits: str) -> int | None:
    """The number of initiatives these ASCII digits say, however many zeros lead them; None when they say none."""
    if not (digits.isascii() and digits.isdigit()):
        return None
    significant = digits.lstrip("0")
    if len(significant) > len(str(LARGEST)):
        return None
    count = int(significant or "0")
    return count if count <= LARGEST else None


def _problem(
    row: TargetRow, calendar: Calendar, programme: ProgrammeData, tree: UnitTree, taken: dict[str, dict[str, int]]
) -> BadField | None:
    if row.problem is not None:
        return BadField(f"line {row.line}", row.problem)
    if not calendar.is_target_window(row.window):
        return BadField(f"line {row.line}: phase", no_such_window(calendar))
    if count_of(row.target) is None:
        return BadField(f"line {row.line}: target", _NOT_A_COUNT)
    if row.window in taken.get(row.unit, {}):
        return BadField(f"line {row.line}: unit_code", _TWICE)
    try:
        check_unit(row.unit, programme, tree)
    except Refusal as refusal:
        return BadField(f"line {row.line}: unit_code", refusal.complaint)
    return None
