"""What pages ask of submission about programmes and targets, and how they change them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from portal.upstream.client import Api, Visit
from portal.upstream.problems import Problem, Refused

NOT_FOUND = 404
MOST_PAGES = 20
"""Of two hundred targets each: more units than any one stands above."""


class Programmes:
    """Programmes and their units' targets."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def programme(self, visit: Visit, id_: str) -> dict[str, Any]:
        """One programme whole, with its revision."""
        return dict(await self.api.get(visit, _path(id_)))

    async def judge(
        self, visit: Visit, id_: str, body: Mapping[str, Any], revision: int | None
    ) -> tuple[dict[str, Any] | None, list[Problem]]:
        """What the programme would be, or why not; nothing is written."""
        fields = {"If-None-Match": "*"} if revision is None else {"If-Match": f'"{revision}"'}
        answer = await self.api.ask(visit, "PUT", _path(id_), body=body, fields=fields, query={"check": "true"})
        judged = self.api.read(answer)
        return judged["would"], self.api.problems_in(visit, judged["problems"])

    async def put(self, visit: Visit, id_: str, body: Mapping[str, Any], revision: int | None) -> None:
        """Change a programme as of a revision, or make a new one."""
        await self.api.put(visit, _path(id_), body, revision)

    async def target(self, visit: Visit, programme: str, unit: str) -> dict[str, Any] | None:
        """A unit's own targets; None while none are set."""
        try:
            return dict(await self.api.get(visit, _target(programme, unit)))
        except Refused as refused:
            if refused.problem.status != NOT_FOUND:
                raise
            return None

    async def targets_below(self, visit: Visit, programme: str, parent: str) -> dict[str, dict[str, Any]]:
        """Targets of the units directly below one, by unit."""
        found: dict[str, dict[str, Any]] = {}
        after: str | None = None
        for _ in range(MOST_PAGES):
            page = await self.api.get(visit, f"{_path(programme)}/targets", parent=parent, after=after, limit=200)
            found |= {one["unit"]: one for one in page["items"]}
            after = page.get("next")
            if after is None:
                break
        return found

    async def put_target(
        self, visit: Visit, programme: str, unit: str, body: Mapping[str, Any], revision: int | None
    ) -> dict[str, Any]:
        """Set some of a unit's targets; what is left out stays."""
        return dict(await self.api.put(visit, _target(programme, unit), body, revision))

    async def judge_targets(
        self, visit: Visit, programme: str, file: bytes
    ) -> tuple[list[dict[str, Any]], list[Problem]]:
        """What the targets of each unit in the file were and would be, or why not; nothing is written."""
        path, query = f"{_path(programme)}/targets", {"check": "true"}
        answer = await self.api.ask(visit, "POST", path, body=file, media_type="text/csv", query=query)
        judged = self.api.read(answer)
        return (judged["would"] or {"targets": []})["targets"], self.api.problems_in(visit, judged["problems"])

    async def load_targets(self, visit: Visit, programme: str, file: bytes) -> int:
        """Assigned targets from a CSV file, all rows or none; of how many units."""
        path = f"{_path(programme)}/targets"
        answer = await self.api.ask(visit, "POST", path, body=file, media_type="text/csv")
        return int(self.api.read(answer)["units"])


def _path(programme: str) -> str:
    return f"/programmes/{quote(programme, safe='')}"


def _target(programme: str, unit: str) -> str:
    return f"{_path(programme)}/targets/{quote(unit, safe='')}"
