"""Two states of a form side by side: what stands, and what was typed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final, NamedTuple

from portal.domain import moments
from portal.web.forms import Form

TECHNICAL: Final = ("revision", "key", "by", "step", "more", "above_shown", "copied_from", "id")
NOT_CONTENT: Final = ("rows.", "samples.")
DAY, MOMENT = len("2026-11-26"), len("2026-11-26T10:32:00")


class Difference(NamedTuple):
    """A field that is not the same in both."""

    name: str
    standing: str
    typed: str


def differences(standing: Form, typed: Form, ticks: tuple[str, ...], words: Callable[[str], str]) -> list[Difference]:
    """The fields in which the two differ, as people read them; `ticks` are boxes to be ticked."""
    names = [name for name in {**standing.values, **typed.values} if _is_content(name)]
    changed = [name for name in names if standing.value(name).strip() != typed.value(name).strip()]
    return [
        Difference(name, *(_readable(form.value(name), name in ticks, words) for form in (standing, typed)))
        for name in changed
    ]


def _is_content(name: str) -> bool:
    return name not in TECHNICAL and not name.startswith(NOT_CONTENT)


def _readable(text: str, is_tick: bool, words: Callable[[str], str]) -> str:
    if is_tick:
        return words("có") if text == "1" else words("không")
    try:
        if len(text) == DAY:
            return moments.day(date.fromisoformat(text))
        if len(text) == MOMENT:
            return datetime.fromisoformat(text).strftime("%d/%m/%Y %H:%M")
    except ValueError:
        return text
    return text
