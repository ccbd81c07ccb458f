"""Sign-ins under way, each answered once."""

from dataclasses import asdict
from datetime import datetime
from typing import Final

import orjson

from portal.signin.sealing import Seal, Unsealed
from portal.store import Login
from shared.mongo import Document, Index, Mongo

LOGINS: Final = "logins"
HEARD: Final = "heard"
"""Logout tokens of the issuer that were obeyed."""
INDEXES = tuple(Index(name, (("until", 1),), expire_after_seconds=0) for name in (LOGINS, HEARD))


class MongoLogins:
    """See `store.Logins`."""

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._col = mongo.db[LOGINS]
        self._heard = mongo.db[HEARD]
        self._seal = seal

    async def put(self, login: Login, until: datetime) -> None:
        """See `store.Logins`."""
        fields = {**asdict(login), "draft": None if login.draft is None else login.draft.decode()}
        sealed = self._seal.close(orjson.dumps(fields), login.id)
        await self._col.insert_one({"_id": login.id, "sealed": sealed, "until": until})

    async def take(self, id: str, now: datetime) -> Login | None:  # noqa: A002
        """See `store.Logins`."""
        document = await self._col.find_one_and_delete({"_id": id})
        return None if document is None or document["until"] <= now else self._login(document)

    async def get(self, id: str, now: datetime) -> Login | None:  # noqa: A002
        """See `store.Logins`."""
        document = await self._col.find_one({"_id": id})
        return None if document is None or document["until"] <= now else self._login(document)

    async def is_heard(self, id: str) -> bool:  # noqa: A002
        """See `store.Logins`."""
        return await self._heard.find_one({"_id": id}) is not None

    async def put_heard(self, id: str, until: datetime) -> None:  # noqa: A002
        """See `store.Logins`."""
        await self._heard.update_one({"_id": id}, {"$setOnInsert": {"until": until}}, upsert=True)

    def _login(self, document: Document) -> Login | None:
        try:
            fields = orjson.loads(self._seal.open(document["sealed"], document["_id"]))
        except Unsealed:  # the key was changed meanwhile
            return None
        return Login(**{**fields, "draft": None if fields["draft"] is None else fields["draft"].encode()})
