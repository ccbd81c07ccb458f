"""What the portal prints: the poster of a unit, set off the loop and remembered by its content."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import segno

from portal.domain import levels
from portal.domain.levels import N_
from portal.domain.moments import moment
from portal.web.language import LANGUAGES, Place
from shared.printing.press import Page, Press
from shared.web.rates import Rates

POSTER: Final = Path(__file__).parent / "templates" / "poster.typ"
CARD: Final = Path(__file__).parent / "templates" / "card.typ"
SECONDS: Final = 8.0
PER_MINUTE: Final = 20
Words = Callable[[str], str]


class Papers:
    """The presses, one process each."""

    def __init__(self) -> None:
        self.posters = Press(POSTER, 1, SECONDS, Rates(PER_MINUTE))
        self.cards = Press(CARD, 1, SECONDS, Rates(PER_MINUTE), form="png")

    async def poster(self, data: Mapping[str, Any]) -> Page:
        """The page; raises PressBusy and PressStopped."""
        return await self.posters.page(data)


def card_data(one: Mapping[str, Any], programme: str, language: str, words: Words) -> dict[str, Any]:
    """What stands on the picture of a typical initiative."""
    return {
        "language": language,
        "title": one["title"],
        "programme": programme,
        "work": one["title"],
        "award": words("Công nhận %(level)s") % {"level": levels.level(one["level"], words)},
        "unit": one["unit_name"] or one["unit"],
    }


def poster_data(
    form: Mapping[str, Any], public_url: str, language: str, words: Words, words_of: Callable[[str], Words]
) -> dict[str, Any]:
    """What stands on the poster of a unit: its code opens the form in the poster's language."""
    programme, unit = form["programme"], form["unit"]
    path = f"/g/{programme['id']}/{unit['code']}"
    address = public_url + Place(language, path).link(path)
    scan = N_("Quét mã để gửi sáng kiến")
    return {
        "language": language,
        "day": [int(part) for part in programme["starts_on"].split("-")],
        "title": f"{unit['name']} · {programme['name']}",
        "programme": programme["name"],
        "heading": words(scan),
        "question": words("Việc gì anh/chị đã làm cho công việc nhẹ hơn, nhanh hơn, an toàn hơn?"),
        "unit": unit["name"],
        "address": address,
        "qr": segno.make(address, error="m").svg_inline(scale=1, border=2),
        "steps": [
            words("Quét mã bằng máy ảnh điện thoại"),
            words("Kể lại trong một phút, không cần mạng khỏe"),
            words("Đăng nhập rồi gửi, giữ mã biên nhận"),
        ],
        "others": [words_of(other)(scan) for other in LANGUAGES if other != language],
        "until": words("Hạn gửi: %(moment)s") % {"moment": moment(programme["submit_until"], language)},
    }
