"""What the portal keeps: sessions, and sign-ins that are under way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the issuer gave: never shown to the browser."""

    access: str
    refresh: str | None
    identity: str
    access_until: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in. `id` is the digest of the cookie's secret."""

    id: str
    person: UUID
    subject: str
    name: str
    tokens: Tokens
    idle_until: datetime
    is_staff: bool = False
    issuer_session: str | None = None
    roles: tuple[str, ...] = ()
    """Of its grants, on whichever unit: what the navigation offers. The services judge each act."""
    began: datetime | None = None
    """When its person signed in."""
    has_draft: bool = False
    """Whether something was typed before that, and may be waiting still."""


@dataclass(frozen=True, slots=True)
class Login:
    """A sign-in under way: where it goes on, and what proves the answer to be its own. `id` is the state's digest."""

    id: str
    verifier: str
    nonce: str
    next: str
    draft: bytes | None = None


class Sessions(Protocol):
    """Sessions of browsers."""

    async def put(self, session: Session) -> None:
        """Keep a new or changed session."""

    async def get(self, id: str, now: datetime) -> Session | None:  # noqa: A002
        """The session with this id that has not run out."""

    async def touch(self, id: str, idle_until: datetime) -> None:  # noqa: A002
        """Let a session that was just used run out later."""

    async def renew(
        self, session: Session, now: datetime, fetch: Callable[[Session], Awaitable[Session | None]]
    ) -> Session | None:
        """The session with fresh tokens; `fetch` gets them, once for all requests that ask meanwhile.

        Whoever asks with tokens that were renewed before gets those. None when the issuer gives none any more: the
        session is gone then. What `fetch` raises is raised, and the session stays.
        """

    async def put_draft(self, id: str, draft: bytes, until: datetime) -> None:  # noqa: A002
        """Keep with a session what somebody typed before they signed in; a later one replaces it."""

    async def draft(self, id: str, now: datetime) -> bytes | None:  # noqa: A002
        """What was typed; it stays."""

    async def drop_draft(self, id: str) -> None:  # noqa: A002
        """Forget what was typed."""

    async def drop(self, id: str) -> None:  # noqa: A002
        """End a session."""

    async def drop_of(self, *, subject: str | None = None, issuer_session: str | None = None) -> int:
        """End every session of an account, or of a session at the issuer; how many."""


class Logins(Protocol):
    """Sign-ins under way."""

    async def put(self, login: Login, until: datetime) -> None:
        """Keep one until then."""

    async def take(self, id: str, now: datetime) -> Login | None:  # noqa: A002
        """The sign-in with this id, once: it is gone with the answer."""

    async def get(self, id: str, now: datetime) -> Login | None:  # noqa: A002
        """The sign-in with this id, which goes on."""

    async def is_heard(self, id: str) -> bool:  # noqa: A002
        """Whether this was heard before."""

    async def put_heard(self, id: str, until: datetime) -> None:  # noqa: A002
        """Remember until then that it was heard; once more changes nothing."""


class Store(Protocol):
    """All that the portal keeps."""

    @property
    def sessions(self) -> Sessions:
        """Sessions."""

    @property
    def logins(self) -> Logins:
        """Sign-ins."""
