"""Hearing of appointments: a consumer of its own, which no rebuild, recomputation or full batch of facts holds up."""

from datetime import datetime
from uuid import UUID

from shared.appointments.kept import MongoAppointments, PersonNews
from shared.events.appointments import APPOINTMENTS, Appointment, AppointmentsData
from shared.events.reading import Tombstone
from shared.messaging.consumer import Batch, Consumer, Record
from shared.messaging.dead_letters import InvalidRecord
from shared.mongo import Document, Session
from shared.runtime.held import Service


def group_of(service: str) -> str:
    """The group by which a service hears of appointments."""
    return f"{service}-appointments"


def consumer(service: Service) -> Consumer:
    """The same in every service that does not own them."""
    appointments = MongoAppointments(service.mongo.db)

    async def apply(batch: Batch) -> None:
        news = news_of(batch)

        async def work(session: Session) -> None:
            await appointments.learn(news, session)
            await batch.seal(session)

        await service.mongo.transaction(work)

    async def caught_up(at: datetime) -> None:
        await appointments.note_known(at)

    return Consumer(group_of(service.settings.service), (APPOINTMENTS,), apply, caught_up=caught_up)


def news_of(batch: Batch) -> list[PersonNews]:
    """What each record says; a null record is an erasure, which leaves nothing."""
    return [_news(record) for record in batch.of(APPOINTMENTS)]


def _news(record: Record) -> PersonNews:
    try:
        person = UUID(record.key)
    except ValueError as error:
        raise InvalidRecord(record, "the key is not a person's id") from error
    if isinstance(record.event, Tombstone):
        return PersonNews(person, record.event.version)
    data = record.event.data
    if not isinstance(data, AppointmentsData):
        raise InvalidRecord(record, "not a person's appointments")
    return PersonNews(person, data.version, [_document(one) for one in data.appointments], record.event.time)


def _document(appointment: Appointment) -> Document:
    return appointment.model_dump(by_alias=True)
