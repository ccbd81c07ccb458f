"""Who sees what of a message: addresses are for its person, leaders and administrators; reviewers see how it goes.

Of a programme whose review is blind they see none: a message, and a certificate more so, says whose an initiative is,
also while a higher level is yet to judge it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from services.notify.domain.absorb import NamedProgramme
from services.notify.domain.delivery import NotSendable
from services.notify.domain.messages import Message
from shared.access import Caller, Grant, Role, Scope
from shared.units import UnitTree

READERS = (Role.ADMIN, Role.LEADER, Role.REVIEWER)
RESENDERS = (Role.ADMIN, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Sight:
    """A reader of messages on the present tree."""

    caller: Caller
    tree: UnitTree
    programmes: tuple[NamedProgramme, ...] = ()

    def is_theirs(self, message: Message) -> bool:
        """Whether the message is to the reader."""
        return message.person_id == self.caller.person_id

    def grant_over(self, message: Message, roles: Collection[Role]) -> Grant | None:
        """The reader's narrowest grant of one of `roles` over it."""
        return self.caller.grant_over(message.unit, self.tree, roles, message.about.programme)

    def may_see(self, message: Message) -> bool:
        """Whether they see it at all."""
        blind = any(one.blind for one in self.programmes if one.id == message.about.programme)
        return self.is_theirs(message) or self.grant_over(message, RESENDERS if blind else READERS) is not None

    @property
    def scopes(self) -> frozenset[Scope]:
        """Where they see all messages."""
        scopes = self.caller.scopes(self.tree, READERS)
        if not any(one.blind for one in self.programmes):
            return frozenset(scopes)
        return frozenset((*self.caller.scopes(self.tree, RESENDERS), *self._of_those_not_blind(scopes)))

    def _of_those_not_blind(self, scopes: Iterable[Scope]) -> Iterable[Scope]:
        shown = [one.id for one in self.programmes if not one.blind]
        return (Scope(one.unit, each) for one in scopes for each in shown if one.programme in (None, each))

    def of(self, message: Message) -> Message:
        """What they see of it. A mail server's words may name the address, so they go where it goes."""
        if self.is_theirs(message) or self.grant_over(message, RESENDERS) is not None:
            return message
        return replace(message, address=None, reason=message.reason if message.reason in _OUR_WORDS else None)

    def of_resender(self, message: Message, resender: UUID) -> UUID | None:
        """Who had it sent again; an author is not told which of those over them it was."""
        return None if self.is_theirs(message) and resender != self.caller.person_id else resender


_OUR_WORDS = frozenset(reason.value for reason in NotSendable)
