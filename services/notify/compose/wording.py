"""How codes, money and days are said to people, in both languages."""

from datetime import date

from shared.reference import LEVELS, REASONS, REWARD_FORMS
from shared.units import Level

_LAST_PADDED_MONTH = 2


def reason(code: str, language: str) -> str:
    """A reason code in plain words; one of a later version is given as it is."""
    return REASONS[code].in_language(language) if code in REASONS else code


def level(value: Level, language: str) -> str:
    """A union level."""
    return LEVELS[value].in_language(language)


def form(code: str | None, language: str) -> str | None:
    """A form of reward; one of a later version is given as it is."""
    return REWARD_FORMS[code].in_language(language) if code in REWARD_FORMS else code


def money(vnd: int, language: str) -> str:
    """An amount as people write it: 1.000.000 đồng, or VND 1,000,000."""
    return f"VND {vnd:,}" if language == "en" else f"{vnd:,}".replace(",", ".") + " đồng"


def day(value: date | None, language: str) -> str | None:
    """A day as people write it: 01/03/2023, or 1 March 2023."""
    if value is None:
        return None
    return f"{value.day} {value:%B %Y}" if language == "en" else f"{value:%d/%m/%Y}"


def dated(place: str | None, value: date, language: str) -> str:
    """Place and day as an official paper has them; days under 10 and months under 3 with a zero (Decree 30/2020)."""
    if language == "en":
        text = day(value, language) or ""
        return f"{place}, {text}" if place else text
    month = f"{value.month:02}" if value.month <= _LAST_PADDED_MONTH else str(value.month)
    text = f"ngày {value.day:02} tháng {month} năm {value.year}"
    return f"{place}, {text}" if place else text.capitalize()


def window(code: str | None, language: str) -> str | None:
    """A window of a programme that has milestones: the whole of it, or a phase."""
    if code is None:
        return None
    if code == "all":
        return "the whole programme" if language == "en" else "toàn chương trình"
    return f"phase {code}" if language == "en" else f"giai đoạn {code}"
