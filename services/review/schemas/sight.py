"""What whoever reads a case may see of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.review.domain.case import Case


@dataclass(frozen=True, slots=True)
class Sight:
    """A viewer at `now` (the store's clock), and the names known of those who acted.

    `knows_authors`: whether blind review lets them know whose it is (`domain.blind`).
    """

    viewer: UUID
    now: datetime
    names: Mapping[UUID, str] = field(default_factory=dict)
    knows_authors: bool = True

    def name(self, person: UUID | None) -> str | None:
        """The name of somebody who acted."""
        return self.names.get(person) if person else None

    def sees_who_acted(self, case: Case) -> bool:
        """Nobody learns who decides on what they authored or entered."""
        return self.viewer not in case.involved


def people_who_acted(case: Case) -> frozenset[UUID]:
    """Everybody whose name the case shows."""
    people = {entry.by for entry in case.history} | {entry.on_behalf_of for entry in case.history}
    if case.claim is not None:
        people |= {case.claim.holder, case.claim.on_behalf_of}
    return frozenset(person for person in people if person is not None)
