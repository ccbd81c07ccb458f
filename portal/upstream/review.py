"""What pages ask of review."""

from collections.abc import Mapping
from typing import Any

from portal.upstream.client import Api, Visit


class Review:
    """Cases and decisions."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def cases(self, visit: Visit, **query: Any) -> dict[str, Any]:
        """A page of the queue."""
        return await self.api.get(visit, "/cases", **query)

    async def counts(self, visit: Visit, **query: Any) -> dict[str, Any]:
        """How many wait, and how old they are."""
        return await self.api.get(visit, "/cases/counts", **query)

    async def case(self, visit: Visit, id_: str) -> dict[str, Any]:
        """One case: a reviewer's view, or that of its own people."""
        return await self.api.get(visit, f"/cases/{id_}")

    async def decide(self, visit: Visit, id_: str, body: Mapping[str, Any], revision: int) -> dict[str, Any]:
        """Approve, return, reject, decline."""
        path = f"/cases/{id_}/decision"
        return self.api.read(await self.api.send(visit, "POST", path, body, revision=revision))

    async def claim(self, visit: Visit, id_: str, revision: int, *, take_over: bool = False) -> dict[str, Any]:
        """Take a case on; a leader also from another."""
        path, body = f"/cases/{id_}/claim", {"take_over": take_over}
        return self.api.read(await self.api.send(visit, "POST", path, body, revision=revision))

    async def release(self, visit: Visit, id_: str, revision: int) -> None:
        """Give it back."""
        await self.api.send(visit, "DELETE", f"/cases/{id_}/claim", revision=revision)

    async def ages(self, visit: Visit, unit: str) -> list[dict[str, Any]]:
        """For each unit whose turn it is: how many wait, and how long."""
        return list((await self.api.get(visit, "/cases/counts", unit=unit, by="unit", limit=50))["items"])

    async def receipt(self, visit: Visit, code: str) -> dict[str, Any]:
        """How what a receipt was given for stands."""
        return await self.api.get(visit, f"/receipts/{code}")

    async def decide_many(self, visit: Visit, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """One decision on many cases, a result for each; with the same key nothing is decided twice."""
        return self.api.read(await self.api.send(visit, "POST", "/decisions", body, key=key))

    async def reassess(self, visit: Visit, id_: str, amount: int, revision: int) -> None:
        """Set the benefit that was verified, VND."""
        body = {"verified_benefit_vnd": amount}
        await self.api.send(visit, "POST", f"/cases/{id_}/reassessment", body, revision=revision)

    async def reward(self, visit: Visit, id_: str, body: Mapping[str, Any], revision: int) -> None:
        """Commend it, as a leader."""
        await self.api.send(visit, "POST", f"/cases/{id_}/reward", body, revision=revision)

    async def revoke(self, visit: Visit, id_: str, body: Mapping[str, Any], revision: int) -> None:
        """Take an approval or a reward back, as a leader."""
        await self.api.send(visit, "POST", f"/cases/{id_}/revocation", body, revision=revision)
