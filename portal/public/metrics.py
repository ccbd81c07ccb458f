"""What a board may be ordered by, and among whom."""

from collections.abc import Callable
from typing import Final


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a sentence that is translated where it is shown."""
    return text


METRICS: Final = {
    "points": N_("Điểm"),
    "registered": N_("Đăng ký"),
    "approved": N_("Công nhận"),
    "percent": N_("Chỉ tiêu"),
    "submitters": N_("Tác giả"),
    "benefit": N_("Giá trị làm lợi"),
    "submitters_per_100_members": N_("Tác giả trên 100 đoàn viên"),
}
AMONG: Final = {
    "children": N_("Đơn vị trực thuộc"),
    "cluster": N_("Cùng cụm thi đua"),
    "provincial": N_("Cấp tỉnh, thành phố"),
    "upper": N_("Cấp trên trực tiếp cơ sở"),
    "grassroots": N_("Cơ sở"),
    "subdivision": N_("Bộ phận, tổ"),
}


def named(choices: dict[str, str], words: Callable[[str], str]) -> list[tuple[str, str]]:
    """The choices in the reader's language."""
    return [(code, words(name)) for code, name in choices.items()]
