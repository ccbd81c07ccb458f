"""Whoever listens to a stream is asked again as long as it goes on."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from starlette.requests import Request

from shared.access import Caller, Grant, Role
from shared.appointments.joining import Joining
from shared.appointments.kept import PersonNews
from shared.appointments.terms import Terms
from shared.mongo import PyMongoError
from shared.web.listening import AGAIN_SECONDS, Listener
from shared.web.tokens import InvalidToken
from tests.fakes.appointments import BEGINNING, MemoryAppointments, appointment

LAN = Caller(UUID(int=1), "lan", "https://login.example.vn")
LEADER = Grant(Role.LEADER, "ninh-kieu")


class Stream:
    """A stream that Lan listens to, some seconds after the beginning."""

    def __init__(self) -> None:
        self.seconds, self.token_runs, self.store_is_away = 0.0, True, False
        self.kept = MemoryAppointments()
        known = self.kept.of

        async def of(person: UUID) -> Terms:
            if self.store_is_away:
                raise PyMongoError
            return await known(person)

        self.kept.of = of  # type: ignore[method-assign]
        joining = Joining(self.kept, SimpleNamespace(now=self.now), monotonic=lambda: self.seconds)
        state = SimpleNamespace(verifier=SimpleNamespace(verify=self.verify), joining=joining)
        scope = {"type": "http", "headers": [(b"authorization", b"Bearer x")], "app": SimpleNamespace(state=state)}
        self.listener = Listener(Request(scope), monotonic=lambda: self.seconds)

    def now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.seconds)

    async def verify(self, _token: str) -> Caller:
        if not self.token_runs:
            raise InvalidToken
        return LAN

    async def appoints(self, version: int, until: float | None = None) -> None:
        end = None if until is None else BEGINNING + timedelta(seconds=until)
        of_lan = [appointment("leader", "ninh-kieu", until=end)] if until != 0 else []
        await self.kept.learn([PersonNews(LAN.person_id, version, of_lan, BEGINNING)], None)

    async def leads(self) -> bool:
        caller = await self.listener.caller()
        assert caller is not None
        return LEADER in caller.grants


async def test_an_appointment_that_ends_by_the_clock_ends_in_the_middle_of_a_stream() -> None:
    stream = Stream()
    await stream.appoints(1, until=10)
    assert await stream.leads()
    stream.seconds = 9.9
    assert await stream.leads()
    stream.seconds = 10
    assert not await stream.leads()


async def test_one_that_is_ended_meanwhile_is_heard_of_within_half_a_minute() -> None:
    stream = Stream()
    await stream.appoints(1)
    assert await stream.leads()
    await stream.appoints(2, until=0)
    stream.seconds = AGAIN_SECONDS
    assert not await stream.leads()


async def test_while_the_store_is_away_whoever_was_let_in_stays_until_the_clock_ends_it() -> None:
    stream = Stream()
    await stream.appoints(1, until=90)
    assert await stream.leads()
    stream.store_is_away = True
    stream.seconds = 60
    assert await stream.leads()
    stream.seconds = 90
    assert not await stream.leads()


async def test_nobody_is_let_in_while_the_store_is_away() -> None:
    stream = Stream()
    stream.store_is_away = True
    with pytest.raises(PyMongoError):
        await stream.leads()


async def test_a_token_that_runs_out_ends_it_at_once() -> None:
    stream = Stream()
    assert not await stream.leads()
    stream.token_runs = False
    with pytest.raises(InvalidToken):
        await stream.leads()
