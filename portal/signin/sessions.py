"""Whose request it is: the session behind the cookie, with tokens that are still good."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Self

from fastapi import Depends, Request
from starlette.responses import Response

from portal.settings import PortalSettings
from portal.signin import cookie
from portal.signin.discovery import IssuerAway
from portal.signin.oidc import Identity, Issuer
from portal.store import Session, Store, Tokens
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Away, Refused
from portal.web.language import place_of
from shared.access import person_id

EARLY: Final = timedelta(seconds=30)
"""Tokens are renewed this long before they end, so that none ends on its way."""
RIGHTS_SECONDS: Final = 1.5
"""For asking again what somebody may do, within the time of a renewal."""
TOUCHED_AFTER: Final = timedelta(minutes=10)
"""How far the end of a session may lag behind its last use: a write for every page would be one too many."""
_KEY: Final = "portal.session"


class Keeper:
    """Begins, finds, renews and ends sessions."""

    def __init__(self, settings: PortalSettings, store: Store, issuer: Issuer, apis: Apis) -> None:
        self._apis = apis
        self._settings = settings
        self._store = store
        self._issuer = issuer

    async def begin(
        self, identity: Identity, tokens: Tokens, *, roles: tuple[str, ...] | None, response: Response
    ) -> Session:
        """A new session under a new id, whatever the browser had before; whose roles nobody knows may have some."""
        secret = cookie.new_secret()
        is_staff = roles is None or bool(roles)
        now = datetime.now(UTC)
        until = now + self.idle(is_staff=is_staff)
        person = person_id(self._settings.issuer, identity.subject)
        session = Session(
            cookie.digest(secret),
            person,
            identity.subject,
            identity.name,
            tokens,
            until,
            is_staff,
            identity.issuer_session,
            roles or (),
            began=now,
        )
        await self._store.sessions.put(session)
        cookie.put(response, cookie.SESSION, secret, cookie.YEAR)
        return session

    async def current(self, request: Request) -> Session | None:
        """The session of a request; None for a visitor. Without a token when that ended while the issuer is away."""
        secret = cookie.read(request.headers, cookie.SESSION)
        if secret is None:
            return None
        now = datetime.now(UTC)
        session = await self.alive(cookie.digest(secret))
        if session is None:
            return None
        idle_until = now + self.idle(is_staff=session.is_staff)
        if idle_until - session.idle_until > TOUCHED_AFTER:
            await self._store.sessions.touch(session.id, idle_until)
        return session

    async def alive(self, id_: str) -> Session | None:
        """A session with a token that is still good; what looks at it does not count as its use."""
        now = datetime.now(UTC)
        session = await self._store.sessions.get(id_, now)
        if session is not None and session.tokens.access_until - EARLY <= now:
            return await self._with_good_tokens(session, now)
        return session

    async def end(self, session: Session) -> None:
        """Sign out here."""
        await self._store.sessions.drop(session.id)

    def idle(self, *, is_staff: bool) -> timedelta:
        """How long a session may lie unused: shorter where a stranger at the desk could decide something."""
        settings = self._settings
        return timedelta(hours=settings.staff_idle_hours) if is_staff else timedelta(days=settings.worker_idle_days)

    async def _with_good_tokens(self, session: Session, now: datetime) -> Session | None:
        renewed: Session | None = session
        with contextlib.suppress(IssuerAway):
            renewed = await self._store.sessions.renew(session, now, self._fetch)
        if renewed is None or renewed.tokens.access_until > now:
            return renewed
        return replace(renewed, tokens=replace(renewed.tokens, access=""))

    async def roles(self, visit: Visit) -> tuple[str, ...] | None:
        """The roles somebody has by now, each once; None while submission does not tell."""
        try:
            grants = (await self._apis.submission.me(visit))["grants"]
            return tuple(dict.fromkeys(str(grant["role"]) for grant in grants))
        except (Away, Refused):
            return None

    async def _fetch(self, session: Session) -> Session | None:
        tokens = await self._issuer.renew(session.tokens, session.subject)
        if tokens is None:
            return None
        fresh_roles: tuple[str, ...] | None = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RIGHTS_SECONDS):
                fresh_roles = await self.roles(Visit(token=tokens.access))
        roles, is_staff = (session.roles, session.is_staff) if fresh_roles is None else (fresh_roles, bool(fresh_roles))
        until = min(session.idle_until, datetime.now(UTC) + self.idle(is_staff=is_staff))  # to renew is not to use
        return replace(session, tokens=tokens, is_staff=is_staff, roles=roles, idle_until=until)


class SignInFirst(Exception):  # noqa: N818 - leads to the sign-in
    """The page is for people who are signed in; `path` is where they wanted to go."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    @classmethod
    def here(cls, request: Request) -> Self:
        """They wanted to be where they are, with all that the address says."""
        place = place_of(request)
        query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
        return cls(place.link(place.path) + query)


async def session_of(request: Request) -> Session | None:
    """Looked up once a request."""
    if _KEY not in request.scope:
        keeper: Keeper = request.app.state.keeper
        request.scope[_KEY] = await keeper.current(request)
    session: Session | None = request.scope[_KEY]
    return session


async def _signed_in(request: Request) -> Session:
    session = await session_of(request)
    if session is None:
        raise SignInFirst.here(request)
    return session


Visitor = Annotated[Session | None, Depends(session_of)]
"""Whoever looks, signed in or not."""

SignedIn = Annotated[Session, Depends(_signed_in)]
"""Whoever is signed in; others are led to the sign-in and back."""
