"""What notify needs of its store. The memory version is in tests/fakes; one suite runs on both."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notify.domain.absorb import BatchNews, Known, NamedProgramme, Writes
from services.notify.domain.contacts import Contact, Leader
from services.notify.domain.hold import Hold
from services.notify.domain.messages import Message, MessageState
from services.notify.domain.milestones import Milestone
from shared.access import Scope
from shared.mongo import Session
from shared.units import UnitTree


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages a list shows: of `person_id` or within `scopes`, whichever holds; None does not ask.

    Newest first; `after` is (created_at, id) of the last row seen.
    """

    person_id: UUID | None = None
    scopes: frozenset[Scope] | None = None
    states: tuple[MessageState, ...] = ()
    initiative_id: UUID | None = None
    after: tuple[datetime, UUID] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Announcement:
    """Milestones decided on, and the letters to leaders that come of it."""

    milestones: tuple[Milestone, ...]
    letters: tuple[Message, ...]


Announcing = Callable[[Sequence[Milestone], Sequence[Milestone], Sequence[Leader]], Announcement]
"""What is due, all milestones of the same units, and everyone who leads a unit → what follows."""


class NotifyStore(Protocol):
    """Messages and what they are made from. Instants are UTC to the millisecond."""

    async def change(
        self, news: BatchNews, decide: Callable[[Known], Writes], seal: Callable[[Session], Awaitable[None]]
    ) -> None:
        """One transaction: read what is known of the news, write what `decide` says, then `seal`.

        `decide` may be called more than once and must not keep anything from an earlier call.
        """

    async def anything_due(self, now: datetime) -> bool:
        """Whether a claim would find a message."""

    async def claim(self, now: datetime, lease: UUID, until: datetime) -> Message | None:
        """The message due longest, now `sending` under `lease` until then; nobody else gets it before.

        One whose lease has run out (its sender died) is due again.
        """

    async def hold_content(self, message: Message) -> bool:
        """Keep the address, subject and body about to be sent, if the message is as it was claimed.

        False when the lease was lost, or news came meanwhile: its decision fell, or its person was erased.
        """

    async def release(self, message: Message, lease: UUID) -> bool:
        """Write the outcome of an attempt under `lease`; False, and nothing written, when it was lost.

        Whether the decision stands, and the address and body, are not written: news may have changed or erased
        them meanwhile. A body the message no longer has is dropped.
        """

    async def mark_sent(self, message: Message, lease: UUID, on_fallen: Callable[[Known], Sequence[Message]]) -> bool:
        """As `release` for a mail the server took; when its decision fell meanwhile, `on_fallen` says what follows.

        `on_fallen` is given the initiative and its messages, this one as sent. One transaction, so a revocation
        comes either before (and is seen here) or after (and sees the mail as sent).
        """

    async def await_contact(self, message: Message, lease: UUID, now: datetime) -> bool:
        """Write `message` as waiting, or as queued when its person's address came meanwhile."""

    async def mend_times(self, now: datetime, latest: datetime) -> int:
        """Make due at `now` what is to be sent after `latest`: a wrong clock said so. How many that was."""

    async def overdue_contacts(self, now: datetime, limit: int) -> Sequence[Message]:
        """Waiting messages whose time to be handed over to an office has come."""

    async def announce(self, now: datetime, decide: Announcing) -> int:
        """One transaction: milestones due and not decided on, what `decide` says of them; how many letters it made."""

    async def hold(self, before: datetime) -> None:
        """From now on what was decided before is recorded and not mailed; replaces an earlier hold."""

    async def held(self) -> Hold | None:
        """The hold of the last restore, released or not."""

    async def recorded(self, hold: Hold) -> int:
        """How many messages rest because of it."""

    async def release_hold(self, *, mail: bool, by: UUID, at: datetime) -> bool:
        """End the hold; False when there is none that was not released."""

    async def give_up_held(self) -> int:
        """Mark as failed, each resendable, what was released without mail; how many."""

    async def replace(self, message: Message) -> bool:
        """Write `message` if it is still at the revision it was read at."""

    async def contact(self, person_id: UUID) -> Contact:
        """What is known of a person; an empty contact when nothing is."""

    async def programme(self, programme_id: str) -> NamedProgramme | None:
        """A programme, once its event came."""

    async def named_programmes(self) -> Sequence[NamedProgramme]:
        """All whose event came."""

    async def tree(self) -> UnitTree:
        """All units as they stand."""

    async def follow_tree(self) -> int:
        """Messages are found where their units hang by now; how many had to move."""

    async def message(self, message_id: UUID) -> Message | None:
        """One message."""

    async def messages(self, wanted: MessageFilter) -> Sequence[Message]:
        """A page of messages, newest first."""

    async def certificates(self, person_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Message]:
        """A page of a person's messages that are certificates, newest first, without their bodies."""

    async def certified(self, code: str) -> Message | None:
        """The commendation with this certificate code."""
