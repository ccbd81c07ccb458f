"""What an appointment's term may become, what its end takes along, and what a restored store is told of both."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.submission.domain.appointments import refusals
from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.appointments.appointing import Term, changed_term
from services.submission.domain.appointments.deputies import check_only_shorter, check_stands, shortened
from services.submission.domain.appointments.forward import erased_up_to, standing_for, told_of
from services.submission.domain.appointments.invitations import (
    Acceptance,
    Invitation,
    InvitationState,
    confirmed,
)
from shared.access import Grant, Role, Source
from shared.events.appointments import AppointmentsData
from tests.unit.submission.samples import NOW, TREE, an_id, caller

DAY = timedelta(days=1)
LEADS = Post("leader", "ninh-kieu")
PRINCIPAL, DEPUTY = an_id("principal"), an_id("deputy")


def appointment(name: str, until: int | None = None, begins: int = -1, **more: UUID) -> Appointment:
    """Of a leader, from so many days on until so many days on."""
    return Appointment(an_id(name), LEADS, NOW + begins * DAY, None if until is None else NOW + until * DAY, **more)


def person(id_: UUID, *held: Appointment) -> Appointee:
    return Appointee(id_, held, version=3)


def stands_in(until: int | None, begins: int = -1, of: str = "leads") -> Appointment:
    return appointment("stands-in", until, begins, deputy_for=PRINCIPAL, stands_for=an_id(of))


def test_what_has_not_begun_may_begin_on_another_day_that_is_to_come() -> None:
    planned = appointment("leads", begins=5)
    assert changed_term(planned, Term(NOW + 7 * DAY), NOW).starts_at == NOW + 7 * DAY
    with pytest.raises(refusals.BadTerm):
        changed_term(planned, Term(NOW - DAY), NOW)
    with pytest.raises(refusals.BadTerm):
        changed_term(appointment("leads", until=9), Term(NOW - DAY, NOW), NOW)


@pytest.mark.parametrize(("until", "shown"), [(3, 3), (9, 5), (None, 5)])
def test_a_deputy_s_term_is_cut_to_what_they_stand_for_and_no_further(until: int | None, shown: int) -> None:
    other = appointment("another")
    holder = shortened(person(DEPUTY, other, stands_in(until)), appointment("leads"), NOW + 5 * DAY, NOW)
    assert [one.until for one in holder.appointments] == [None, NOW + shown * DAY]


def test_a_deputy_who_would_begin_after_it_ends_is_none() -> None:
    holder = shortened(person(DEPUTY, stands_in(None, begins=6)), appointment("leads"), NOW + 5 * DAY, NOW)
    assert holder.appointments == ()


@pytest.mark.parametrize("held", [(), (appointment("leads", until=0),)])
def test_nobody_stands_for_what_has_ended_meanwhile(held: tuple[Appointment, ...]) -> None:
    grant = Grant(Role.LEADER, "ninh-kieu", source=Source(an_id("leads"), None, None))
    with pytest.raises(refusals.AppointerNeeded):
        check_stands(person(PRINCIPAL, *held), grant, Term(NOW), NOW)


def test_whoever_leads_by_their_token_is_stood_for_as_long_as_they_say() -> None:
    check_stands(person(PRINCIPAL), Grant(Role.LEADER, "ninh-kieu"), Term(NOW), NOW)


@pytest.mark.parametrize(("begins", "until"), [(-1, None), (-1, 9), (-2, 4)])
def test_from_above_a_deputy_s_term_is_made_shorter_alone(begins: int, until: int | None) -> None:
    with pytest.raises(refusals.BadTerm):
        check_only_shorter(stands_in(5), Term(NOW + begins * DAY, None if until is None else NOW + until * DAY))


def test_from_above_a_deputy_s_term_may_end_sooner() -> None:
    check_only_shorter(stands_in(5), Term(NOW - DAY, NOW + 4 * DAY))
    check_only_shorter(stands_in(None), Term(NOW - DAY, NOW + 400 * DAY))


def test_a_restored_store_is_told_by_its_own_log_what_it_does_not_know_yet() -> None:
    known = appointment("leads", appointed_by=an_id("admin"))
    told = AppointmentsData.model_validate(
        {
            "id": PRINCIPAL,
            "version": 7,
            "appointments": [
                {"id": known.id, "role": "leader", "unit": "ninh-kieu", "from": known.starts_at, "until": NOW + DAY},
                {"id": an_id("new"), "role": "proxy", "unit": "an-khanh", "from": NOW, "deputy_for": None},
            ],
        }
    )
    as_told = told_of(person(PRINCIPAL, known), told, NOW)
    assert [(one.post.role, one.until, one.appointed_by) for one in as_told.appointments] == [
        ("leader", NOW + DAY, an_id("admin")),
        ("proxy", None, None),
    ]
    assert (as_told.version, as_told.last_event_at, as_told.erased) == (7, NOW, False)


def test_of_whoever_was_erased_a_shell_stays() -> None:
    shell = erased_up_to(person(PRINCIPAL, appointment("leads")), 9, NOW)
    assert (shell.appointments, shell.version, shell.last_event_at, shell.erased) == ((), 9, NOW, True)


def test_a_deputyship_ends_with_what_its_principal_holds_no_more_and_finds_what_it_stands_for() -> None:
    principal = person(PRINCIPAL, appointment("leads"))
    unknown = Appointment(an_id("unknown"), LEADS, NOW, deputy_for=PRINCIPAL)
    own = appointment("own")
    stays = standing_for(person(DEPUTY, own, unknown, stands_in(None)), [principal], NOW)
    assert [one.stands_for for one in stays.appointments] == [None, an_id("leads"), an_id("leads")]
    gone = standing_for(person(DEPUTY, own, stands_in(None, of="ended")), [principal], NOW)
    assert [one.id for one in gone.appointments] == [own.id]


def invitation(state: InvitationState, by: UUID | None = None) -> Invitation:
    accepted = None if by is None else Acceptance(by, NOW, "Hoa", "hoa@example.vn")
    return Invitation(an_id("sent"), "hash", an_id("lead"), None, NOW, LEADS, state=state, accepted=accepted)


@pytest.mark.parametrize("state", [InvitationState.CONFIRMED, InvitationState.TAKEN_BACK])
def test_an_invitation_that_is_settled_is_not_taken_back(state: InvitationState) -> None:
    with pytest.raises(refusals.InvitationUsed):
        invitation(state).taken_back()


def test_what_was_accepted_is_not_confirmed_by_who_accepted_it_nor_when_it_is_settled() -> None:
    leader = caller("tinh", (Role.LEADER, "can-tho"))
    with pytest.raises(refusals.OwnAppointment):
        confirmed(invitation(InvitationState.ACCEPTED, leader.person_id), leader, TREE)
    with pytest.raises(refusals.InvitationUsed):
        confirmed(invitation(InvitationState.TAKEN_BACK, an_id("hoa")), leader, TREE)


def test_what_nobody_accepted_is_not_confirmed_nor_by_whoever_may_not() -> None:
    with pytest.raises(refusals.InvitationNotAccepted):
        confirmed(invitation(InvitationState.OPEN), caller("tinh", (Role.LEADER, "can-tho")), TREE)
    with pytest.raises(refusals.AppointerNeeded):
        confirmed(invitation(InvitationState.ACCEPTED, an_id("hoa")), caller("la"), TREE)
