"""What submission keeps of appointments and invitations, as the rest of the service sees it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.appointments.invitations import Invitation
from services.submission.domain.authors import Card
from services.submission.domain.initiative import Change
from shared.web.idempotency import FirstAnswer


@dataclass(frozen=True, slots=True)
class AppointmentWrite:
    """What is written at once or not at all, each at the revision it was read at.

    `unchanged` are those it was judged by: whoever changes one of them meanwhile and this write exclude each other.
    `cards` are those whose owners lead other units since. `first` is what the request that made `id` is answered.
    """

    changed: Sequence[Appointee]
    unchanged: Sequence[Appointee] = ()
    cards: Sequence[Card] = ()
    first: tuple[UUID, FirstAnswer] | None = None


class Appointees(Protocol):
    """People with what they are appointed to; every write carries its event."""

    async def get(self, id: UUID) -> Appointee:  # noqa: A002
        """The person as kept: without anything, at revision 0, when nothing ever was."""

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, Appointee]:
        """Those of these of whom anything is kept."""

    async def holding(self, appointment: UUID) -> Appointee | None:
        """Whose appointment this is, unless it has ended."""

    async def deputies_of(self, appointments: Collection[UUID]) -> list[Appointee]:
        """Who acts in place of the holders of these appointments."""

    async def at(self, units: Collection[str], after: UUID | None, limit: int) -> list[Appointee]:
        """Who is appointed on any of these units, in the order of their ids."""

    async def due(self, now: datetime, limit: int) -> list[Appointee]:
        """Those of whom something has begun or ended by the clock since they were written."""

    async def save(self, write: AppointmentWrite, now: datetime) -> list[Appointee]:
        """Write it, and give those changed at their new revisions; raises Stale, or AlreadyMade for its request."""

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when this was made; None when it never was."""


@dataclass(frozen=True, slots=True)
class InvitationWrite:
    """An invitation with what comes of it, at once or not at all: appointments, or an author of an initiative."""

    invitation: Invitation
    appointments: AppointmentWrite | None = None
    change: Change | None = None


class Invitations(Protocol):
    """Invitations of both kinds; of each the secret's hash alone."""

    async def create(self, invitation: Invitation, first: FirstAnswer) -> None:
        """Write a new one with the answer to it, which has no secret; raises AlreadyMade."""

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when it was made, without the secret."""

    async def get(self, id: UUID) -> Invitation | None:  # noqa: A002
        """The invitation with this id."""

    async def by_secret(self, secret_hash: str) -> Invitation | None:
        """The one that this secret opens."""

    async def of_units(
        self, units: Collection[str], after: tuple[datetime, UUID] | None, limit: int
    ) -> list[Invitation]:
        """Those to be appointed on these units, newest first; `after` is (created_at, id)."""

    async def of_initiative(self, initiative: UUID, limit: int) -> list[Invitation]:
        """Those to become an author of it, newest first."""

    async def accepted_by(self, person: UUID) -> list[Invitation]:
        """Those that somebody accepted, as far as they are kept."""

    async def open_ones(self, now: datetime, *, unit: str | None = None, by: UUID | None = None) -> int:
        """How many of a unit, or of an inviter, may still be accepted or confirmed."""

    async def save(self, write: InvitationWrite, now: datetime) -> Invitation:
        """Write a changed one and what comes of it; raises Stale."""
