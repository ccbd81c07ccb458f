from datetime import datetime, timedelta
from uuid import UUID

import pytest

from shared.access import Caller, Grant, Role
from shared.appointments import joining
from shared.appointments.joining import GrantSource, Joining
from shared.appointments.kept import PersonNews
from shared.appointments.terms import Terms
from tests.fakes.appointments import BEGINNING, MemoryAppointments, appointment

LAN = Caller(UUID(int=1), "lan", "https://login.example.vn", (Grant(Role.PROXY, "o-mon"),))
LEADER = Grant(Role.LEADER, "ninh-kieu")


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Union:
    """A service's joining, with what it knows and its clock."""

    def __init__(self, source: GrantSource = "both", *, remembered: float = 1.0) -> None:
        self.clock, self.kept = Clock(), MemoryAppointments()
        self.joining = Joining(
            self.kept, self.clock, source, remembered_seconds=remembered, monotonic=self.clock.monotonic
        )
        self.version = 0

    async def appoints(self, *appointments: dict[str, object], person: Caller = LAN) -> None:
        self.version += 1
        await self.kept.learn([PersonNews(person.person_id, self.version, appointments, BEGINNING)], None)

    async def grants(self, person: Caller = LAN) -> tuple[Grant, ...]:
        return (await self.joining.join(person)).grants


async def test_whoever_makes_appointments_remembers_nothing() -> None:
    union = Union(remembered=0)
    for number in range(3):
        await union.appoints(*[appointment("leader", "ninh-kieu")] * (number % 2))
        assert (LEADER in await union.grants()) is bool(number % 2)


async def test_others_remember_a_person_for_a_second_and_no_longer() -> None:
    union = Union()
    await union.appoints(appointment("leader", "ninh-kieu"))
    assert LEADER in await union.grants()
    await union.appoints()
    union.clock.seconds = 0.99
    assert LEADER in await union.grants()
    union.clock.seconds = 1.0
    assert LEADER not in await union.grants()


async def test_that_somebody_has_none_is_remembered_no_longer_either() -> None:
    union = Union()
    assert await union.grants() == LAN.grants
    await union.appoints(appointment("leader", "ninh-kieu"))
    assert await union.grants() == LAN.grants
    assert union.kept.asked == 1
    union.clock.seconds = 1.0
    assert LEADER in await union.grants()


async def test_the_second_counts_from_the_question_not_from_the_answer() -> None:
    union = Union()
    slow = union.kept.of

    async def of(person: UUID) -> Terms:
        terms = await slow(person)
        union.clock.seconds += 0.7
        return terms

    union.kept.of = of  # type: ignore[method-assign]
    await union.appoints(appointment("leader", "ninh-kieu"))
    await union.grants()
    await union.appoints()
    union.clock.seconds = 1.0
    assert LEADER not in await union.grants()


async def test_what_is_remembered_ends_by_the_clock_all_the_same() -> None:
    union = Union()
    await union.appoints(appointment("leader", "ninh-kieu", until=BEGINNING + timedelta(seconds=0.5)))
    assert LEADER in await union.grants()
    union.clock.seconds = 0.5
    assert LEADER not in await union.grants()
    assert union.kept.asked == 1


@pytest.mark.parametrize(
    ("source", "grants"),
    [("token", LAN.grants), ("appointments", (LEADER,)), ("both", (*LAN.grants, LEADER))],
)
async def test_a_deployment_says_what_counts(source: GrantSource, grants: tuple[Grant, ...]) -> None:
    union = Union(source)
    await union.appoints(appointment("leader", "ninh-kieu"))
    assert await union.grants() == grants
    assert union.kept.asked == (source != "token")


async def test_a_store_that_is_away_takes_no_right_and_gives_none() -> None:
    union = Union()

    async def away(_person: UUID) -> Terms:
        raise ConnectionError

    union.kept.of = away  # type: ignore[assignment, method-assign]
    with pytest.raises(ConnectionError):
        await union.grants()


async def test_what_is_remembered_has_a_bound_in_people_and_in_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_PEOPLE", 3)
    monkeypatch.setattr(joining, "MOST_TERMS", 5)
    union = Union()
    people = [Caller(UUID(int=n), str(n), LAN.issuer) for n in range(10, 20)]
    for person in people:
        await union.appoints(*[appointment("leader", "ninh-kieu")] * 2, person=person)
        await union.grants(person)
    asked = union.kept.asked
    await union.grants(people[-1])
    await union.grants(people[-2])
    assert union.kept.asked == asked
    await union.grants(people[-3])
    assert union.kept.asked == asked + 1
