"""Sessions: tokens encrypted, found by the digest of the cookie's secret, renewed by one request at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson

from portal.signin.sealing import Seal, Unsealed
from portal.store import Session, Tokens
from shared.mongo import Document, Index, Mongo

SESSIONS: Final = "sessions"
RENEWING: Final = timedelta(seconds=10)
"""No renewal takes longer: the issuer is given less time."""
LOOK_AGAIN: Final = 0.1
INDEXES = (
    Index(SESSIONS, (("idle_until", 1),), expire_after_seconds=0),
    Index(SESSIONS, (("subject", 1),)),
    Index(SESSIONS, (("issuer_session", 1),), sparse=True),
)


class MongoSessions:
    """See `store.Sessions`."""

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._col = mongo.db[SESSIONS]
        self._seal = seal

    async def put(self, session: Session) -> None:
        """See `store.Sessions`."""
        await self._col.replace_one({"_id": session.id}, self._document(session), upsert=True)

    async def get(self, id: str, now: datetime) -> Session | None:  # noqa: A002
        """See `store.Sessions`."""
        document = await self._col.find_one({"_id": id})
        return None if document is None or document["idle_until"] <= now else self._session(document)

    async def touch(self, id: str, idle_until: datetime) -> None:  # noqa: A002
        """See `store.Sessions`."""
        await self._col.update_one({"_id": id}, {"$max": {"idle_until": idle_until}})

    async def renew(
        self, session: Session, now: datetime, fetch: Callable[[Session], Awaitable[Session | None]]
    ) -> Session | None:
        """See `store.Sessions`."""
        free: Document = {"$or": [{"renewing_until": None}, {"renewing_until": {"$lte": now}}]}
        claim: Document = {"$set": {"renewing_until": now + RENEWING}}
        document: Document | None = await self._col.find_one_and_update({"_id": session.id, **free}, claim)
        if document is not None:
            # To its end, whatever becomes of the request: a refresh token may be good for one answer alone.
            return await asyncio.shield(asyncio.create_task(self._renewed(session, document, fetch)))
        for _ in range(int(RENEWING.total_seconds() / LOOK_AGAIN)):
            document = await self._col.find_one({"_id": session.id})
            if document is None or document.get("renewing_until") is None:
                return None if document is None else self._session(document)
            await asyncio.sleep(LOOK_AGAIN)
        return session

    async def _renewed(
        self, session: Session, document: Document, fetch: Callable[[Session], Awaitable[Session | None]]
    ) -> Session | None:
        released: Document = {"$unset": {"renewing_until": ""}}
        known = self._session(document)
        if known is not None and known.tokens != session.tokens:  # another request was faster
            await self._col.update_one({"_id": session.id}, released)
            return known
        try:
            renewed = await fetch(session)
        except BaseException:
            await self._col.update_one({"_id": session.id}, released)
            raise
        if renewed is None:
            await self.drop(session.id)
            return None
        changed = {name: value for name, value in self._document(renewed).items() if name != "_id"}
        done = await self._col.update_one({"_id": session.id}, {"$set": changed, **released})
        return renewed if done.matched_count else None

    async def put_draft(self, id: str, draft: bytes, until: datetime) -> None:  # noqa: A002
        """See `store.Sessions`."""
        kept: Document = {"draft": self._seal.close(draft, id), "draft_until": until}
        await self._col.update_one({"_id": id}, {"$set": kept})

    async def draft(self, id: str, now: datetime) -> bytes | None:  # noqa: A002
        """See `store.Sessions`."""
        document = await self._col.find_one({"_id": id, "draft_until": {"$gt": now}}, {"draft": 1})
        try:
            return None if document is None else self._seal.open(document["draft"], id)
        except Unsealed:
            return None

    async def drop_draft(self, id: str) -> None:  # noqa: A002
        """See `store.Sessions`."""
        await self._col.update_one({"_id": id}, {"$unset": {"draft": "", "draft_until": ""}})

    async def drop(self, id: str) -> None:  # noqa: A002
        """See `store.Sessions`."""
        await self._col.delete_one({"_id": id})

    async def drop_of(self, *, subject: str | None = None, issuer_session: str | None = None) -> int:
        """See `store.Sessions`."""
        if subject is None and issuer_session is None:
            return 0
        which = {"issuer_session": issuer_session} if issuer_session is not None else {"subject": subject}
        return (await self._col.delete_many(which)).deleted_count

    def _document(self, session: Session) -> Document:
        tokens = {
            "access": session.tokens.access,
            "refresh": session.tokens.refresh,
            "identity": session.tokens.identity,
            "access_until": session.tokens.access_until.isoformat(),
            "name": session.name,
        }
        document: dict[str, Any] = {
            "_id": session.id,
            "person": session.person,
            "subject": session.subject,
            "idle_until": session.idle_until,
            "is_staff": session.is_staff,
            "roles": list(session.roles),
            "began": session.began,
            "sealed": self._seal.close(orjson.dumps(tokens), session.id),
        }
        return document | ({"issuer_session": session.issuer_session} if session.issuer_session else {})

    def _session(self, document: Document) -> Session | None:
        try:
            sealed = orjson.loads(self._seal.open(document["sealed"], document["_id"]))
        except Unsealed:  # the key was changed: everybody signs in anew
            return None
        until = datetime.fromisoformat(sealed["access_until"])
        return Session(
            id=document["_id"],
            person=UUID(str(document["person"])),
            subject=document["subject"],
            name=sealed["name"],
            tokens=Tokens(sealed["access"], sealed["refresh"], sealed["identity"], until),
            idle_until=document["idle_until"],
            is_staff=document["is_staff"],
            issuer_session=document.get("issuer_session"),
            roles=tuple(document.get("roles", ())),
            began=document.get("began"),
            has_draft="draft" in document,
        )
