"""From news to writes: what a batch of events changes, given what is known of the things it names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.domain.contacts import Contact
from services.notify.domain.due import Due, corrections_due, messages_due
from services.notify.domain.initiative import Initiative
from services.notify.domain.messages import Message, MessageState, Template
from services.notify.domain.milestones import Milestone
from shared.events.authors import AuthorData
from shared.events.decisions import DecisionData
from shared.events.milestones import MilestoneData
from shared.events.programmes import ProgrammeData
from shared.events.submissions import SubmissionData
from shared.events.units import UnitData
from shared.units import Unit


@dataclass(frozen=True, slots=True)
class Erasure:
    """One tombstone of `authors`."""

    version: int


@dataclass(frozen=True, slots=True)
class BatchNews:
    """What a batch says, in the order it came for each thing named."""

    faces: tuple[tuple[UUID, SubmissionData], ...] = ()
    decisions: tuple[tuple[UUID, DecisionData, datetime], ...] = ()
    cards: tuple[tuple[UUID, AuthorData | Erasure], ...] = ()
    units: tuple[UnitData, ...] = ()
    programmes: tuple[ProgrammeData, ...] = ()
    milestones: tuple[tuple[UUID, MilestoneData, datetime], ...] = ()

    @property
    def initiative_ids(self) -> frozenset[UUID]:
        """Initiatives it tells of."""
        return frozenset({id_ for id_, _ in self.faces} | {id_ for id_, _, _ in self.decisions})

    @property
    def person_ids(self) -> frozenset[UUID]:
        """People it tells of."""
        return frozenset(person for person, _ in self.cards)

    @property
    def unit_codes(self) -> frozenset[str]:
        """Units it tells of."""
        return frozenset(unit.code for unit in self.units)

    @property
    def programme_ids(self) -> frozenset[str]:
        """Programmes it tells of."""
        return frozenset(programme.id for programme in self.programmes)


@dataclass(frozen=True, slots=True)
class NamedProgramme:
    """What a message says of a programme, and whether whoever judges may not know whose its initiatives are."""

    id: str
    name: str
    version: int
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of the things the news names, and the messages of these initiatives and people."""

    initiatives: Mapping[UUID, Initiative] = field(default_factory=dict)
    messages: Mapping[UUID, Message] = field(default_factory=dict)
    contacts: Mapping[UUID, Contact] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    programmes: Mapping[str, NamedProgramme] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Writes:
    """What changes; nothing else does. Messages are new or carry the `revision` they were read at."""

    initiatives: tuple[Initiative, ...] = ()
    new_messages: tuple[Message, ...] = ()
    messages: tuple[Message, ...] = ()
    contacts: tuple[Contact, ...] = ()
    units: tuple[Unit, ...] = ()
    programmes: tuple[NamedProgramme, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    """Any that is kept already stays as it is."""


@dataclass(frozen=True, slots=True)
class Making:
    """How a new message is made: the time, how long it is held, and where certificate codes come from."""

    now: datetime
    hold: timedelta
    new_code: Callable[[], str]

    def message(self, due: Due) -> Message:
        """The message of what is due: commendations are held and numbered, a correction goes at once."""
        is_correction = due.template is Template.CORRECTED
        return Message(
            id=due.id,
            template=due.template,
            initiative_id=due.initiative_id,
            person_id=due.person_id,
            unit=due.unit,
            about=due.about,
            state=MessageState.QUEUED if is_correction else MessageState.HELD,
            created_at=self.now,
            due_at=self.now if is_correction else self.now + self.hold,
            certificate_code=self.new_code() if due.template.commends else None,
        )


def absorb(news: BatchNews, known: Known, making: Making) -> Writes:
    """Everything `news` changes. Applying the same news again changes nothing."""
    initiatives = _newest(news, known)
    contacts = _contacts(news, known)
    new: dict[UUID, Message] = {}
    changed: dict[UUID, Message] = {}
    by_initiative: dict[UUID | None, list[Message]] = {}
    for message in known.messages.values():
        by_initiative.setdefault(message.initiative_id, []).append(message)
    for initiative in initiatives:
        mine = by_initiative.get(initiative.id, [])
        for due in (*messages_due(initiative), *corrections_due(initiative, mine)):
            if due.id not in known.messages:
                new.setdefault(due.id, making.message(due))
        changed |= {after.id: after for after in _restood(initiative, mine) if after is not known.messages[after.id]}
    for contact in contacts:
        for message in known.messages.values():
            if message.person_id == contact.id:
                changed |= _reached(changed.get(message.id, message), contact, making.now)
    return Writes(
        initiatives=initiatives,
        new_messages=tuple(new.values()),
        messages=tuple(changed.values()),
        contacts=contacts,
        units=_units(news, known),
        programmes=_programmes(news, known),
        milestones=tuple(_milestones(news, making)),
    )


def _newest(news: BatchNews, known: Known) -> tuple[Initiative, ...]:
    after: dict[UUID, Initiative] = {}
    for id_, face in news.faces:
        after[id_] = after.get(id_, known.initiatives.get(id_, Initiative(id_))).with_face(face)
    for id_, decision, at in news.decisions:
        after[id_] = after.get(id_, known.initiatives.get(id_, Initiative(id_))).with_decision(decision, at)
    return tuple(initiative for initiative in after.values() if initiative != known.initiatives.get(initiative.id))


def _restood(initiative: Initiative, messages: Iterable[Message]) -> Iterable[Message]:
    """Messages whose truth or unit changed; a correction stays true."""
    recipients = {due.id: due.person_id for due in messages_due(initiative)}
    for message in messages:
        stands = message.template is Template.CORRECTED or message.id in recipients
        unit = initiative.face.unit if initiative.face is not None else message.unit
        if (stands, unit) != (message.stands, message.unit):
            message = replace(message, stands=stands, unit=unit)  # noqa: PLW2901 - the same message, as it stands now
        yield _readdressed(message, recipients.get(message.id, message.person_id))


def _readdressed(message: Message, person: UUID) -> Message:
    """The message of a person whose card was linked to an account; one that waited for a contact looks again."""
    if person == message.person_id:
        return message
    waited = message.state is MessageState.WAITING
    return replace(message, person_id=person, state=MessageState.HELD if waited else message.state)


def _contacts(news: BatchNews, known: Known) -> tuple[Contact, ...]:
    after: dict[UUID, Contact] = {}
    for id_, card in news.cards:
        contact = after.get(id_, known.contacts.get(id_, Contact(id_)))
        if isinstance(card, Erasure):
            after[id_] = contact.erased_up_to(card.version)
        else:
            after[id_] = contact.with_card(card)
    return tuple(contact for contact in after.values() if contact != known.contacts.get(contact.id))


def _reached(message: Message, contact: Contact, now: datetime) -> dict[UUID, Message]:
    """A waiting message goes on when an address is known; an erased person's traces leave every message.

    An erasure writes even messages without a trace: it thereby excludes a sender that is just adding one.
    """
    if contact.erased:
        return {message.id: replace(message, address=None, content=None)}
    if contact.email and message.state is MessageState.WAITING:
        return {message.id: replace(message, state=MessageState.QUEUED, due_at=now)}
    return {}


def _milestones(news: BatchNews, making: Making) -> Iterable[Milestone]:
    for id_, data, at in news.milestones:
        if data.unit is not None and data.threshold is not None:
            yield Milestone(
                id_, data.programme, data.window, data.unit, data.threshold, at, due_at=making.now + making.hold
            )


def _units(news: BatchNews, known: Known) -> tuple[Unit, ...]:
    after = dict(known.units)
    for data in news.units:
        if data.code not in after or after[data.code].version < data.version:
            after[data.code] = data.to_unit()
    return tuple(unit for unit in after.values() if unit != known.units.get(unit.code))


def _programmes(news: BatchNews, known: Known) -> tuple[NamedProgramme, ...]:
    after = dict(known.programmes)
    for data in news.programmes:
        if data.id not in after or after[data.id].version < data.version:
            after[data.id] = NamedProgramme(data.id, data.name, data.version, data.blind_review)
    return tuple(programme for programme in after.values() if programme != known.programmes.get(programme.id))
