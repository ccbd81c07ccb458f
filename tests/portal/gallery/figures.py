"""Boards, standings and programmes with the names that the sample's units have, the longest first."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from deploy.demo.sample import units
from tests.portal.pages.samples import PROGRAMME, programme

ROWS: Final = 50
LONGEST: Final = sorted(units().values(), key=lambda unit: (-len(unit.name), unit.code))[:ROWS]
COUNTS: Final = ("pending", "rejected", "returned", "revoked", "submitted", "withdrawn")
WINDOWS: Final = (
    "all",
    "P1",
    "P2",
    "peak:thang-cong-nhan-2023",
    "2026-Q4",
    "2026-11",
    "2026-10",
    "2026-W48",
    "2026-W47",
)


def running(**changes: Any) -> dict[str, Any]:
    """A programme of today, in its second phase."""
    today = datetime.now(UTC).date()
    first, last = today - timedelta(days=60), today + timedelta(days=75)
    phases = [
        {"code": "P1", "name": "Giai đoạn 1", "starts_on": str(first), "ends_on": str(today - timedelta(days=20))},
        {"code": "P2", "name": "Giai đoạn 2", "starts_on": str(today - timedelta(days=19)), "ends_on": str(last)},
    ]
    dates = {"starts_on": str(first), "ends_on": str(last), "submit_until": f"{last}T10:00:00Z"}
    named = "9.000 sáng kiến – nỗ lực vượt khó, sáng tạo, quyết tâm chiến thắng đại dịch Covid-19"
    return programme(name=named, slogan="Tự hào trí tuệ lao động Việt Nam", phases=phases, **dates) | changes


def row(number: int) -> dict[str, Any]:
    """One line of a board: figures of every length, a target now and then, moves up and down."""
    unit = LONGEST[number]
    registered = 4_321 // (number + 1)
    target = None if number % 7 == 6 else 2_500 // (number + 1)
    return {
        "unit": unit.code,
        "name": unit.name,
        "rank": number + 1 if registered else None,
        "registered": registered,
        "approved": registered * 7 // 10,
        "points": registered * 12,
        "submitters": registered * 8 // 10,
        "benefit_vnd": registered * 1_234_567,
        "target": target,
        "percent": None if target is None else round(registered * 100 / target, 1),
        "submitters_per_100": 12.5,
        "members": 800,
        "closed": False,
        "moved": {"yesterday": (-1) ** number * (number % 4), "week": 0},
        **dict.fromkeys(COUNTS, registered // 10),
        "submitted": registered + registered // 10,
    }


def board(rows: int = ROWS, **changes: Any) -> dict[str, Any]:
    """The city's board."""
    shown = [row(number) for number in range(rows)]
    total = {**row(0), "unit": "can-tho", "name": "Liên đoàn Lao động thành phố Cần Thơ", "rank": None}
    figures = dict.fromkeys(("registered", "approved", "points", "submitters", "benefit_vnd", *COUNTS), 0)
    known = {
        "programme": PROGRAMME,
        "programme_name": running()["name"],
        "unit": "can-tho",
        "by": "points",
        "window": "all",
        "among": "children",
        "target_basis": "registered",
        "policy_version": 1,
        "recomputing_to": None,
        "revision": "7",
        "rows": shown,
        "direct": figures,
        "total": total,
        "next": "behind" if rows == ROWS else None,
    }
    return known | changes


def standing(**changes: Any) -> dict[str, Any]:
    """Where one unit stands, in every window."""
    ranks = {"points": 3, "percent": None}
    numbers = row(1)
    figures = {name: numbers[name] for name in numbers if name not in ("unit", "name", "rank", "closed", "moved")}
    more = {
        "days_left": 75,
        "grade": "Xuất sắc",
        "missing": 1_240,
        "missing_per_day": 17,
        "pledged": 3_000,
        "next_class": {"name": "Xuất sắc tiêu biểu", "missing": 140, "missing_per_day": 2},
        "ranks": ranks,
        "ranks_in_cluster": ranks,
        "ranks_in_level": ranks,
    }
    windows = [{**figures, **more, "window": window} for window in WINDOWS]
    unit = LONGEST[1]
    known = {"programme": PROGRAMME, "unit": unit.code, "name": unit.name, "among": 118, "revision": "7"}
    return {**known, "windows": windows} | changes


def unit_of(code: str, **changes: Any) -> dict[str, Any]:
    """A unit of the sample as submission tells of it to its staff."""
    unit = units()[code]
    known = {
        name: getattr(unit, name) for name in ("code", "name", "level", "parent", "sector", "ownership", "cluster")
    }
    rest = {"members": unit.members, "office_email": None, "closed": False, "merged_into": None}
    return {**known, **rest, "version": 1, "revision": 1} | changes
