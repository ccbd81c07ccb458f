"""The portal's store in memory."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from portal.store import Login, Session


class FakeSessions:
    """See `portal.store.Sessions`."""

    def __init__(self) -> None:
        self.known: dict[str, Session] = {}
        self.drafts: dict[str, tuple[bytes, datetime]] = {}
        self._renewing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def put(self, session: Session) -> None:
        self.known[session.id] = session

    async def get(self, id: str, now: datetime) -> Session | None:  # noqa: A002
        session = self.known.get(id)
        if session is None or session.idle_until <= now:
            return None
        return replace(session, has_draft=id in self.drafts)

    async def touch(self, id: str, idle_until: datetime) -> None:  # noqa: A002
        if id in self.known:
            until = max(idle_until, self.known[id].idle_until)
            self.known[id] = replace(self.known[id], idle_until=until)

    async def renew(
        self, session: Session, now: datetime, fetch: Callable[[Session], Awaitable[Session | None]]
    ) -> Session | None:
        async with self._renewing[session.id]:
            known = self.known.get(session.id)
            if known is None or known.tokens != session.tokens:
                return known
            renewed = await fetch(session)
            if renewed is None or session.id not in self.known:
                await self.drop(session.id)
                return None
            self.known[session.id] = renewed
            return renewed

    async def put_draft(self, id: str, draft: bytes, until: datetime) -> None:  # noqa: A002
        if id in self.known:
            self.drafts[id] = (draft, until)

    async def draft(self, id: str, now: datetime) -> bytes | None:  # noqa: A002
        draft, until = self.drafts.get(id, (None, now))
        return draft if until > now else None

    async def drop_draft(self, id: str) -> None:  # noqa: A002
        self.drafts.pop(id, None)

    async def drop(self, id: str) -> None:  # noqa: A002
        self.known.pop(id, None)
        self.drafts.pop(id, None)

    async def drop_of(self, *, subject: str | None = None, issuer_session: str | None = None) -> int:
        ended = [
            one.id
            for one in self.known.values()
            if (issuer_session is not None and one.issuer_session == issuer_session)
            or (issuer_session is None and subject is not None and one.subject == subject)
        ]
        for id_ in ended:
            await self.drop(id_)
        return len(ended)


class FakeLogins:
    """See `portal.store.Logins`."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[Login, datetime]] = {}
        self._heard: set[str] = set()

    async def put(self, login: Login, until: datetime) -> None:
        self.known[login.id] = (login, until)

    async def take(self, id: str, now: datetime) -> Login | None:  # noqa: A002
        login, until = self.known.pop(id, (None, now))
        return login if until > now else None

    async def get(self, id: str, now: datetime) -> Login | None:  # noqa: A002
        login, until = self.known.get(id, (None, now))
        return login if until > now else None

    async def is_heard(self, id: str) -> bool:  # noqa: A002
        return id in self._heard

    async def put_heard(self, id: str, until: datetime) -> None:  # noqa: A002
        self._heard.add(id)


class FakePortalStore:
    """See `portal.store.Store`."""

    def __init__(self) -> None:
        self.sessions = FakeSessions()
        self.logins = FakeLogins()
