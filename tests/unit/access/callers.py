"""Who asks: every role, in every relation to what is asked for, by token and by appointment."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from shared.access import Caller, Grant, Role, person_id
from tests.fakes.appointments import appointment
from tests.unit.submission.samples import ISSUER, UNITS, an_id

__all__ = ["AUTHOR", "RELATIONS", "ROLES", "UNITS", "Who", "by_appointment", "by_token", "without_a_right"]

HELD_ROLES = tuple(role.value for role in Role)
DEPUTY = "deputy"
"""A leader in another's place: by appointment alone."""
ROLES = ("author", "proxy", "reviewer", "leader", DEPUTY, "admin", "import", "councillor")
NO_TOKEN = "no token"
RELATIONS = ("self", "same", "ancestor", "descendant", "sibling", "none")
ITS_PROGRAMME = "its programme"
"""By an appointment over the same unit for one programme, the one the thing is of."""
AT = {
    "self": "ninh-kieu",
    "same": "ninh-kieu",
    "ancestor": "can-tho",
    "descendant": "p-an-khanh",
    "sibling": "o-mon",
    "none": "thanh-hoa",
}
"""The unit of the grant; what is asked for is of ninh-kieu."""
AT_THE_TOP = {"same": "tld", "descendant": "can-tho", "none": "khong-co"}
"""The same where what is asked for is of all units: nothing stands above or beside the highest."""
AUTHOR = person_id(ISSUER, "lan")
"""Whose initiative, card, message and certificate it is: `self`."""
SOMEBODY = person_id(ISSUER, "ai")
LONG_AGO, LONG_FROM_NOW = datetime(2001, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
WITHOUT_A_RIGHT: dict[str, dict[str, Any]] = {
    "ended": {"until": LONG_AGO},
    "not begun": {"from": LONG_FROM_NOW},
    "of another programme": {"programme": "khac"},
}
"""What an appointment is that covers nothing of what is asked for."""


class Who(NamedTuple):
    """A role in a relation; `caller` is None for nobody signed in."""

    role: str
    relation: str
    caller: Caller | None
    appointments: tuple[dict[str, Any], ...] = ()


def by_token(*, at_the_top: bool = False, programme: str) -> Iterator[Who]:
    """Everybody whom the tables know: by token, and by appointment what no token says."""
    yield Who("", NO_TOKEN, None)
    places = AT_THE_TOP if at_the_top else AT
    for relation, unit in places.items():
        for role in HELD_ROLES:
            yield Who(role, relation, _person(relation, Grant(Role(role), unit)))
        yield Who(DEPUTY, relation, _person(relation), (_appointed(DEPUTY, unit),))
    if not at_the_top:
        for role in ROLES:
            of_one = _appointed(role, AT["same"], programme=programme)
            yield Who(role, ITS_PROGRAMME, _person("same"), (of_one,))


def by_appointment(*, at_the_top: bool = False) -> Iterator[Who]:
    """The same people with the same rights, by appointment."""
    for relation, unit in (AT_THE_TOP if at_the_top else AT).items():
        for role in HELD_ROLES:
            yield Who(role, relation, _person(relation), (_appointed(role, unit),))


def without_a_right(*, at_the_top: bool = False) -> Iterator[tuple[str, Who]]:
    """Why nothing is held, and somebody who has every role everywhere by appointments of that kind.

    Rights only add up: when all of these together open nothing, none of them does.
    """
    units = sorted(set((AT_THE_TOP if at_the_top else AT).values()))
    for why, how in WITHOUT_A_RIGHT.items():
        held = tuple(_appointed(role, unit, **how) for role in ROLES for unit in units)
        for relation in ("none",) if at_the_top else ("none", "self"):
            yield why, Who("author", relation, _person(relation), held)


def _person(relation: str, *grants: Grant) -> Caller:
    me = AUTHOR if relation == "self" else SOMEBODY
    return Caller(me, "x", ISSUER, grants, "Trần Thị Ai", None)


def _appointed(role: str, unit: str, **more: Any) -> dict[str, Any]:
    id_ = an_id(f"{role} of {unit}")
    if role == DEPUTY:
        return appointment("leader", unit, id=id_, deputy_for=an_id("the leader"), **more)
    return appointment(role, unit, id=id_, **more)
