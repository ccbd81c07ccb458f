"""From appointments to grants: which of them hold at a moment. Pure: no store, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from shared.access import Caller, Grant, Role, Source

MOST: Final = 1000
"""Appointments of one person that are looked at: as many as an event may carry (`shared.events.appointments`)."""
_ROLES: Final = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class Term:
    """A grant by appointment, and from when to when it holds: `from <= now < until`, without `until` for good."""

    grant: Grant
    starts_at: datetime
    until: datetime | None = None

    def holds_at(self, now: datetime) -> bool:
        """Whether it holds at a moment."""
        return self.starts_at <= now and (self.until is None or now < self.until)


Terms = tuple[Term, ...]


def terms_of(appointments: Iterable[Mapping[str, Any]]) -> Terms:
    """The terms of a person's document `{id, role, unit, programme, from, until, deputy_for}`.

    What is held in nobody's place comes before what a deputy holds, so that it is what an act is done by where both
    would do. Roles of later versions are passed over.
    """
    known = (_term(one) for one in appointments if one["role"] in _ROLES)
    return tuple(sorted(known, key=lambda term: term.grant.source is None or term.grant.source.deputy_for is not None))


def with_appointments(proved: Caller, terms: Terms, now: datetime, *, tokens_too: bool = True) -> Caller:
    """The caller with what they are appointed to at a moment, beside the token's grants or in their place."""
    held = [term.grant for term in terms if term.holds_at(now)]
    own = proved.grants if tokens_too else ()
    return replace(proved, grants=(*own, *held)) if held or own != proved.grants else proved


def _term(appointment: Mapping[str, Any]) -> Term:
    source = Source(appointment["id"], appointment["until"], appointment["deputy_for"])
    grant = Grant(_ROLES[appointment["role"]], appointment["unit"], appointment["programme"], source)
    return Term(grant, appointment["from"], source.until)
