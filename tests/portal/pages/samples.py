"""Answers of the services that several pages' tests start from."""

from typing import Any

PROGRAMME, UNIT = "chuong-trinh-2027", "giay-long-thanh"
INITIATIVE = "0b9f7a52-3c7e-4d53-9d0a-6a1f4f0e7c11"
NAMED = {"code": UNIT, "name": "Công ty TNHH Giày Long Thành"}
ABOVE = [{"code": "can-tho", "name": "LĐLĐ thành phố Cần Thơ"}, {"code": "kcx", "name": "Khu công nghiệp Cần Thơ"}]


def programme(**changes: Any) -> dict[str, Any]:
    """A programme as anybody may know it."""
    plain: dict[str, Any] = {
        "id": PROGRAMME,
        "name": "Mỗi ngày một sáng kiến",
        "slogan": None,
        "root_unit": ABOVE[0],
        "starts_on": "2026-11-01",
        "ends_on": "2027-02-28",
        "submit_until": "2027-02-09T10:00:00Z",
        "correct_until": "2027-02-20T10:00:00Z",
        "decide_until": "2027-02-28T10:00:00Z",
        "phases": [],
        "peaks": [],
        "public": True,
        "form_public": True,
        "version": 1,
    }
    return plain | changes


def form(**changes: Any) -> dict[str, Any]:
    """A programme's form for the plant."""
    kinds = [("technical", "Giải pháp kỹ thuật", "Technical"), ("operational", "Giải pháp tác nghiệp", "Operational")]
    known = {
        "programme": programme(),
        "unit": {**NAMED, "path": ABOVE, "level": "grassroots", "sector": "production", "closed": False},
        "merged": None,
        "open": True,
        "closed_because": None,
        "kinds": [{"code": code, "vi": vi, "en": en} for code, vi, en in kinds],
        "fields": [
            {"vi": "may mặc", "en": "garments", "sectors": ["production"]},
            {"vi": "y tế", "en": "health care", "sectors": ["health"]},
        ],
        "sections": [],
    }
    return known | changes


def initiative(**changes: Any) -> dict[str, Any]:
    """An initiative that waits for its reviewers."""
    known = {
        "id": INITIATIVE,
        "revision": 3,
        "version": 1,
        "content_version": 1,
        "supplement": 0,
        "sections": [],
        "state": "submitted",
        "status": "pending",
        "programme": PROGRAMME,
        "unit": UNIT,
        "sector": "production",
        "ownership": "fdi",
        "kind": "technical",
        "field": "may mặc",
        "title": "Đồ gá giữ đế giày khi mài cạnh",
        "summary": "Dùng tấm nhựa khoét theo biên đế.",
        "first_applied_on": "2026-11-20",
        "claimed_benefit_vnd": 12_500_000,
        "confidential": False,
        "authors": [{"id": "7f0d3f0e-2f6d-4b0e-8a57-2f9f1c9d1a01", "share": 100, "home_unit": UNIT}],
        "entered_by": "7f0d3f0e-2f6d-4b0e-8a57-2f9f1c9d1a01",
        "created_at": "2026-11-25T03:32:00Z",
        "first_submitted_at": "2026-11-25T03:32:00Z",
        "registered_at": "2026-11-25T03:32:00Z",
        "imported": False,
        "verified_benefit_vnd": None,
        "receipt": "SK-7K3M-Q2XA-9DTR-5",
        "timeline": [act("entered"), act("submitted")],
    }
    return known | changes


def act(kind: str, **changes: Any) -> dict[str, Any]:
    """One line of the timeline."""
    return {"kind": kind, "at": "2026-11-25T03:32:00Z", "content_version": 1, "reasons": [], **changes}


def returned(**changes: Any) -> dict[str, Any]:
    """One that came back with two reasons and a note."""
    reasons = [
        {"code": "no-effect-shown", "text": "Chưa nêu hiệu quả mang lại."},
        {"code": "wrong-authors", "text": "Danh sách tác giả chưa đúng."},
    ]
    lines = [act("submitted"), act("returned", reasons=reasons, comment="Nêu số liệu trước và sau.")]
    return initiative(status="returned", timeline=lines) | changes


def own_case(**changes: Any) -> dict[str, Any]:
    """A case as its own people see it."""
    known = {
        "view": "own",
        "status": "pending",
        "awaited_unit": NAMED,
        "due_at": "2026-12-05T16:59:59Z",
        "sentence": {"vi": "Đang chờ Giày Long Thành xét, trước 05/12/2026.", "en": "Awaited at Giày Long Thành."},
        "initiative_id": INITIATIVE,
        "version": 1,
        "content_version": 1,
        "submission_version": 1,
        "supplement": 0,
        "sections": [],
        "missing_sections": [],
        "overdue": False,
        "verified_benefit_vnd": None,
        "approvals": [],
        "rewards": [],
        "reasons": [],
        "comment": None,
        "timeline": [],
        "earlier_lines": 0,
    }
    return known | changes


def card(**changes: Any) -> dict[str, Any]:
    """A worker's own card."""
    known = {
        "id": "7f0d3f0e-2f6d-4b0e-8a57-2f9f1c9d1a01",
        "revision": 4,
        "version": 2,
        "account": True,
        "confirmed": True,
        "email": "anh@example.vn",
        "home_unit": UNIT,
        "language": "vi",
        "leads": [],
        "member_number": "0123-CĐ",
        "name": "Nguyễn Thị Ánh",
        "phone": None,
    }
    return known | changes


def me(*grants: tuple[str, str]) -> dict[str, Any]:
    """Who one is and what one may do: pairs of role and unit."""
    rest = {"programme": None, "source": "token", "until": None}
    return {
        "id": card()["id"],
        "card": None,
        "email": None,
        "email_note": None,
        "email_verified": False,
        "home_unit": None,
        "name": None,
        "appointments": {"as_of": None, "behind": False},
        "grants": [{"role": role, "unit": unit, **rest} for role, unit in grants],
    }
