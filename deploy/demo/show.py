"""The province's board and funnel in the terminal, in Vietnamese first."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table

COLUMNS = (
    ("rank", "Hạng · Rank"),
    ("name", "Đơn vị · Unit"),
    ("registered", "Đăng ký · Registered"),
    ("approved", "Công nhận · Approved"),
    ("submitters", "Tác giả · Authors"),
    ("points", "Điểm · Points"),
    ("percent", "% chỉ tiêu · % of target"),
    ("benefit_vnd", "Làm lợi (đồng) · Benefit (VND)"),
)
FUNNEL = (
    ("submitted", "Đã nộp · Submitted"),
    ("pending", "Chờ xét · Pending"),
    ("returned", "Trả lại · Returned"),
    ("approved", "Công nhận · Approved"),
    ("rejected", "Không công nhận · Rejected"),
    ("revoked", "Thu hồi · Revoked"),
    ("withdrawn", "Đã rút · Withdrawn"),
    ("registered", "Được tính là đăng ký · Count as registered"),
)


def board_table(title: str, rows: Iterable[Mapping[str, Any]], changed: frozenset[str] = frozenset()) -> Table:
    """A board; rows of the units in `changed` stand out."""
    table = Table(title=title, title_justify="left", pad_edge=False)
    for name, heading in COLUMNS:
        table.add_column(heading, justify="left" if name == "name" else "right", no_wrap=name != "name")
    for row in rows:
        style = "bold black on green" if row["unit"] in changed else ""
        table.add_row(*(figure(name, row[name]) for name, _ in COLUMNS), style=style)
    return table


def funnel_table(title: str, figures: Mapping[str, Any]) -> Table:
    """Where a unit's initiatives stand."""
    table = Table(title=title, title_justify="left", pad_edge=False)
    table.add_column("")
    table.add_column("Sáng kiến · Initiatives", justify="right")
    for name, heading in FUNNEL:
        table.add_row(heading, figure(name, figures[name]))
    return table


def figure(name: str, value: Any) -> str:
    """A figure as people here write it: 1.234 and 12,34 %."""
    if value is None:
        return "–"
    if name == "percent":
        return f"{value // 100},{value % 100:02} %"
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
