"""What pages ask of ranking."""

from typing import Any

from portal.upstream.client import Api, Visit


class Ranking:
    """Boards, standings, frozen results."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def board(self, visit: Visit, programme: str, **query: Any) -> dict[str, Any]:
        """A page of a board."""
        return await self.api.get(visit, f"/boards/{programme}", **query)

    async def standing(self, visit: Visit, programme: str, unit: str, **query: Any) -> dict[str, Any]:
        """Where one unit stands."""
        return await self.api.get(visit, f"/standings/{programme}/{unit}", **query)

    async def snapshots(self, visit: Visit, programme: str) -> list[dict[str, Any]]:
        """Frozen windows of a programme, newest first."""
        return list((await self.api.get(visit, "/snapshots", programme=programme))["items"])

    async def days(self, visit: Visit, programme: str, unit: str, window: str | None = None) -> list[dict[str, Any]]:
        """What was registered and approved each day of a window until today; of the whole when none is named."""
        answer = await self.api.get(visit, f"/standings/{programme}/{unit}/days", window=window)
        return list(answer["days"])
