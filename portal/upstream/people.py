"""What pages ask of submission about people: one's own card and data, and invitations to become an author."""

from collections.abc import Mapping
from typing import Any

from portal.upstream.client import Api, Visit


class People:
    """Cards and invitations."""

    def __init__(self, api: Api) -> None:
        self.api = api

    async def own_card(self, visit: Visit) -> dict[str, Any]:
        """The visitor's card; before there is one (revision 0), what the first change would make of it."""
        return await self.api.get(visit, "/authors/me")

    async def change_own_card(self, visit: Visit, body: Mapping[str, Any], revision: int) -> dict[str, Any]:
        """Change it, or make it."""
        answer = await self.api.send(visit, "PATCH", "/authors/me", body, revision=revision or None)
        return self.api.read(answer)

    async def export(self, visit: Visit) -> bytes:
        """All that is kept of the visitor, as a JSON file."""
        return (await self.api.ask(visit, "GET", "/authors/me/export")).content

    async def erase(self, visit: Visit) -> None:
        """Forget the visitor in every service."""
        await self.api.send(visit, "DELETE", "/authors/me")

    async def of_unit(
        self, visit: Visit, unit: str | None, words: str | None = None, after: str | None = None, limit: int = 50
    ) -> dict[str, Any]:
        """A page of the cards of a unit and all below it; without one, of all units that the visitor registers for."""
        return await self.api.get(visit, "/authors", unit=unit, q=words, after=after, limit=limit)

    async def add(self, visit: Visit, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Make a card for somebody of a unit; the same key makes one."""
        return self.api.read(await self.api.send(visit, "POST", "/authors", body, key=key))

    async def vouch(self, visit: Visit, card: str, revision: int, same_as: str | None = None) -> dict[str, Any]:
        """Confirm a card's unit, or that `same_as`, made for them before, is the same person's."""
        body = {} if same_as is None else {"same_as": same_as}
        path = f"/authors/{card}/confirmation"
        return self.api.read(await self.api.send(visit, "POST", path, body, revision=revision))

    async def invitations(self, visit: Visit, initiative: str) -> list[dict[str, Any]]:
        """Invitations to become an author of it, newest first."""
        return list((await self.api.get(visit, f"/initiatives/{initiative}/invitations"))["items"])

    async def invite(self, visit: Visit, initiative: str, share: int, key: str) -> dict[str, Any]:
        """Invite somebody, with a share off the first author's; the secret is in this answer alone."""
        path = f"/initiatives/{initiative}/invitations"
        return self.api.read(await self.api.send(visit, "POST", path, {"share": share}, key=key))

    async def take_back(self, visit: Visit, initiative: str, invitation: str, revision: int) -> None:
        """End an invitation before it is accepted."""
        path = f"/initiatives/{initiative}/invitations/{invitation}"
        await self.api.send(visit, "DELETE", path, revision=revision)

    async def accept(self, visit: Visit, secret: str) -> dict[str, Any]:
        """Accept what a secret opens, of either kind."""
        return self.api.read(await self.api.send(visit, "POST", "/invitations/acceptance", {"secret": secret}))

    async def invitations_to_posts(self, visit: Visit, unit: str, after: str | None = None) -> dict[str, Any]:
        """Invitations to be appointed on a unit, newest first, with who accepted."""
        return await self.api.get(visit, f"/units/{unit}/invitations", after=after, limit=100)

    async def invite_to_post(self, visit: Visit, unit: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Invite somebody to be appointed; the secret is in this answer alone."""
        return self.api.read(await self.api.send(visit, "POST", f"/units/{unit}/invitations", body, key=key))

    async def confirm_invitation(self, visit: Visit, invitation: str, revision: int) -> None:
        """Appoint who accepted."""
        await self.api.send(visit, "POST", f"/invitations/{invitation}/confirmation", revision=revision)

    async def end_invitation(self, visit: Visit, invitation: str, revision: int) -> None:
        """Take an invitation to a post back, accepted or not."""
        await self.api.send(visit, "DELETE", f"/invitations/{invitation}", revision=revision)
