"""What becomes of a message when its time comes, and after a mail server answered."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.notify.domain.contacts import Contact
from services.notify.domain.messages import Message, MessageState, Resend
from shared.addresses import mailable
from shared.refusals import Refusal, Text, TooManyChanges

MOST_RESENDS = 20
"""Of one message: whoever asks is a person who waits for it."""
LONGEST_REASON = 500

_PERMANENT = 500
_OF_POLICY = re.compile(r"\b5\.7\.\d{1,3}\b|\brelay", re.ASCII | re.IGNORECASE)
"""Security and policy: relaying denied, sign-in asked for, a sender nobody vouches for."""


class Stage(StrEnum):
    """Where in the SMTP dialogue something went wrong."""

    CONNECT = "connect"
    GREETING = "greeting"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class Verdict(StrEnum):
    """What a fault means: try this message again, give it up, or stop sending; the next messages settle a doubt."""

    RETRY = "retry"
    DOUBT = "doubt"
    """5.7.x to one message (RFC 3463): a rule of its recipient, or, when it goes on, of the server against us."""
    FAIL = "fail"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Fault:
    """A mail server's refusal (`code` of three digits), or a fault of the connection (`code` None)."""

    stage: Stage
    code: int | None
    reply: str

    @property
    def verdict(self) -> Verdict:
        """5xx to RCPT or DATA is about this message, unless it speaks of rules; before it about us; the rest passes."""
        if self.code is None or self.code < _PERMANENT:
            return Verdict.RETRY
        if not self.about_message:
            return Verdict.STOP
        return Verdict.DOUBT if _OF_POLICY.search(self.reply) else Verdict.FAIL

    @property
    def about_message(self) -> bool:
        """Whether the server had taken us and our sender, and spoke of this recipient or this mail."""
        return self.code is not None and self.stage in (Stage.RCPT, Stage.DATA)

    def __str__(self) -> str:
        return f"{self.stage}: {self.code or 'connection'} {self.reply}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: to its person, or to an office that hands it over."""

    email: str
    to_office: bool
    name: str | None
    language: str


class NotSendable(StrEnum):
    """Why a message that is due is not sent now."""

    FALLEN = "its decision no longer stands"
    NO_CONTACT = "no address is known"
    BAD_ADDRESS = "the address cannot be mailed"


def where_to(message: Message, contact: Contact, office: str | None) -> Address | NotSendable:
    """Where a message whose time has come goes; a person's own address wins over the office's."""
    if not message.stands:
        return NotSendable.FALLEN
    email = contact.email or (office if message.to_office else None)
    if not email:
        return NotSendable.NO_CONTACT
    address = mailable(email)
    if address is None:
        return NotSendable.BAD_ADDRESS
    return Address(address, to_office=not contact.email, name=contact.name, language=contact.mail_language)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waiting longer after each attempt, never longer than `longest`, never for ever."""

    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(minutes=10)

    def after(self, attempts: int, jitter: Callable[[], float]) -> timedelta:
        """The wait after so many failed attempts; `jitter` gives [0, 1) and takes away up to half of it."""
        doubled = self.first * (1 << min(max(attempts, 1) - 1, 20))
        return min(doubled, self.longest) * (1 - jitter() / 2)


def suppressed(message: Message) -> Message:
    """The message after its decision fell before it was sent; one that was mailed before stays a sent one."""
    state = MessageState.SENT if message.sent_at is not None else MessageState.SUPPRESSED
    return replace(message, state=state, reason=NotSendable.FALLEN.value, lease=None)


def waiting(message: Message, office_after: timedelta) -> Message:
    """The message while nobody knows an address; at `due_at` the unit's office gets it to hand over."""
    due_at = message.created_at + office_after
    return replace(message, state=MessageState.WAITING, due_at=due_at, to_office=False, lease=None)


def failed(message: Message, reason: str) -> Message:
    """The message after a refusal that no repeat can change."""
    return replace(message, state=MessageState.FAILED, reason=reason[:LONGEST_REASON], lease=None, refused_since=None)


def retried(message: Message, reason: str, at: datetime) -> Message:
    """The message after a fault that passes: the same mail goes again at `at`."""
    return replace(message, state=MessageState.QUEUED, reason=reason[:LONGEST_REASON], due_at=at, lease=None)


def put_off(message: Message, fault: Fault, now: datetime, wait: timedelta, patience: timedelta) -> Message:
    """The message after a fault that may pass: again after `wait`, or failed.

    A server that goes on refusing this very message is believed after `patience`, counted from its first refusal
    (RFC 5321 §4.5.4.1 gives it four to five days). A connection that breaks refuses no message, however often.
    """
    since = message.refused_since
    if fault.about_message:
        since = since or now
        if now - since >= patience:
            return failed(message, f"{fault} (refused since {since:%Y-%m-%d %H:%M} UTC)")
    return retried(replace(message, refused_since=since), str(fault), now + wait)


def sent(message: Message, at: datetime) -> Message:
    """The message after the mail server took it; its body is no longer needed."""
    return replace(
        message, state=MessageState.SENT, sent_at=at, reason=None, lease=None, content=None, refused_since=None
    )


def handed_over(message: Message, contact: Contact, now: datetime) -> Message:
    """The waiting message when its person's time is up: to the office, but of an erased person to nobody."""
    if contact.erased:
        return replace(message, state=MessageState.SUPPRESSED, reason="the person was erased", due_at=now)
    return replace(message, state=MessageState.QUEUED, to_office=True, due_at=now)


class NotResendable(Refusal):
    """Only what was sent, failed or waits for a contact may be sent again, while its decision stands."""

    slug = "message-not-resendable"
    title = Text("Thư này không thể gửi lại lúc này", "This message cannot be sent again now")


def resent(message: Message, resend: Resend) -> Message:
    """The message queued again because somebody asked: a new attempt, the same Message-ID."""
    allowed = (MessageState.FAILED, MessageState.SENT, MessageState.WAITING)
    if message.state not in allowed or not message.stands:
        raise NotResendable
    if len(message.resends) >= MOST_RESENDS:
        raise TooManyChanges.beyond(MOST_RESENDS, Text("gửi lại", "sent again"))
    return replace(
        message,
        state=MessageState.QUEUED,
        due_at=resend.at,
        reason=None,
        refused_since=None,
        to_office=message.to_office and message.state is not MessageState.WAITING,
        resends=(*message.resends, resend),
    )
