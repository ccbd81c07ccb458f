"""Who asks: every role, in every relation to what is asked for."""

from collections.abc import Iterator
from typing import NamedTuple

from shared.access import Caller, Grant, Role, person_id
from tests.unit.submission.samples import ISSUER, UNITS

__all__ = ["AUTHOR", "RELATIONS", "ROLES", "UNITS", "Who", "callers"]

ROLES = tuple(role.value for role in Role)
NO_TOKEN = "no token"
RELATIONS = ("self", "same", "ancestor", "descendant", "sibling", "none")
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


class Who(NamedTuple):
    """A role in a relation; `caller` is None for nobody signed in."""

    role: str
    relation: str
    caller: Caller | None


def callers(*, at_the_top: bool = False) -> Iterator[Who]:
    """Everybody who has to be asked."""
    yield Who("", NO_TOKEN, None)
    places = AT_THE_TOP if at_the_top else AT
    for role in ROLES:
        for relation, unit in places.items():
            me = AUTHOR if relation == "self" else SOMEBODY
            yield Who(role, relation, Caller(me, "x", ISSUER, (Grant(Role(role), unit),), "Trần Thị Ai", None))
