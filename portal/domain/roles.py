"""What somebody may do, from the grants their services tell: where they lead, and which pages that opens."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

READING: Final = ("reviewer", "leader", "councillor")
"""Who has a desk."""
ADMINISTERING: Final = ("admin",)
LEADING: Final = ("leader", "admin")
WATCHING: Final = ("reviewer", "leader", "admin")
REGISTERING: Final = ("proxy", "leader", "admin")
"""Who keeps the cards of a unit's people."""
APPOINTED_BELOW: Final = {
    "leader": ("leader", "reviewer", "proxy", "councillor"),
    "admin": ("admin", "leader", "reviewer", "proxy", "councillor"),
}
"""What a role appoints strictly below its unit."""
APPOINTED_AT_HOME: Final = ("reviewer", "proxy", "councillor")
"""What it appoints at the unit itself, beside a deputy."""


def units_of(grants: Iterable[Mapping[str, Any]], roles: Iterable[str]) -> list[str]:
    """The units one has one of the roles on, in the order the services tell them."""
    wanted = set(roles)
    return list(dict.fromkeys(grant["unit"] for grant in grants if grant["role"] in wanted))


def may_appoint(grants: Iterable[Mapping[str, Any]], unit: str, path: Iterable[str]) -> list[str]:
    """The roles one may appoint at `unit`, whose `path` names it and all above it; the service judges once more."""
    above = [code for code in path if code != unit]
    found: dict[str, None] = {}
    for grant in grants:
        if grant["role"] not in LEADING or grant.get("deputy_for"):
            continue
        roles = APPOINTED_BELOW[grant["role"]] if grant["unit"] in above else ()
        found |= dict.fromkeys(APPOINTED_AT_HOME if grant["unit"] == unit else roles)
    return list(found)


def covering(units: Iterable[str], path: Iterable[str]) -> str:
    """How the units somebody administers stand to the last of `path` (highest first): `above`, `same` or `none`.

    A highest unit's own administrators set all of it, as those above do of others.
    """
    *above, unit = path
    own = set(units)
    if own.intersection(above) or (not above and unit in own):
        return "above"
    return "same" if unit in own else "none"


def may_be_deputised(grants: Iterable[Mapping[str, Any]], unit: str) -> list[str]:
    """The roles one holds on this very unit and may let somebody stand in for; a deputy lets nobody."""
    own = (grant["role"] for grant in grants if grant["unit"] == unit and not grant.get("deputy_for"))
    return list(dict.fromkeys(role for role in own if role in LEADING))
