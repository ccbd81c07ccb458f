"""Lists of initiatives with the names of their authors, which lists of the services leave out."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from portal.proxy.team import Team
from portal.upstream.optional import if_told

_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One initiative; `authors` is None where nobody tells them."""

    initiative: dict[str, Any]
    authors: tuple[str | None, ...] | None
    unit: str
    is_helped: bool
    """Whether the visitor entered it and is no author of it."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of a list."""

    items: tuple[Row, ...]
    next: str | None


async def named(team: Team, page: dict[str, Any]) -> Rows:
    """The page's initiatives with names of authors and units."""
    gate = asyncio.Semaphore(_AT_ONCE)
    items = page["items"]
    units = await team.apis.names.units(team.visit, [one["unit"] for one in items])
    authors = await asyncio.gather(*(_authors(team, one["id"], gate) for one in items))
    rows = (_row(team, one, names, units) for one, names in zip(items, authors, strict=True))
    return Rows(tuple(rows), page["next"])


def _row(team: Team, one: dict[str, Any], names: tuple[str | None, ...] | None, units: dict[str, str]) -> Row:
    me = team.me["id"]
    is_author = any(author["id"] == me for author in one["authors"] or ())
    return Row(one, names, units[one["unit"]], is_helped=one["entered_by"] == me and not is_author)


async def _authors(team: Team, id_: str, gate: asyncio.Semaphore) -> tuple[str | None, ...] | None:
    async with gate:
        authors = await if_told(team.apis.submission.authors(team.visit, id_))
    return None if authors is None else tuple(author["name"] for author in authors)
