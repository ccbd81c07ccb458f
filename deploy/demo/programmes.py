"""The two programmes of the demo, as the bodies of PUT /programmes/{id}."""

from datetime import date, datetime, time, timedelta
from typing import Any

from deploy.demo.sample import CITY
from shared.calendar import HOME

PAST = "9000-sang-kien"
TODAY = "sang-kien-hom-nay"

PHASE_2 = (date(2022, 6, 1), date(2023, 9, 30))

POLICY: dict[str, Any] = {
    "version": 1,
    "base": {
        "subdivision": {"default": 5},
        "grassroots": {"default": 10, "technical": 12, "research": 15},
        "upper": {"default": 20, "technical": 25, "research": 30},
        "provincial": {"default": 40, "technical": 50, "research": 60},
    },
    "sector": {"production": 120, "business": 115, "education": 105, "health": 110},
    "ownership": {"fdi": 125},
    "benefit_tiers": [
        {"from_vnd": 10_000_000, "points": 5},
        {"from_vnd": 100_000_000, "points": 10},
        {"from_vnd": 1_000_000_000, "points": 25},
    ],
    "rewards": {
        "giay-khen": {"default": 5, "upper": 8},
        "bang-khen": {"default": 15},
        "bang-lao-dong-sang-tao": {"default": 30},
        "money": {"default": 2},
    },
}
"""Production, business, health and education count more, and so do foreign-invested companies: the letter of July 2022
asks for them (clauses 3 and 4)."""

PEAKS = {"thang-cong-nhan-2023": 130, "tuan-cao-diem-5-2023": 150, "tuan-cao-diem-7-2022": 120}
"""What the past programme's peak windows are worth, in percent."""


def bodies(today: date) -> dict[str, dict[str, Any]]:
    """Both programmes, as they are set when the sample is loaded on `today`."""
    return {PAST: _past(today), TODAY: _open(today)}


def _past(today: date) -> dict[str, Any]:
    return {
        "id": PAST,
        "name": "9.000 sáng kiến – nỗ lực vượt khó, sáng tạo, quyết tâm chiến thắng đại dịch Covid-19",
        "root_unit": CITY,
        "starts_on": "2022-01-11",
        "ends_on": PHASE_2[1].isoformat(),
        "submit_until": _end_of(PHASE_2[1]),
        "correct_until": _end_of(date(2023, 10, 15)),
        "decide_until": _end_of(date(2023, 10, 31)),
        "import_until": _end_of(today + timedelta(days=90)),
        "decision_days": 15,
        "phases": [
            {"code": "P1", "name": "Giai đoạn 1", "starts_on": "2022-01-11", "ends_on": "2022-05-31"},
            {
                "code": "P2",
                "name": "Giai đoạn 2",
                "starts_on": PHASE_2[0].isoformat(),
                "ends_on": PHASE_2[1].isoformat(),
            },
        ],
        "peaks": [
            {"name": "tuan-cao-diem-7-2022", "starts_on": "2022-07-18", "ends_on": "2022-07-31"},
            {"name": "thang-cong-nhan-2023", "starts_on": "2023-05-01", "ends_on": "2023-05-31"},
            {"name": "tuan-cao-diem-5-2023", "starts_on": "2023-05-15", "ends_on": "2023-05-21"},
        ],
        "public": True,
        "target_basis": "registered",
        "policy": {**POLICY, "peaks": PEAKS},
    }


def _open(today: date) -> dict[str, Any]:
    starts, ends = today - timedelta(days=14), today + timedelta(days=75)
    return {
        "id": TODAY,
        "name": "Mỗi ngày một sáng kiến",
        "root_unit": CITY,
        "starts_on": starts.isoformat(),
        "ends_on": ends.isoformat(),
        "submit_until": _end_of(ends),
        "correct_until": _end_of(ends + timedelta(days=15)),
        "decide_until": _end_of(ends + timedelta(days=30)),
        "decision_days": 7,
        "phases": [{"code": "P1", "name": "Đợt 1", "starts_on": starts.isoformat(), "ends_on": ends.isoformat()}],
        "peaks": [],
        "public": True,
        "target_basis": "approved",
        "policy": POLICY,
    }


def _end_of(day: date) -> str:
    return datetime.combine(day, time(23, 59, 59), HOME).isoformat()
