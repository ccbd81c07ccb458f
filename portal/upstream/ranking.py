"""What pages ask of ranking."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from portal.upstream.client import Api, Visit
from portal.upstream.problems import Unreadable


class Ranking:
    """Boards, standings, frozen results."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def board(self, visit: Visit, programme: str, **query: Any) -> dict[str, Any]:
        """A page of a board."""
        return await self.api.get(visit, f"/boards/{programme}", **query)

    async def standing(self, visit: Visit, programme: str, unit: str, **query: Any) -> dict[str, Any]:
        """Where one unit stands."""
        standing = await self.api.get(visit, f"/standings/{programme}/{unit}", **query)
        if not standing["windows"]:  # the whole programme is one at least
            raise Unreadable(self.api.name)
        return standing

    async def snapshots(self, visit: Visit, programme: str) -> list[dict[str, Any]]:
        """Frozen windows of a programme, newest first."""
        return list((await self.api.get(visit, "/snapshots", programme=programme))["items"])

    async def days(self, visit: Visit, programme: str, unit: str, window: str | None = None) -> list[dict[str, Any]]:
        """What was registered and approved each day of a window until today; of the whole when none is named."""
        answer = await self.api.get(visit, f"/standings/{programme}/{unit}/days", window=window)
        return list(answer["days"])

    async def try_policy(
        self, visit: Visit, policy: Mapping[str, Any], cases: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """What a policy would give these initiatives, with why; nothing is kept."""
        answer = await self.api.send(visit, "POST", "/policies/points", {"policy": policy, "cases": cases})
        return list(self.api.read(answer)["cases"])

    async def freeze(self, visit: Visit, programme: str, window: str, key: str) -> dict[str, Any]:
        """Freeze a window that is over; its signed header."""
        body = {"programme": programme, "window": window}
        return dict(self.api.read(await self.api.send(visit, "POST", "/snapshots", body, key=key))["header"])

    async def snapshot(self, visit: Visit, id_: str) -> bytes:
        """A frozen window whole, as a JSON file that can be checked."""
        return (await self.api.ask(visit, "GET", f"/snapshots/{quote(id_, safe='')}")).content

    async def difference(self, visit: Visit, id_: str) -> list[dict[str, Any]]:
        """By how much each unit's figures differ from those frozen."""
        return list((await self.api.get(visit, f"/snapshots/{quote(id_, safe='')}/difference")).get("items", ()))
