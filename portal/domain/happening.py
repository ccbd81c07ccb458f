"""What happens now with a case, by whom, until when: for readers whose language the services do not speak."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from portal.domain.levels import N_
from portal.domain.moments import local, moment

WAITING: Final = {
    "pending": N_("Chờ %(unit)s xét."),
    "approved": N_("Đã được công nhận; chờ %(unit)s xét tiếp."),
}
RESTING: Final = {
    "pending": N_("Chờ xét."),
    "returned": N_("Đã trả lại để bổ sung: tác giả sửa rồi gửi lại."),
    "approved": N_("Đã được công nhận; không phải chờ gì thêm."),
    "rejected": N_("Không được công nhận."),
    "revoked": N_("Công nhận đã bị thu hồi."),
    "withdrawn": N_("Sáng kiến đã được rút; không xét nữa."),
}
DUE: Final = N_("Hạn xét: %(moment)s.")
OVERDUE: Final = N_("Đã quá hạn xét từ %(moment)s.")


def what_happens(case: Mapping[str, Any], language: str, words: Callable[[str], str]) -> str | None:
    """The sentence for a case or a receipt; None for a status of a later version."""
    status, unit, due = case["status"], case.get("awaited_unit"), case.get("due_at")
    if unit is None or status not in WAITING:
        return words(RESTING[status]) if status in RESTING else None
    sentence = words(WAITING[status]) % {"unit": unit["name"]}
    if due is None:
        return sentence
    term = OVERDUE if local(due) < datetime.now(UTC) else DUE
    return f"{sentence} {words(term) % {'moment': moment(due, language)}}"
