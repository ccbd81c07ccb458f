"""Who acts on a case, and who has: told to all reviewers but its own people."""

from datetime import datetime
from uuid import UUID

from services.review.domain.case import Case
from services.review.domain.history import Entry
from services.review.schemas.sight import Sight
from shared.units import Level
from shared.web.schemas import ResponseBody


class ClaimOut(ResponseBody):
    """Who works on the case, and until when; who that is, is not told to its own people."""

    holder: UUID | None
    holder_name: str | None
    on_behalf_of: UUID | None
    on_behalf_of_name: str | None
    unit: str
    until: datetime


class EntryOut(ResponseBody):
    """One line of the history; who acted, and by what right, is not told to the case's own people."""

    at: datetime
    act: str
    content_version: int
    by: UUID | None
    by_name: str | None = None
    role: str | None
    appointment: UUID | None
    on_behalf_of: UUID | None
    on_behalf_of_name: str | None = None
    unit: str | None
    level: Level | None
    subject: UUID | None
    decision_number: str | None
    verified_benefit_vnd: int | None
    reasons: tuple[str, ...]
    comment: str | None
    submission_version: int | None
    supplement: int | None


_WHO = ("by", "role", "appointment", "on_behalf_of")


def line_of(entry: Entry, sight: Sight, *, sees_who: bool) -> EntryOut:
    """One line, with names where they are told."""
    line = EntryOut.model_validate(entry)
    if not sees_who:
        return line.model_copy(update=dict.fromkeys(_WHO))
    names = {"by_name": sight.name(entry.by), "on_behalf_of_name": sight.name(entry.on_behalf_of)}
    return line.model_copy(update=names)


def claim_of(case: Case, sight: Sight) -> ClaimOut | None:
    """The claim that stands."""
    claim = case.claim
    if claim is None or not claim.stands(sight.now):
        return None
    sees_who = sight.sees_who_acted(case)
    holder, on_behalf_of = (claim.holder, claim.on_behalf_of) if sees_who else (None, None)
    return ClaimOut(
        holder=holder,
        holder_name=sight.name(holder),
        on_behalf_of=on_behalf_of,
        on_behalf_of_name=sight.name(on_behalf_of),
        unit=claim.unit,
        until=claim.until,
    )
