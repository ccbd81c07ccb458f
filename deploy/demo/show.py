"""The province's board and funnel in the terminal, in Vietnamese first."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.table import Table

COLUMNS = (
    ("rank", "Hạng\nRank"),
    ("name", "Đơn vị\nUnit"),
    ("registered", "Đăng ký\nRegistered"),
    ("approved", "Công nhận\nApproved"),
    ("submitters", "Tác giả\nAuthors"),
    ("points", "Điểm\nPoints"),
    ("percent", "% chỉ tiêu\n% of target"),
    ("benefit_vnd", "Làm lợi (đồng)\nBenefit (VND)"),
)
WIDE = 105
WIDE_ONLY = ("submitters", "benefit_vnd")
"""Left out where the terminal is narrow."""
GAP = 3
ABBREVIATIONS = (
    ("Liên đoàn Lao động", "LĐLĐ"),
    ("Công đoàn cơ sở", "CĐCS"),
    ("Công đoàn", "CĐ"),
    (" thành phố Cần Thơ", ""),
)
FUNNEL = (
    ("submitted", "Đã gửi · Submitted"),
    ("pending", "Chờ xét · Pending"),
    ("returned", "Trả lại · Returned"),
    ("approved", "Công nhận · Approved"),
    ("rejected", "Không công nhận · Rejected"),
    ("revoked", "Thu hồi · Revoked"),
    ("withdrawn", "Đã rút · Withdrawn"),
    ("registered", "Được tính là đăng ký · Count as registered"),
)


def board_table(
    title: str, rows: Iterable[Mapping[str, Any]], width: int, changed: frozenset[str] = frozenset()
) -> Table:
    """A board; rows of the units in `changed` stand out. A long name is cut, a figure never is."""
    columns = [column for column in COLUMNS if width >= WIDE or column[0] not in WIDE_ONLY]
    widths = {name: max(map(len, heading.split("\n"))) for name, heading in columns if name != "name"}
    left = width - sum(widths.values()) - GAP * len(columns) - 2
    table = Table(title=title, title_justify="left", pad_edge=False, box=box.SIMPLE_HEAD)
    for name, heading in columns:
        if name == "name":
            table.add_column(heading, no_wrap=True, overflow="ellipsis", width=min(max(left, 12), 46))
        else:
            table.add_column(heading, justify="right", no_wrap=True, width=widths[name])
    for row in rows:
        cells = [short(row[name]) if name == "name" else figure(name, row[name]) for name, _ in columns]
        table.add_row(*cells, style="bold black on green" if row["unit"] in changed else "")
    return table


def short(name: str) -> str:
    """A union's name with the usual abbreviations."""
    for long, brief in ABBREVIATIONS:
        name = name.replace(long, brief)
    return name


def funnel_table(title: str, figures: Mapping[str, Any]) -> Table:
    """Where a unit's initiatives stand."""
    table = Table(title=title, title_justify="left", pad_edge=False, box=box.SIMPLE_HEAD)
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
        return f"{value:.2f} %".replace(".", ",")
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
