"""GET /me of a service that hears of appointments, and of the one that makes them."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from shared.access import Caller, Grant, Role
from shared.appointments import me
from shared.appointments.joining import Joining
from shared.appointments.kept import PersonNews
from shared.mongo import PyMongoError
from shared.web import problems
from tests.fakes.appointments import BEGINNING, MemoryAppointments, appointment
from tests.fakes.routed import routed
from tests.unit.web.client import client, slug

NOW = BEGINNING + timedelta(days=30)
LAN = Caller(UUID(int=1), "lan", "https://login.example.vn", (Grant(Role.PROXY, "o-mon"),))
CLOCK = SimpleNamespace(now=lambda: NOW)


def service(kept: MemoryAppointments) -> FastAPI:
    async def verify(_token: str) -> Caller:
        return LAN

    app = routed(me.router)
    problems.install(app, unavailable=(PyMongoError,))
    app.state.service = SimpleNamespace(appointments=kept, clock=CLOCK)
    app.state.verifier = SimpleNamespace(verify=verify)
    app.state.joining = Joining(kept, CLOCK)
    return app


async def told(kept: MemoryAppointments) -> Any:
    async with client(service(kept)) as http:
        answer = await http.get("/me", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_it_says_what_the_caller_may_do_and_where_that_comes_from() -> None:
    kept = MemoryAppointments()
    until = NOW + timedelta(days=1)
    deputy = appointment("leader", "ninh-kieu", programme="2026", until=until, deputy_for=UUID(int=9))
    ended = appointment("admin", "can-tho", until=NOW)
    await kept.learn([PersonNews(LAN.person_id, 1, [deputy, ended], BEGINNING)], None)
    body = await told(kept)
    assert body["id"] == str(LAN.person_id)
    by_token, by_appointment = body["grants"]
    assert by_token == {
        **dict.fromkeys(("programme", "appointment", "until", "deputy_for")),
        "role": "proxy",
        "unit": "o-mon",
        "source": "token",
    }
    assert by_appointment == {
        "role": "leader",
        "unit": "ninh-kieu",
        "programme": "2026",
        "source": "appointment",
        "appointment": str(UUID(int=7)),
        "until": until.isoformat().replace("+00:00", "Z"),
        "deputy_for": str(UUID(int=9)),
    }


@pytest.mark.parametrize(("seconds", "behind"), [(0, False), (20, False), (21, True), (3600, True)])
async def test_it_says_as_of_when_appointments_are_known(seconds: int, behind: bool) -> None:
    kept = MemoryAppointments()
    await kept.note_known(NOW - timedelta(seconds=seconds))
    known = (await told(kept))["appointments"]
    assert known["behind"] is behind
    assert known["as_of"] is not None


async def test_a_service_that_never_heard_of_any_says_so() -> None:
    assert (await told(MemoryAppointments()))["appointments"] == {"as_of": None, "behind": True}


async def test_whoever_makes_appointments_knows_them_as_of_now() -> None:
    known = (await told(MemoryAppointments(own=True)))["appointments"]
    assert known == {"as_of": NOW.isoformat().replace("+00:00", "Z"), "behind": False}


async def test_while_the_store_is_away_nobody_has_more_rights_or_fewer() -> None:
    class Away(MemoryAppointments):
        async def of(self, person: UUID) -> Any:
            raise PyMongoError

    async with client(service(Away())) as http:
        answer = await http.get("/me", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, slug(answer)) == (503, "unavailable")
    assert answer.headers["retry-after"]
