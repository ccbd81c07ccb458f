from datetime import timedelta
from uuid import UUID

import pytest

from shared.access import Caller, Grant, Role
from shared.appointments.terms import terms_of, with_appointments
from tests.fakes.appointments import BEGINNING, appointment

HOUR = timedelta(hours=1)
INSTANT = timedelta(milliseconds=1)
UNTIL = BEGINNING + 2 * HOUR
LAN = Caller(UUID(int=1), "lan", "https://login.example.vn", (Grant(Role.PROXY, "o-mon"),))


@pytest.mark.parametrize(
    ("since_its_beginning", "holds"),
    [
        (-timedelta(milliseconds=1), False),
        (0 * HOUR, True),
        (2 * HOUR - timedelta(milliseconds=1), True),
        (2 * HOUR, False),
    ],
)
def test_an_appointment_holds_from_its_first_moment_and_no_longer_at_its_end(
    since_its_beginning: timedelta, holds: bool
) -> None:
    (term,) = terms_of([appointment("leader", "ninh-kieu", until=UNTIL)])
    assert term.holds_at(BEGINNING + since_its_beginning) is holds


def test_one_without_an_end_holds_for_good() -> None:
    (term,) = terms_of([appointment("leader", "ninh-kieu")])
    assert term.holds_at(BEGINNING + 365_000 * timedelta(days=1))


def test_what_holds_is_added_to_the_token_s_grants_with_where_it_comes_from() -> None:
    ended = appointment("admin", "can-tho", until=BEGINNING + HOUR)
    planned = appointment("councillor", "can-tho", **{"from": UNTIL})
    terms = terms_of([ended, planned, appointment("leader", "ninh-kieu", programme="2026", until=UNTIL)])
    joined = with_appointments(LAN, terms, BEGINNING + HOUR)
    assert joined.grants == (Grant(Role.PROXY, "o-mon"), Grant(Role.LEADER, "ninh-kieu", "2026"))
    source = joined.grants[1].source
    assert source is not None
    assert (source.id, source.until, source.deputy_for) == (UUID(int=7), UNTIL, None)


def test_without_the_token_s_grants_appointments_alone_count() -> None:
    terms = terms_of([appointment("leader", "ninh-kieu")])
    assert with_appointments(LAN, terms, UNTIL, tokens_too=False).grants == (Grant(Role.LEADER, "ninh-kieu"),)
    assert with_appointments(LAN, (), UNTIL, tokens_too=False).grants == ()


def test_without_any_the_caller_is_as_the_token_says() -> None:
    assert with_appointments(LAN, (), UNTIL) is LAN


def test_a_deputy_s_comes_after_one_s_own() -> None:
    deputy = appointment("leader", "ninh-kieu", id=UUID(int=1), deputy_for=UUID(int=9))
    own = appointment("leader", "ninh-kieu", id=UUID(int=2))
    sources = [term.grant.source for term in terms_of([deputy, own])]
    assert [source.id.int for source in sources if source] == [2, 1]


def test_roles_of_later_versions_are_passed_over() -> None:
    assert terms_of([appointment("auditor", "ninh-kieu")]) == ()
