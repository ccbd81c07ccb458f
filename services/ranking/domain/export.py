"""A board as a table for people's own sheets."""

from typing import Final

from services.ranking.domain.order import Row
from shared.refusals import Text

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
_HUNDREDTHS: Final = ("percent", "submitters_per_100")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def cells_of(row: Row) -> list[str | int | None]:
    """A row's cells; hundredths are written out, since a sheet knows no other way to be exact."""
    return [_written(name, row[name]) for name, _ in COLUMNS]


def harmless(cell: str) -> str:
    """A text that no sheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _written(name: str, value: str | int | None) -> str | int | None:
    if name in _HUNDREDTHS and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}"
    return value
