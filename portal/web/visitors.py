"""How much one visitor may ask: by the person, else by their address, so that nobody uses up the limit of all."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import Request

from portal.settings import PortalSettings
from portal.signin.guard import SAFE
from portal.signin.sessions import session_of
from portal.store import Session
from portal.web.deadline import is_endless
from portal.web.kept_pages import give_way
from portal.web.turns import NoTurn, Turns
from shared.web.proxies import address_of
from shared.web.rates import Rates, TooManyRequests

BY_PERSON = 120
BY_ADDRESS = 1200
"""A plant's workers share an address: what one address may send is for all of them."""

DRAFTS = 600
"""A minute and address, of a worker's size; a larger one counts as several: some 6 MB, kept for an hour."""
DRAFT_BYTES = 10_000
"""More than a worker's form can hold."""

AT_ONCE_FOR_A_PERSON = 8
AT_ONCE_FOR_AN_ADDRESS = 24
"""More than a process makes at once, and a quarter of its connections to a service."""
SOON: Final = (2.0, 6.0)
"""Seconds until another try, spread: those who are told at once would come again at once."""


class LookedTooOften(TooManyRequests):
    """More pages than are made for one visitor."""


class Limits:
    """What each may send and look at in a minute."""

    def __init__(self, settings: PortalSettings) -> None:
        self._sent = {True: Rates(BY_PERSON), False: Rates(BY_ADDRESS)}
        self._looked = {True: Rates(settings.pages_per_person), False: Rates(settings.pages_per_address)}
        self._sign_ins = Rates(BY_ADDRESS)
        self._drafts = Rates(DRAFTS)
        self.turns = Turns()

    def admit(self, request: Request, session: Session | None) -> None:
        """Count what changes something; raises TooManyRequests."""
        self._sent[session is not None].admit(visitor_of(request, session))

    @asynccontextmanager
    async def looking(self, request: Request, session: Session | None) -> AsyncIterator[None]:
        """A page that is made; raises LookedTooOften."""
        visitor, is_person = visitor_of(request, session), session is not None
        try:
            self._looked[is_person].admit(visitor)
        except TooManyRequests as error:
            raise LookedTooOften(error.seconds) from None
        if is_endless(request.scope):  # boards have shares of their own
            yield
            return
        most = AT_ONCE_FOR_A_PERSON if is_person else AT_ONCE_FOR_AN_ADDRESS
        turn = self.turns.turn(visitor, most, lambda: give_way(request))
        try:
            async with turn:
                yield
        except NoTurn:
            raise LookedTooOften(random.uniform(*SOON)) from None  # noqa: S311 - no secret

    def admit_sign_in(self, request: Request) -> None:
        """Count a sign-in that begins: each is kept for an hour."""
        self._sign_ins.admit(address_of(request))

    def admit_draft(self, request: Request, size: int) -> None:
        """Count a draft that is kept with a sign-in, by its bytes."""
        for _ in range(-(-size // DRAFT_BYTES)):
            self._drafts.admit(address_of(request))


def visitor_of(request: Request, session: Session | None) -> str:
    """Whom limits count: all sessions of a person are one; a cookie that is made up is none."""
    return f"address {address_of(request)}" if session is None else f"person {session.person}"


async def sending(request: Request) -> None:
    """Before everything that is sent: whoever sends too much waits."""
    limits: Limits = request.app.state.limits
    if request.method not in SAFE:
        limits.admit(request, await session_of(request))


async def looking(request: Request) -> AsyncIterator[None]:
    """Before a page, and while it is made: whoever looks too often waits."""
    limits: Limits = request.app.state.limits
    if request.method not in SAFE:
        yield
        return
    async with limits.looking(request, await session_of(request)):
        yield
