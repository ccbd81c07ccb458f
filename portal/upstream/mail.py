"""What pages ask of notify about mail that did not go out."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from portal.upstream.client import Api, Visit


class Mail:
    """Messages within the visitor's units, and what rests after a restore."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def messages(self, visit: Visit, states: Sequence[str], after: str | None) -> dict[str, Any]:
        """A page of messages in one of these states, newest first."""
        return dict(await self.api.get(visit, "/messages", state=list(states), after=after, limit=50))

    async def message(self, visit: Visit, id_: str) -> tuple[dict[str, Any], int]:
        """One message, and its revision."""
        answer = await self.api.ask(visit, "GET", f"/messages/{quote(id_, safe='')}")
        revision = answer.headers.get("etag", "").strip('"')
        return dict(self.api.read(answer)), int(revision) if revision.isdecimal() else 0

    async def resend(self, visit: Visit, id_: str, revision: int) -> None:
        """Try once more to deliver it."""
        await self.api.send(visit, "POST", f"/messages/{quote(id_, safe='')}/resend", revision=revision)

    async def hold(self, visit: Visit) -> dict[str, Any]:
        """Since which restore mail rests, and how much."""
        return dict(await self.api.get(visit, "/hold"))

    async def release(self, visit: Visit, *, mail: bool) -> None:
        """Mail all of it, or give it up."""
        await self.api.send(visit, "POST", "/hold/release", {"mail": mail})
