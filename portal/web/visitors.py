"""How much one visitor may send: by their session, else by their address, so that nobody uses up the limit of all."""

from fastapi import Request

from portal.signin.guard import SAFE
from portal.signin.sessions import session_of
from portal.store import Session
from shared.web.proxies import address_of
from shared.web.rates import Rates

BY_SESSION = 120
BY_ADDRESS = 1200
"""A plant's workers share an address: what one address may send is for all of them."""

DRAFTS = 600
"""A minute and address, of a worker's size; a larger one counts as several: some 6 MB, kept for an hour."""
DRAFT_BYTES = 10_000
"""More than a worker's form can hold."""


class Limits:
    """What each may send in a minute; looking costs nothing."""

    def __init__(self) -> None:
        self._sessions = Rates(BY_SESSION)
        self._addresses = Rates(BY_ADDRESS)
        self._sign_ins = Rates(BY_ADDRESS)
        self._drafts = Rates(DRAFTS)

    def admit(self, request: Request, session: Session | None) -> None:
        """Count what changes something; raises TooManyRequests."""
        if session is None:
            self._addresses.admit(address_of(request))
        else:
            self._sessions.admit(session.id)

    def admit_sign_in(self, request: Request) -> None:
        """Count a sign-in that begins: each is kept for an hour."""
        self._sign_ins.admit(address_of(request))

    def admit_draft(self, request: Request, size: int) -> None:
        """Count a draft that is kept with a sign-in, by its bytes."""
        for _ in range(-(-size // DRAFT_BYTES)):
            self._drafts.admit(address_of(request))


async def admitted(request: Request) -> None:
    """Before every page: whoever sends too much waits. Only a session that exists is one: cookies can be made up."""
    limits: Limits = request.app.state.limits
    if request.method not in SAFE:
        limits.admit(request, await session_of(request))
