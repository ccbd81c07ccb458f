"""Windows of a programme as people call them: `2022-Q3` is quý III/2022."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

ROMAN: Final = {"1": "I", "2": "II", "3": "III", "4": "IV"}
WHOLE: Final = "all"
PEAK: Final = "peak:"
_QUARTER: Final = re.compile(r"(\d{4})-Q([1-4])")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_WEEK: Final = re.compile(r"(\d{4})-W(\d{2})")
Words = Callable[[str], str]


class Group(NamedTuple):
    """Windows of one kind, for a list to choose from."""

    label: str
    windows: list[tuple[str, str]]


def name_of(window: str, phases: Sequence[dict[str, Any]], words: Words) -> str:
    """One window's name; a phase has its own."""
    if window == WHOLE:
        return words("Cả chương trình")
    if window.startswith(PEAK):
        return window.removeprefix(PEAK).replace("-", " ")
    named = {phase["code"]: phase["name"] for phase in phases}
    return str(named.get(window) or _of_the_calendar(window, words) or window)


def _of_the_calendar(window: str, words: Words) -> str | None:
    if found := _QUARTER.fullmatch(window):
        return words("Quý %(quarter)s/%(year)s") % {"quarter": ROMAN[found[2]], "year": found[1]}
    if found := _MONTH.fullmatch(window):
        return words("Tháng %(month)s/%(year)s") % {"month": int(found[2]), "year": found[1]}
    if found := _WEEK.fullmatch(window):
        return words("Tuần %(week)s/%(year)s") % {"week": int(found[2]), "year": found[1]}
    return None


def grouped(windows: Iterable[str], phases: Sequence[dict[str, Any]], words: Words) -> list[Group]:
    """Everything there is to choose from, the newest first within its kind; kinds without any are left out."""
    kinds: dict[str, list[tuple[str, str]]] = {
        label: [] for label in (words("Chương trình"), words("Cao điểm"), words("Quý"), words("Tháng"), words("Tuần"))
    }
    programme, peaks, quarters, months, weeks = kinds.values()
    for window in windows:
        entry = (window, name_of(window, phases, words))
        if window.startswith(PEAK):
            peaks.append(entry)
        elif _QUARTER.fullmatch(window):
            quarters.insert(0, entry)
        elif _MONTH.fullmatch(window):
            months.insert(0, entry)
        elif _WEEK.fullmatch(window):
            weeks.insert(0, entry)
        else:
            programme.append(entry)
    return [Group(label, entries) for label, entries in kinds.items() if entries]
