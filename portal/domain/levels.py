"""What people call the levels of unions and the kinds of decisions, as msgids of the catalogues."""

from collections.abc import Callable
from typing import Final


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a sentence that is translated where it is shown."""
    return text


LEVELS: Final = {
    "subdivision": N_("cấp bộ phận, tổ"),
    "grassroots": N_("cấp cơ sở"),
    "upper": N_("cấp trên trực tiếp cơ sở"),
    "provincial": N_("cấp tỉnh, thành phố"),
    "national": N_("cấp Tổng Liên đoàn"),
}
KINDS: Final = {
    "technical": N_("Kỹ thuật"),
    "management": N_("Quản lý"),
    "operational": N_("Tác nghiệp"),
    "application": N_("Ứng dụng tiến bộ kỹ thuật"),
    "research": N_("Đề tài, công trình nghiên cứu"),
}


def level(code: str, words: Callable[[str], str]) -> str:
    """A level's name; a code of a later version as it is."""
    return words(LEVELS[code]) if code in LEVELS else code


def kind(code: str, words: Callable[[str], str]) -> str:
    """A kind's name; a code of a later version as it is."""
    return words(KINDS[code]) if code in KINDS else code
