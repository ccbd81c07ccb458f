"""Sign-ins under way, each answered once."""

from dataclasses import asdict
from datetime import datetime
from typing import Final

import orjson

from portal.signin.sealing import Seal, Unsealed
from portal.store import Login
from shared.mongo import Index, Mongo

LOGINS: Final = "logins"
INDEXES = (Index(LOGINS, (("until", 1),), expire_after_seconds=0),)


class MongoLogins:
    """See `store.Logins`."""

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._col = mongo.db[LOGINS]
        self._seal = seal

    async def put(self, login: Login, until: datetime) -> None:
        """See `store.Logins`."""
        fields = {**asdict(login), "draft": None if login.draft is None else login.draft.decode()}
        sealed = self._seal.close(orjson.dumps(fields), login.id)
        await self._col.insert_one({"_id": login.id, "sealed": sealed, "until": until})

    async def take(self, id: str, now: datetime) -> Login | None:  # noqa: A002
        """See `store.Logins`."""
        document = await self._col.find_one_and_delete({"_id": id})
        if document is None or document["until"] <= now:
            return None
        try:
            fields = orjson.loads(self._seal.open(document["sealed"], id))
        except Unsealed:  # the key was changed meanwhile
            return None
        return Login(**{**fields, "draft": None if fields["draft"] is None else fields["draft"].encode()})
