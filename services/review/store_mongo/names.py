"""Names of those who acted: one document a person, `{_id, name}`, and nothing of them in any case."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from shared.mongo import Database, Session

NAMES: Final = "names"


class Names:
    """The collection."""

    def __init__(self, db: Database) -> None:
        self._names = db[NAMES]

    async def keep(self, person: UUID, name: str) -> None:
        """A read with each act, a write when the name is another."""
        known = await self._names.find_one({"_id": person})
        if known is None or known["name"] != name:
            await self._names.update_one({"_id": person}, {"$set": {"name": name}}, upsert=True)

    async def of(self, people: Collection[UUID]) -> dict[UUID, str]:
        """One query for all of them."""
        if not people:
            return {}
        found = self._names.find({"_id": {"$in": list(people)}})
        return {document["_id"]: document["name"] async for document in found}

    async def forget(self, people: Collection[UUID], session: Session | None = None) -> None:
        """One write for all of them."""
        if people:
            await self._names.delete_many({"_id": {"$in": list(people)}}, session=session)
