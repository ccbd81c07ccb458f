"""What pages ask of every service alike: whether it is well, and what it set aside."""

from typing import Any

from portal.upstream.client import Api, Visit


class Operations:
    """Of one service."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def readiness(self, visit: Visit) -> dict[str, Any] | None:
        """`status` and `reasons`; None when the service does not answer."""
        return await self.api.readiness(visit)

    async def freshness(self, visit: Visit) -> dict[str, Any]:
        """Since when it may not have heard of an appointment."""
        return dict((await self.api.get(visit, "/me"))["appointments"])

    async def letters(self, visit: Visit, state: str, after: str | None, limit: int) -> dict[str, Any]:
        """A page of what was set aside, oldest first."""
        return dict(await self.api.get(visit, "/dead-letters", state=state, after=after, limit=limit))

    async def replay(self, visit: Visit, letter: str) -> dict[str, Any]:
        """Have its own handler apply the record again."""
        return dict(self.api.read(await self.api.send(visit, "POST", f"/dead-letters/{letter}/replay")))

    async def discard(self, visit: Visit, letter: str) -> dict[str, Any]:
        """Say that the record is never to be applied."""
        return dict(self.api.read(await self.api.send(visit, "POST", f"/dead-letters/{letter}/discard")))
