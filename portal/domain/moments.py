"""Days and moments as the reader's language writes them, always of Asia/Ho_Chi_Minh."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.domain.writing import DEFAULT, WRITINGS

HOME: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def local(value: datetime | str) -> datetime:
    """A moment of an answer, at home."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(HOME)


def day(value: date | datetime | str | None, language: str = DEFAULT) -> str:
    """25/11/2026, or as the language has it."""
    if value is None:
        return "–"
    if isinstance(value, str):
        value = local(value) if "T" in value else date.fromisoformat(value)
    elif isinstance(value, datetime):
        value = value.astimezone(HOME)
    return value.strftime(WRITINGS[language].day)


def written(text: str, language: str = DEFAULT) -> str:
    """A day that came from a form as it is read; whatever else came stays what it is."""
    try:
        return day(date.fromisoformat(text), language)
    except ValueError:
        return text


def moment(value: datetime | str | None, language: str = DEFAULT) -> str:
    """25/11/2026 10:32, or as the language has it."""
    return "–" if value is None else local(value).strftime(f"{WRITINGS[language].day} %H:%M")


def clock(value: datetime | str) -> str:
    """10:32:07."""
    return local(value).strftime("%H:%M:%S")


def days_until(last: date | str, today: date) -> int:
    """Days from today to the last day; negative when it has passed."""
    if isinstance(last, str):
        last = local(last).date() if "T" in last else date.fromisoformat(last)
    return (last - today) // timedelta(days=1)
