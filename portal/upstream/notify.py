"""What pages ask of notify."""

from typing import Any

from portal.upstream.client import Api, Visit


class Notify:
    """Messages and certificates."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def verify(self, visit: Visit, code: str) -> dict[str, Any]:
        """What a certificate's code stands for."""
        return await self.api.get(visit, f"/verify/{code}")

    async def mine(self, visit: Visit, after: str | None = None) -> dict[str, Any]:
        """Messages to the visitor."""
        return await self.api.get(visit, "/messages", to="mine", after=after, limit=20)

    async def of_units(self, visit: Visit, state: str | None, after: str | None = None) -> dict[str, Any]:
        """Messages within the units the visitor stands over, newest first."""
        return await self.api.get(visit, "/messages", state=state, after=after, limit=50)

    async def message(self, visit: Visit, id_: str) -> tuple[dict[str, Any], int]:
        """One message, and the revision that a resend has to name."""
        answer = await self.api.ask(visit, "GET", f"/messages/{id_}")
        revision = answer.headers.get("etag", "").strip('"')
        return self.api.read(answer), int(revision) if revision.isdecimal() else 0

    async def resend(self, visit: Visit, id_: str, revision: int) -> None:
        """Send it again."""
        await self.api.send(visit, "POST", f"/messages/{id_}/resend", revision=revision)

    async def certificates(self, visit: Visit, after: str | None = None) -> dict[str, Any]:
        """Certificates of the visitor, newest first."""
        return await self.api.get(visit, "/certificates", mine="true", after=after, limit=20)

    async def certificate_pdf(self, visit: Visit, id_: str) -> bytes:
        """One to print."""
        return (await self.api.ask(visit, "GET", f"/certificates/{id_}", query={"format": "pdf"})).content
