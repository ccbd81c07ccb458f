"""What pages ask of submission about the tree of units, and how they change it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from portal.upstream.client import Api, Visit
from portal.upstream.problems import Problem

HIGHEST_CLIMB = 12
"""More levels than any tree has: a path of units ends there."""


class Units:
    """The tree."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def unit(self, visit: Visit, code: str) -> dict[str, Any]:
        """One unit as it stands, with its revision."""
        return dict(await self.api.get(visit, f"/units/{quote(code, safe='')}"))

    async def path(self, visit: Visit, code: str) -> list[dict[str, Any]]:
        """The units above one and itself, highest first."""
        found = [await self.unit(visit, code)]
        while (parent := found[0]["parent"]) and len(found) < HIGHEST_CLIMB:
            found.insert(0, await self.unit(visit, parent))
        return found

    async def children(self, visit: Visit, parent: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
        """A page of the units directly below one."""
        return dict(await self.api.get(visit, "/units", parent=parent, after=after, limit=limit))

    async def search(self, visit: Visit, words: str, within: str) -> list[dict[str, Any]]:
        """The units within one that fit best."""
        return list((await self.api.get(visit, "/units", q=words, within=within))["items"])

    async def put(self, visit: Visit, code: str, body: Mapping[str, Any], revision: int | None) -> dict[str, Any]:
        """Change a unit as of a revision, or make a new one."""
        return dict(await self.api.put(visit, f"/units/{quote(code, safe='')}", body, revision))

    async def judge(self, visit: Visit, body: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[Problem]]:
        """What changes would come to, or why not; nothing is made."""
        judged = self.api.read(await self.api.send(visit, "POST", "/units/changes", body, query={"check": "true"}))
        return judged["would"], self.api.problems_in(visit, judged["problems"])

    async def change(self, visit: Visit, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Make changes of the tree all at once, now or on their day."""
        return dict(self.api.read(await self.api.send(visit, "POST", "/units/changes", body, key=key)))

    async def plans(self, visit: Visit, state: str | None, after: str | None) -> dict[str, Any]:
        """A page of the plans that touch the visitor's units, newest first."""
        return dict(await self.api.get(visit, "/units/changes", state=state, after=after, limit=20))

    async def plan(self, visit: Visit, id_: str) -> dict[str, Any]:
        """One plan."""
        return dict(await self.api.get(visit, f"/units/changes/{quote(id_, safe='')}"))

    async def cancel(self, visit: Visit, id_: str, revision: int) -> None:
        """Take a plan back before its day."""
        await self.api.send(visit, "DELETE", f"/units/changes/{quote(id_, safe='')}", revision=revision)
