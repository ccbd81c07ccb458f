"""Who sees what of a message: addresses are for its person, leaders and administrators; reviewers see how it goes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from services.notify.domain.delivery import NotSendable
from services.notify.domain.messages import Message
from shared.access import Caller, Grant, Role
from shared.units import UnitTree

READERS = (Role.ADMIN, Role.LEADER, Role.REVIEWER)
RESENDERS = (Role.ADMIN, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Sight:
    """A reader of messages on the present tree."""

    caller: Caller
    tree: UnitTree

    def is_theirs(self, message: Message) -> bool:
        """Whether the message is to the reader."""
        return message.person_id == self.caller.person_id

    def grant_over(self, message: Message, roles: Collection[Role]) -> Grant | None:
        """The reader's narrowest grant of one of `roles` over it."""
        return self.caller.grant_over(message.unit, self.tree, roles, message.about.programme)

    def may_see(self, message: Message) -> bool:
        """Whether they see it at all."""
        return self.is_theirs(message) or self.grant_over(message, READERS) is not None

    def of(self, message: Message) -> Message:
        """What they see of it. A mail server's words may name the address, so they go where it goes."""
        if self.is_theirs(message) or self.grant_over(message, RESENDERS) is not None:
            return message
        return replace(message, address=None, reason=message.reason if message.reason in _OUR_WORDS else None)

    def of_resender(self, message: Message, resender: UUID) -> UUID | None:
        """Who had it sent again; an author is not told which of those over them it was."""
        return None if self.is_theirs(message) and resender != self.caller.person_id else resender


_OUR_WORDS = frozenset(reason.value for reason in NotSendable)
