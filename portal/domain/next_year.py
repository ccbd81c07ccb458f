"""A programme of last year as the beginning of this year's: every day and moment a year later."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from portal.domain.moments import local

DAYS: Final = ("starts_on", "ends_on")
MOMENTS: Final = ("submit_until", "correct_until", "decide_until", "import_until")
PARTS: Final = ("phases", "peaks")
LONGEST_ID: Final = 95
"""Of an id that a year can be put behind."""
_YEAR: Final = re.compile(r"(?<!\d)(19|20|21)\d\d(?!\d)")


def next_year(programme: Mapping[str, Any]) -> dict[str, Any]:
    """The same with a year added to its days, its moments, and the years in its name and id."""
    days = {name: _day(programme[name]) for name in DAYS}
    moments = {name: _moment(programme[name]) for name in MOMENTS}
    parts = {name: [_part(part) for part in programme[name]] for name in PARTS}
    names = {"name": _renamed(programme["name"]), "id": _another_id(programme["id"], days["starts_on"])}
    return {**programme, **days, **moments, **parts, **names}


def a_year_later(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=day.day - 1)


def _another_id(id_: str, starts_on: str) -> str:
    """With the years in it a year later; where it has none, with the year it begins in."""
    renamed = _renamed(id_)
    return renamed if renamed != id_ else f"{id_[:LONGEST_ID]}-{starts_on[:4]}"


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    return {**part, "name": _renamed(part["name"]), **{name: _day(part[name]) for name in DAYS}}


def _day(text: str) -> str:
    return a_year_later(date.fromisoformat(text)).isoformat()


def _moment(text: str | None) -> str | None:
    if text is None:
        return None
    moment = local(text)
    return datetime.combine(a_year_later(moment.date()), moment.timetz()).isoformat()


def _renamed(text: str) -> str:
    return _YEAR.sub(lambda found: str(int(found[0]) + 1), text)
