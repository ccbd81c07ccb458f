"""A mail to a worker, and the plant they work in."""

from typing import Any, Final

from tests.portal.pages.samples import INITIATIVE, NAMED, UNIT

LONG: Final = "Bảng giao ca bằng màu cho chuyền may số 3 để người vào ca biết ngay việc còn dở và ai làm tiếp"


def unit() -> dict[str, Any]:
    """The plant."""
    rest = {
        "ownership": "fdi",
        "cluster": None,
        "members": 10,
        "office_email": None,
        "closed": False,
        "merged_into": None,
    }
    return {**NAMED, "level": "grassroots", "parent": "kcx", "sector": "production", "version": 1, **rest}


def message(state: str) -> dict[str, Any]:
    """A mail and what became of it."""
    return {
        "id": INITIATIVE,
        "message_id": "m-1",
        "person_id": INITIATIVE,
        "initiative_id": INITIATIVE,
        "certificate_id": None,
        "template": "approved",
        "state": state,
        "subject": f"Sáng kiến “{LONG}” đã được công nhận",
        "to": None if state == "waiting-for-contact" else "anh@example.vn",
        "to_office": state == "failed",
        "reason": "Hộp thư không nhận." if state == "failed" else None,
        "unit": UNIT,
        "attempts": 1,
        "created_at": "2026-11-25T03:32:00Z",
        "sent_at": None,
    }
