"""A programme with a policy, as submission tells of it to an administrator."""

from typing import Any

from tests.portal.pages.admin.scene import CITY, MARKUP

PROGRAMME = "sang-kien-2026"
POLICY = {
    "version": 3,
    "base": {"grassroots": {"default": 10, "technical": 12}, "upper": {"default": 20}},
    "sector": {"production": 120},
    "ownership": {},
    "peaks": {"Tháng Công nhân": 150},
    "benefit_tiers": [{"from_vnd": 10_000_000, "points": 5}, {"from_vnd": 100_000_000, "points": 20}],
    "rewards": {"bang-khen": {"provincial": 30}},
    "grading": {"classes": [{"name": "Xuất sắc", "from_percent": 100}, {"name": "Tốt", "from_percent": 88.5}]},
}


def programme(**changes: Any) -> dict[str, Any]:
    """One programme whole."""
    plain = {
        "id": PROGRAMME,
        "name": f"Mỗi ngày một sáng kiến 2026 {MARKUP}",
        "slogan": None,
        "root_unit": CITY,
        "starts_on": "2026-11-01",
        "ends_on": "2027-02-28",
        "submit_until": "2027-02-09T10:00:00Z",
        "correct_until": "2027-02-20T10:00:00.250000Z",
        "decide_until": "2027-02-28T10:00:00Z",
        "import_until": None,
        "decision_days": 15,
        "phases": [{"code": "P2", "name": "Giai đoạn II", "starts_on": "2026-12-01", "ends_on": "2027-02-28"}],
        "peaks": [{"name": "Tháng Công nhân", "starts_on": "2027-01-01", "ends_on": "2027-01-31"}],
        "public": True,
        "target_basis": "registered",
        "form_public": True,
        "sections": [{"code": "hieu-qua", "name": "Hiệu quả", "needed_before": "upper"}],
        "blind_review": False,
        "council": False,
        "separate_confirmation": False,
        "confirm_days": 10,
        "late_hours": 0,
        "review_working_days": None,
        "policy": POLICY,
        "version": 2,
        "revision": 6,
    }
    return {**plain, **changes}
