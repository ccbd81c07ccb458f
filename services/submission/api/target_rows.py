"""Rows of a file of targets: every bad line is told at once, and nothing is taken until all are good."""

import csv
import io
from dataclasses import dataclass

from services.submission.domain.programmes import check_target, no_such_window
from shared.access import Caller, Role
from shared.calendar import Calendar
from shared.events.programmes import ProgrammeData
from shared.events.targets import TargetData
from shared.refusals import BadField, Invalid, Refusal, Text
from shared.units import UnitTree

COLUMNS = ("unit_code", "phase", "target")
LARGEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line: so many initiatives asked of a unit in a window."""

    line: int
    unit: str
    window: str
    target: str


class Rows(tuple[Row, ...]):
    """All lines of a file."""

    __slots__ = ()

    def assigned(self, caller: Caller, programme: ProgrammeData, tree: UnitTree) -> dict[str, dict[str, int]]:
        """Targets by unit and window; one refusal names every line that cannot be taken."""
        bad: list[BadField] = []
        taken: dict[str, dict[str, int]] = {}
        for row in self:
            problem = _problem(row, caller, programme, tree, taken)
            if problem is None:
                taken.setdefault(row.unit, {})[row.window] = int(row.target)
            else:
                bad.append(BadField(f"line {row.line}: {problem[0]}", problem[1]))
        if bad:
            raise Invalid(fields=bad)
        return taken


def rows_of(body: bytes) -> Rows:
    """The rows of a CSV in UTF-8 with a header line; phases 1, 2 are also written P1, P2."""
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig")), strict=True)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            message = Text(f"Thiếu cột {', '.join(missing)}", f"Missing columns {', '.join(missing)}")
            raise Invalid(fields=[BadField("line 1", message)])
        return Rows(
            Row(
                reader.line_num,
                (line["unit_code"] or "").strip(),
                _window((line["phase"] or "").strip()),
                (line["target"] or "").strip(),
            )
            for line in reader
        )
    except (UnicodeDecodeError, csv.Error):
        message = Text("Không phải tệp CSV mã UTF-8", "Not a CSV file in UTF-8")
        raise Invalid(fields=[BadField("body", message)]) from None


def _window(phase: str) -> str:
    return f"P{phase}" if phase.isascii() and phase.isdigit() else phase


def _problem(
    row: Row, caller: Caller, programme: ProgrammeData, tree: UnitTree, taken: dict[str, dict[str, int]]
) -> tuple[str, Text] | None:
    calendar = Calendar.of(programme)
    if not calendar.is_target_window(row.window):
        return "phase", no_such_window(calendar)
    if not (row.target.isascii() and row.target.isdigit() and int(row.target[:11]) <= LARGEST):
        return "target", Text("Phải là số nguyên không âm", "Must be a whole number, 0 or more")
    if row.window in taken.get(row.unit, {}):
        return "unit_code", Text("Đơn vị và giai đoạn này đã có ở dòng trên", "This unit and phase came before")
    try:
        wanted = TargetData(version=1, programme=programme.id, unit=row.unit, assigned={row.window: 0})
        check_target(wanted, programme, tree)
        caller.must_cover(row.unit, tree, (Role.ADMIN,))
    except Refusal as refusal:
        return "unit_code", refusal.detail or refusal.title
    return None
