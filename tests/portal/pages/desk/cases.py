"""Cases as review and submission tell of them, and what a reviewer types."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

FIRST, SECOND, THIRD = (str(UUID(int=number)) for number in (1, 2, 3))
OTHER = str(UUID(int=9))
"""Another reviewer."""


UNITS = {"giay": "CĐCS Công ty TNHH Giày Long Thành", "kcx-cn": "CĐ các KCX & CN Cần Thơ"}


REFERENCE = {
    "kinds": [{"code": "technical", "name": "Giải pháp kỹ thuật"}, {"code": "management", "name": "Giải pháp quản lý"}],
    "fields": [],
    "sectors": [{"code": "production", "name": "Sản xuất"}],
    "ownerships": [{"code": "fdi", "name": "Có vốn đầu tư nước ngoài"}],
    "reasons": [
        {"code": "no-effect-shown", "name": "Chưa nêu hiệu quả mang lại."},
        {"code": "other", "name": "Lý do khác."},
    ],
    "reward_forms": [{"code": "giay-khen", "name": "Giấy khen"}, {"code": "money", "name": "Tiền thưởng"}],
    "levels": ["national", "provincial", "upper", "grassroots", "subdivision"],
}


APPROVAL = {
    "id": str(UUID(int=77)),
    "unit": "giay",
    "level": "grassroots",
    "decision_number": "01/QĐ",
    "decided_on": "2026-11-20",
    "content_version": 1,
    "recommended": True,
}


REWARD = {
    "id": str(UUID(int=78)),
    "form": "giay-khen",
    "unit": "giay",
    "level": "grassroots",
    "decision_number": "02/KT",
    "decided_on": "2026-11-21",
    "amount_vnd": 500_000,
}


def moment(days: float = 0) -> str:
    """So many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def row(id_: str = FIRST, **changes: Any) -> dict[str, Any]:
    """A case as the queue has it."""
    plain = {
        "initiative_id": id_,
        "revision": 3,
        "version": 1,
        "status": "pending",
        "programme": "75k",
        "unit": "giay",
        "sector": "production",
        "ownership": "fdi",
        "kind": "technical",
        "title": f"Đồ gá giữ đế giày {id_[-1]}",
        "summary": "Dùng tấm nhựa POM để giữ đế giày khi mài cạnh.",
        "content_version": 1,
        "submission_version": 1,
        "supplement": 0,
        "sections": [],
        "missing_sections": [],
        "registered_at": moment(-2),
        "imported": False,
        "confidential": False,
        "claimed_benefit_vnd": 12_500_000,
        "verified_benefit_vnd": None,
        "approvals": [],
        "rewards": [],
        "awaiting_level": "grassroots",
        "awaiting_unit": "giay",
        "since": moment(-2),
        "due_at": moment(9),
        "overdue": False,
        "claim": None,
    }
    return {**plain, **changes}


def line(act: str, **changes: Any) -> dict[str, Any]:
    """A line of the history."""
    plain = {
        "at": moment(-1),
        "act": act,
        "content_version": 1,
        "by": OTHER,
        "role": "reviewer",
        "unit": "giay",
        "level": "grassroots",
        "subject": None,
        "decision_number": None,
        "verified_benefit_vnd": None,
        "reasons": [],
        "comment": None,
        "submission_version": None,
        "supplement": None,
        "by_name": "Trần Thị Mai",
        "appointment": None,
        "on_behalf_of": None,
        "on_behalf_of_name": None,
    }
    return {**plain, **changes}


def case(id_: str = FIRST, **changes: Any) -> dict[str, Any]:
    """A case in full."""
    more = {
        "view": "reviewer",
        "field": "May mặc, da giày",
        "first_applied_on": "2026-11-24",
        "attachments": [],
        "authors": [{"id": str(UUID(int=5)), "share": 100, "home_unit": "giay"}],
        "changes": None,
        "history": [],
        "earlier_lines": 0,
        "returned_version": None,
    }
    return {**row(id_), **more, **changes}


def claim(holder: str, name: str = "Trần Thị Mai") -> dict[str, Any]:
    """A case in somebody's hands for a while."""
    nobody = {"on_behalf_of": None, "on_behalf_of_name": None}
    return {"holder": holder, "holder_name": name, "unit": "giay", "until": moment(0.01), **nobody}


def author(name: str) -> dict[str, Any]:
    """An author by name."""
    home = {"home_unit": "giay", "home_unit_name": UNITS["giay"]}
    return {"id": str(UUID(int=5)), "name": name, "share": 100, **home}


def unit(code: str, name: str) -> dict[str, Any]:
    """A unit as submission tells of it."""
    return {
        "code": code,
        "name": name,
        "level": "grassroots" if code == "giay" else "upper",
        "parent": None,
        "sector": "production",
        "ownership": "fdi",
        "closed": False,
        "cluster": None,
        "members": None,
        "merged_into": None,
        "office_email": None,
        "revision": 1,
        "version": 1,
    }


def sent(one: dict[str, Any], me: str, **typed: Any) -> dict[str, Any]:
    """The decision's form as the page of this case sends it."""
    names = ("revision", "content_version", "submission_version", "supplement")
    seen = {name: str(one[name]) for name in names}
    return {**seen, "lines": str(len(one["history"])), "by": me, "next": SECOND, **typed}


TODAY = (datetime.now(UTC) + timedelta(hours=7)).date().isoformat()


APPROVE = {"act": "approve", "decision_number": "12/QĐ", "decided_on": TODAY}
PAGE = f"/ban-xet-duyet/{FIRST}"
"""The page of the first case."""
DECISION = f"/cases/{FIRST}/decision"
