"""A file of targets as spreadsheets write it: which cells stand on which line."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from services.submission.domain.target_rows import TargetRow
from shared.refusals import BadField, Complaint, Invalid
from shared.web.schemas import composed

COLUMNS = ("unit_code", "phase", "target")
DELIMITERS = (",", ";", "\t")
MOST_ROWS = 2_000
"""Each may be a document of its own, and all are written in one transaction of some seconds."""
_SEP = re.compile(r"sep=([,;|\t])", re.IGNORECASE)
_NOT_UTF8 = Complaint("not-a-csv-file", "Không phải tệp CSV mã UTF-8", "Not a CSV file in UTF-8")
_QUOTES = Complaint(
    "quotes-not-matched", "Dấu ngoặc kép trong dòng này không khớp", "The quotation marks in this line do not match"
)
_TOO_MANY = Complaint("too-many-lines", "Tối đa {max} dòng; hãy chia tệp", "At most {max} lines; split the file")
_COLUMNS_MISSING = Complaint("columns-missing", "Thiếu cột {columns}", "Missing columns {columns}")
_COLUMNS_TWICE = Complaint("columns-twice", "Cột {columns} có hai lần", "Columns {columns} stand twice")
_TOO_MANY_CELLS = Complaint(
    "too-many-cells",
    "Dòng có {cells} ô, tiêu đề chỉ có {max}; số không viết dấu phẩy hay dấu chấm",
    "The line has {cells} cells, the header {max}; write numbers without commas or points",
)


def rows_of(body: bytes) -> list[TargetRow]:
    """The rows below the header, blank ones left out; phases 1, 2 are also written P1, P2. Raises Invalid."""
    try:
        text = composed(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid(fields=[BadField("body", _NOT_UTF8)]) from None
    lines = io.StringIO(text, newline=None)  # whatever ends a line in it
    delimiter, lines_before = _delimiter(lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        rows = list(_rows(reader, lines_before))
    except csv.Error:
        raise Invalid(fields=[BadField(f"line {lines_before + reader.line_num}", _QUOTES)]) from None
    return rows


def _delimiter(lines: io.StringIO) -> tuple[str, int]:
    """What parts the cells, and the lines read to know it: the header decides unless `sep=` says it."""
    first = lines.readline()
    if separator := _SEP.fullmatch(first.strip("\n ")):
        return separator[1], 1
    lines.seek(0)
    return max(DELIMITERS, key=first.count), 0


def _rows(reader: Iterator[list[str]], lines_before: int) -> Iterator[TargetRow]:
    places: dict[str, int] | None = None
    width = found = 0
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        line = lines_before + reader.line_num  # type: ignore[attr-defined]  # of csv's own reader
        if places is None:
            places, width = _places(cells, line), len(cells)
            continue
        if (found := found + 1) > MOST_ROWS:
            raise Invalid(fields=[BadField(f"line {line}", _TOO_MANY.given(max=MOST_ROWS))])
        yield _row(cells, places, width, line)
    if places is None:
        _places([], 1)


def _places(cells: Sequence[str], line: int) -> dict[str, int]:
    names = [cell.strip().casefold().replace(" ", "_") for cell in cells]
    if missing := [name for name in COLUMNS if name not in names]:
        raise Invalid(fields=[BadField(f"line {line}", _COLUMNS_MISSING.given(columns=tuple(missing)))])
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise Invalid(fields=[BadField(f"line {line}", _COLUMNS_TWICE.given(columns=tuple(twice)))])
    return {name: names.index(name) for name in COLUMNS}


def _row(cells: Sequence[str], places: dict[str, int], width: int, line: int) -> TargetRow:
    if len(cells) > width:
        return TargetRow(line, problem=_TOO_MANY_CELLS.given(cells=len(cells), max=width))
    unit, phase, target = (cells[place].strip() if place < len(cells) else "" for place in places.values())
    return TargetRow(line, unit, f"P{phase}" if phase.isascii() and phase.isdigit() else phase, target)
