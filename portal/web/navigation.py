"""What the band at the top leads to: what everybody does, and what one's grants are for."""

from collections.abc import Callable
from typing import Final

from portal.domain.roles import ADMINISTERING, READING, REGISTERING, WATCHING
from portal.store import Session

Entries = list[tuple[str, str]]
ANY: Final = {"reviewer", "proxy"}
"""What is shown while submission has not told anybody's roles: the pages themselves say whom they are for."""
_FIRST: Final = "/"


def entries(session: Session | None, words: Callable[[str], str]) -> Entries:
    """(path, label) in the order they stand; whoever may not, is refused by the services, not here."""
    if session is None:
        return [(_FIRST, words("Trang đầu")), ("/huong-dan", words("Hướng dẫn"))]
    own = [(_FIRST, words("Trang đầu")), ("/cua-toi", words("Của tôi"))]
    if not session.is_staff:
        return own
    staff = {
        "/ban-xet-duyet": (words("Bàn xét duyệt"), READING),
        "/to-ho-tro": (words("Tổ hỗ trợ"), REGISTERING),
        "/don-vi-toi": (words("Đơn vị tôi"), WATCHING),
        "/quan-tri": (words("Quản trị"), ADMINISTERING),
    }
    roles = set(session.roles) or ANY
    return own + [(path, label) for path, (label, of) in staff.items() if roles & set(of)]
