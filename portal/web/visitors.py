"""How much one visitor may send: by their session, else by their address, so that nobody uses up the limit of all."""

from fastapi import Request

from portal.signin import cookie
from portal.signin.guard import SAFE
from shared.web.proxies import address_of
from shared.web.rates import Rates

BY_SESSION = 120
BY_ADDRESS = 1200
"""A plant's workers share an address: what one address may send is for all of them."""


class Limits:
    """What each may send in a minute; looking costs nothing."""

    def __init__(self) -> None:
        self._sessions = Rates(BY_SESSION)
        self._addresses = Rates(BY_ADDRESS)

    def admit(self, request: Request) -> None:
        """Count what changes something; raises TooManyRequests."""
        if request.method in SAFE:
            return
        self._addresses.admit(address_of(request))
        if (secret := cookie.read(request.headers, cookie.SESSION)) is not None:
            self._sessions.admit(cookie.digest(secret))


async def admitted(request: Request) -> None:
    """Before every page: whoever sends too much waits."""
    limits: Limits = request.app.state.limits
    limits.admit(request)
