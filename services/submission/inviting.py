"""Inviting, accepting and confirming: an invitation and what comes of it are one write."""

from datetime import datetime
from uuid import UUID

from services.submission.appointing import again, written_with
from services.submission.appointment_store import AppointmentWrite, InvitationWrite
from services.submission.domain import access, coauthors
from services.submission.domain.acts import Setting
from services.submission.domain.appointments import invitations
from services.submission.domain.appointments.appointee import Appointee, Post
from services.submission.domain.appointments.appointing import Term, check_post, check_term
from services.submission.domain.appointments.invitations import Invitation, InvitationState
from services.submission.domain.appointments.refusals import InviterMayNot, TooManyInvitations
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.content import Share
from services.submission.domain.initiative import Actor, Initiative
from services.submission.store import Store
from shared.access import Caller
from shared.refusals import Forbidden, NotFound
from shared.web.idempotency import FirstAnswer


async def invite(wish: Invitation, catalogue: Catalogue, store: Store, first: FirstAnswer) -> None:
    """Send one to be appointed; bounded for the unit and for who invites."""
    post, now = _post(wish), wish.created_at
    check_post(post, catalogue.tree, None if post.programme is None else catalogue.programme(post.programme))
    if wish.until is not None:
        check_term(Term(now, wish.until), now)
    of_unit = await store.invitations.open_ones(now, unit=post.unit)
    of_inviter = await store.invitations.open_ones(now, by=wish.invited_by)
    if of_unit >= invitations.MOST_OF_A_UNIT or of_inviter >= invitations.MOST_OF_AN_INVITER:
        raise TooManyInvitations
    await store.invitations.create(wish, first)


async def invite_author(wish: Invitation, setting: Setting, store: Store, first: FirstAnswer) -> None:
    """Send one to become an author; the share stays the first author's until it is accepted."""
    initiative = await store.initiatives.get(wish.initiative or wish.id)
    if initiative is None:
        raise NotFound
    coauthors.check_open(initiative, setting)
    known = await store.invitations.of_initiative(initiative.id, invitations.MOST_OF_A_UNIT)
    waiting = sum(one.shown_state(setting.now) == InvitationState.OPEN for one in known)
    coauthors.check_share(initiative, wish.share or 0, waiting=waiting)
    if await store.invitations.open_ones(setting.now, by=wish.invited_by) >= invitations.MOST_OF_AN_INVITER:
        raise TooManyInvitations
    await store.invitations.create(wish, first)


async def accept(
    secret: str, caller: Caller, home: str, catalogue: Catalogue, store: Store, now: datetime
) -> Invitation:
    """Take what a secret offers: proposed to be appointed, appointed at once as a proxy, or an author."""

    async def attempt() -> Invitation:
        found = await store.invitations.by_secret(invitations.hash_of(secret))
        if found is not None and found.was_accepted_by(caller.person_id):
            return found
        opened = invitations.acceptable(found, caller, now)
        write = await (_joining if opened.post is None else _proposing)(opened, caller, home, catalogue, store, now)
        return await store.invitations.save(write, now)

    return await again(attempt)


async def confirm(
    invitation: Invitation, caller: Caller, catalogue: Catalogue, store: Store, now: datetime
) -> Invitation:
    """Appoint who accepted."""
    after, grant = invitations.confirmed(invitation, caller, catalogue.tree)
    post, acceptance = _post(after), after.accepted
    if acceptance is None:
        raise AssertionError
    check_post(post, catalogue.tree, None)
    if after.until is not None:
        check_term(Term(now, after.until), now)
    made = invitations.appointment_of(after, post, caller.person_id, now)
    holder = await store.appointees.get(acceptance.person)
    appointed = holder.appointed(made, Actor(caller.person_id, grant), now)
    return await store.invitations.save(InvitationWrite(after, await written_with(store, [appointed], now)), now)


async def take_back(invitation: Invitation, store: Store, now: datetime) -> None:
    """End it, accepted or not."""
    await store.invitations.save(InvitationWrite(invitation.taken_back()), now)


async def _proposing(
    opened: Invitation, caller: Caller, _home: str, catalogue: Catalogue, store: Store, now: datetime
) -> InvitationWrite:
    post = _post(opened)
    inviter = await store.appointees.get(opened.invited_by)
    invitations.check_inviter(opened, post, inviter, catalogue.tree, now)
    check_post(post, catalogue.tree, None)
    person = await _accepting(caller, store)
    if not invitations.is_settled_at_once(post):
        proposed = AppointmentWrite([], unchanged=[person])
        return InvitationWrite(invitations.accepted(opened, caller, now, at_once=False), proposed)
    made = invitations.appointment_of(opened, post, opened.invited_by, now)
    holder = person.appointed(made, Actor(opened.invited_by, opened.grant), now)
    write = await written_with(store, [holder], now, unchanged=[inviter])
    return InvitationWrite(invitations.accepted(opened, caller, now, at_once=True), write)


async def _accepting(caller: Caller, store: Store) -> Appointee:
    """Who accepts, to be written with it: whoever has themselves erased meanwhile leaves nothing here."""
    person, card = await store.appointees.get(caller.person_id), await store.cards.get(caller.person_id)
    if card is None or card.data is None:
        raise NotFound
    return person


async def _joining(
    opened: Invitation, caller: Caller, home: str, catalogue: Catalogue, store: Store, now: datetime
) -> InvitationWrite:
    initiative = await store.initiatives.get(opened.initiative or opened.id)
    if initiative is None:
        raise NotFound
    setting = Setting(catalogue.programme(initiative.content.programme), catalogue.tree, now)
    inviter = invitations.inviting_now(opened, await store.appointees.get(opened.invited_by), now)
    _check_author_inviter(inviter, initiative, setting)
    change = coauthors.join(initiative, Share(caller.person_id, opened.share or 0, home), setting)
    return InvitationWrite(invitations.accepted(opened, caller, now, at_once=True), change=change)


def _check_author_inviter(inviter: Caller, initiative: Initiative, setting: Setting) -> None:
    """Whoever invited could invite still: a proxy over its unit whose role ended meanwhile gives nobody a share."""
    try:
        coauthors.check_may_invite(initiative, access.must_write(inviter, initiative, setting.tree))
    except Forbidden:
        raise InviterMayNot from None


def _post(invitation: Invitation) -> Post:
    if invitation.post is None:
        raise NotFound
    return invitation.post


async def found(id_: UUID, store: Store) -> Invitation:
    """The invitation to be appointed with this id."""
    invitation = await store.invitations.get(id_)
    if invitation is None or invitation.post is None:
        raise NotFound
    return invitation
