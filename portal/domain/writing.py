"""How numbers, days and amounts are written in each language of the portal."""

from typing import Final, NamedTuple

DEFAULT: Final = "vi"


class Writing(NamedTuple):
    """One language's habits; `scales` from the largest, with the word that follows the number."""

    group: str
    point: str
    percent: str
    day: str
    scales: tuple[tuple[int, str], ...]

    def number(self, number: float, decimals: int = 0) -> str:
        """Grouped by thousands; decimals that are zero are left out."""
        whole, _, part = f"{number:,.{decimals}f}".partition(".")
        part = part.rstrip("0")
        return whole.replace(",", self.group) + (self.point + part if part else "")


WRITINGS: Final = {
    "vi": Writing(".", ",", "{} %", "%d/%m/%Y", ((10**9, " tỷ"), (10**6, " triệu"))),
    "en": Writing(",", ".", "{}%", "%d/%m/%Y", ((10**9, " billion"), (10**6, " million"))),
    "zh": Writing(",", ".", "{}%", "%Y-%m-%d", ((10**8, "亿"), (10**4, "万"))),
    "ko": Writing(",", ".", "{}%", "%Y-%m-%d", ((10**8, "억"), (10**4, "만"))),
    "ja": Writing(",", ".", "{}%", "%Y/%m/%d", ((10**8, "億"), (10**4, "万"))),
}
