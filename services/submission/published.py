"""From an aggregate's state to the event that tells of it; the stores write both together (design §2)."""

from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.authors import Card
from services.submission.domain.initiative import Change, Initiative, OwnState
from services.submission.domain.programmes import ProgrammeState
from services.submission.domain.targets import TargetState
from services.submission.domain.units import UnitState
from shared.events.appointments import APPOINTMENTS, APPOINTMENTS_CHANGED, Appointment, AppointmentsData
from shared.events.authors import AUTHOR_CHANGED, AUTHORS
from shared.events.programmes import PROGRAMME_CHANGED, PROGRAMMES
from shared.events.submissions import SUBMISSIONS, AuthorShare, SubmissionData, SubmissionState
from shared.events.targets import TARGET_CHANGED, TARGETS
from shared.events.units import UNIT_CHANGED, UNITS
from shared.messaging.outbox import entry, tombstone_entry
from shared.mongo import Document


def face(initiative: Initiative) -> SubmissionData:
    """The whole public face of what was submitted; never the description."""
    public = initiative.public
    if initiative.first_submitted_at is None or initiative.registered_at is None:
        raise ValueError("nothing is published before the first submission")
    withdrawn = initiative.state is OwnState.WITHDRAWN
    return SubmissionData(
        version=initiative.version,
        state=SubmissionState.WITHDRAWN if withdrawn else SubmissionState.SUBMITTED,
        programme=public.programme,
        unit=public.unit,
        sector=initiative.sector,
        ownership=initiative.ownership,
        kind=public.kind,
        field=public.field,
        title=public.title,
        summary=public.summary,
        first_applied_on=public.first_applied_on,
        claimed_benefit_vnd=public.claimed_benefit_vnd,
        confidential=public.confidential,
        authors=tuple(
            AuthorShare(id=a.id, share=a.share, home_unit=a.home_unit, formerly=a.formerly) for a in public.authors
        ),
        entered_by=initiative.entered_by,
        first_submitted_at=initiative.first_submitted_at,
        registered_at=initiative.registered_at,
        imported=initiative.imported,
        content_version=initiative.content_version,
        receipt=initiative.receipt,
        supplement=initiative.supplement,
        sections=initiative.sections,
        attachments=initiative.attachments,
        confirmed_by=initiative.confirmed_by,
        imported_by=initiative.imported_by,
        late=initiative.late,
    )


def of_initiative(change: Change) -> list[Document]:
    """The outbox entry of a change, none when it publishes nothing."""
    made = change.initiative
    if change.event is None or made.last_event_at is None:
        return []
    return [entry(SUBMISSIONS, type=change.event, subject=str(made.id), data=face(made), at=made.last_event_at)]


def of_card(card: Card) -> list[Document]:
    """The card as it stands, or the tombstone of an erased one."""
    if card.last_event_at is None:
        return []
    if card.data is None:
        return [tombstone_entry(AUTHORS, subject=str(card.id), version=card.version, at=card.last_event_at)]
    return [entry(AUTHORS, type=AUTHOR_CHANGED, subject=str(card.id), data=card.data, at=card.last_event_at)]


def of_appointee(appointee: Appointee) -> list[Document]:
    """All a person is appointed to, “none” too, or the tombstone of who had themselves erased."""
    at, id_ = appointee.last_event_at, str(appointee.id)
    if at is None:
        return []
    if appointee.erased:
        return [tombstone_entry(APPOINTMENTS, subject=id_, version=appointee.version, at=at)]
    appointments = tuple(
        Appointment(
            id=one.id,
            role=one.post.role,
            unit=one.post.unit,
            programme=one.post.programme,
            starts_at=one.starts_at,
            until=one.until,
            deputy_for=one.deputy_for,
        )
        for one in appointee.appointments
    )
    data = AppointmentsData(version=appointee.version, id=appointee.id, appointments=appointments)
    return [entry(APPOINTMENTS, type=APPOINTMENTS_CHANGED, subject=id_, data=data, at=at)]


def of_unit(unit: UnitState) -> list[Document]:
    """The unit as it stands, with the version of the tree."""
    if unit.last_event_at is None:
        return []
    return [entry(UNITS, type=UNIT_CHANGED, subject=unit.data.code, data=unit.data, at=unit.last_event_at)]


def of_programme(programme: ProgrammeState) -> list[Document]:
    """The programme as it stands."""
    if programme.last_event_at is None:
        return []
    data = programme.data
    return [entry(PROGRAMMES, type=PROGRAMME_CHANGED, subject=data.id, data=data, at=programme.last_event_at)]


def of_target(target: TargetState) -> list[Document]:
    """The unit's targets as they stand."""
    if target.last_event_at is None:
        return []
    return [entry(TARGETS, type=TARGET_CHANGED, subject=target.id, data=target.data, at=target.last_event_at)]
