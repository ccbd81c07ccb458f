"""A board as a table for people's own sheets."""

from typing import Final

from services.ranking.domain.order import Row
from shared.refusals import Text
from shared.sheets import harmless

COLUMNS: Final = (
    ("rank", Text("Hạng", "Rank")),
    ("unit", Text("Mã đơn vị", "Unit code")),
    ("name", Text("Tên đơn vị", "Unit")),
    ("points", Text("Điểm", "Points")),
    ("submitted", Text("Đã gửi", "Submitted")),
    ("registered", Text("Đăng ký", "Registered")),
    ("pending", Text("Chờ xét", "Pending")),
    ("returned", Text("Trả lại", "Returned")),
    ("approved", Text("Công nhận", "Approved")),
    ("rejected", Text("Không công nhận", "Rejected")),
    ("revoked", Text("Thu hồi", "Revoked")),
    ("withdrawn", Text("Đã rút", "Withdrawn")),
    ("target", Text("Chỉ tiêu", "Target")),
    ("percent", Text("% chỉ tiêu", "% of target")),
    ("submitters", Text("Người gửi", "Submitters")),
    ("members", Text("Đoàn viên", "Members")),
    ("submitters_per_100", Text("Người gửi / 100 đoàn viên", "Submitters per 100 members")),
    ("benefit_vnd", Text("Giá trị làm lợi (đồng)", "Benefit (VND)")),
)
DECIMALS: Final = frozenset({"percent", "submitters_per_100"})
"""Columns of two decimals."""
EXACT_IN_SHEETS: Final = 10**15
"""From here on a sheet rounds: it keeps 15 digits."""
Cell = str | int | float | None


def cells_of(row: Row) -> list[Cell]:
    """A row's cells; what a sheet would round is text."""
    return [_kept_whole(row[name]) for name, _ in COLUMNS]


def written(name: str, cell: Cell, decimal_mark: str) -> str:
    """A cell as text, for a sheet that writes decimals with this mark."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    return f"{cell:.2f}".replace(".", decimal_mark) if name in DECIMALS else str(cell)


def _kept_whole(value: Cell) -> Cell:
    return str(value) if isinstance(value, int) and value >= EXACT_IN_SHEETS else value
